"""DW959: the program writes to a root file system that is read only."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from dockwright.model.kubernetes.container import Container
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.rules.kubernetes._shared import code_in, stage_of, working_directory

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW959",
    "pod-written-path-read-only",
    on=Container,
    family=Family.STYLE,
    severity=Severity.ERROR,
    facts=("code.writes", "code.directory-makers"),
)
def pod_written_path_read_only(container: Container, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """The code writes where no volume is, and the root file system is read only.

    ## What it does

    Finds containers with `readOnlyRootFilesystem: true` whose Python code opens a file for writing
    at a path that the code says, and no volume covers.

    ## Why it matters

    The write fails with `Read-only file system`, at start or at the first request that gets there.

    ## Example

    With these files:

    ```dockerfile Dockerfile
    FROM python:3.13-slim
    RUN pip install --no-cache-dir fastapi==0.115.12 uvicorn==0.34.0
    COPY main.py .
    USER 10001
    CMD ["uvicorn", "main:app", "--host", "0.0.0.0", "--port", "8000"]
    ```

    ```python main.py
    from fastapi import FastAPI

    app = FastAPI()


    @app.post("/note")
    def note(text: str) -> None:
        with open("/data/notes.txt", "a") as file:
            file.write(text)
    ```

    ```yaml bad
    apiVersion: v1
    kind: Pod
    metadata:
      name: api
    spec:
      containers:
        - name: api
          image: registry.example/api:1.4.0
          securityContext:
            readOnlyRootFilesystem: true
    ```

    ## Instead

    ```yaml good
    apiVersion: v1
    kind: Pod
    metadata:
      name: api
    spec:
      volumes:
        - name: data
          emptyDir: {}
      containers:
        - name: api
          image: registry.example/api:1.4.0
          securityContext:
            readOnlyRootFilesystem: true
          volumeMounts:
            - name: data
              mountPath: /data
    ```

    ## When it stays silent

    For paths that code or variables work out; below `/dev` and `/proc`; for writes below an `if` or
    in a `try`; for making a directory, which may be there.

    ## Fix safety

    None: which volume is wanted is not known.

    ## With other rules

    None is about the same.

    ## References

    - Kubernetes documentation, "Configure a Security Context for a Pod or Container"
    """
    value = container.security.read_only_root_filesystem
    if value is None or value.value is not True or container.workload.changed_in is not None:
        return
    found = stage_of(container, ctx)
    code = code_in(container, ctx)
    if found is None or code is None:
        return
    workdir = working_directory(container, found[1])
    skipped = ctx.kb.name_set("code.directory-makers")
    for written in code.writes:
        target = written.target.text
        if target is None or written.guarded or written.title in skipped:
            continue
        if not target.startswith("/"):
            if isinstance(workdir, Unknown) or target.startswith("~"):
                continue
            target = posixpath.join(workdir, target)
        target = posixpath.normpath(target)
        if target.startswith(("/dev/", "/proc/")) or container.mount_over(target) is not None:
            continue
        yield ctx.report(
            value.span,
            f"the program writes to `{target}`, which no volume covers",
            help=f"Mount an `emptyDir` or a claim at {posixpath.dirname(target)}",
            related=(ctx.label_in(written.path, written.span, "it is written here"),),
        )
        return
