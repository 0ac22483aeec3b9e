"""DW738: the program writes to a root file system that is read only."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from dockwright.model.compose.project import Service
from dockwright.rules.base import Family, rule
from dockwright.rules.compose._containers import (
    absolute,
    code_in,
    mount_over,
    stage_of,
    working_directory,
)
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW738",
    "written-path-read-only",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.ERROR,
    facts=("code.writes", "code.directory-makers"),
)
def written_path_read_only(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """The code writes where no volume is, and the root file system is read only.

    ## What it does

    Finds services with `read_only: true` whose Python code opens a file for writing at a path
    that the code says, and neither a volume nor a tmpfs covers.

    ## Why it matters

    The write fails with `Read-only file system`, at start or at the first request that gets
    there.

    ## Example

    With these files:

    ```dockerfile Dockerfile
    FROM python:3.13-slim
    RUN pip install --no-cache-dir fastapi==0.115.12 uvicorn==0.34.0
    COPY main.py .
    RUN mkdir /data && chown 10001 /data
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
    services:
      api:
        build: .
        read_only: true
    ```

    ## Instead

    ```yaml good
    services:
      api:
        build: .
        read_only: true
        volumes:
          - data:/data

    volumes:
      data:
    ```

    ## When it stays silent

    For paths that code or variables work out; below `/dev` and `/proc`; for writes below an `if`
    or in a `try`; for making a directory, which may be there.

    ## Fix safety

    None: which volume is wanted is not known.

    ## With other rules

    DW959 tells the same of manifests.

    ## References

    - Compose specification, "read_only"
    """
    item = service.get("read_only")
    found = (
        stage_of(service, ctx) if item is not None and service.flag("read_only") is True else None
    )
    code = code_in(service, ctx) if found is not None else None
    if item is None or found is None or code is None:
        return
    workdir = working_directory(service, found[1])
    skipped = ctx.kb.name_set("code.directory-makers")
    for written in code.writes:
        text = written.target.text
        target = None if text is None else absolute(text, workdir)
        if target is None or written.guarded or written.title in skipped:
            continue
        if target.startswith(("/dev/", "/proc/")) or mount_over(service, target) is not None:
            continue
        yield ctx.report(
            item,
            f"the program writes to `{target}`, which no volume covers",
            help=f"Mount a volume or a tmpfs at {posixpath.dirname(target)}",
            related=(ctx.label_in(written.path, written.span, "it is written here"),),
        )
        return
