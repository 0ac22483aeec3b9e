"""DW774: the program writes where its user may not."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from dockwright.model.compose.project import Service
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Family, rule
from dockwright.rules.compose._containers import (
    absolute,
    code_in,
    mount_over,
    stage_of,
    user_label,
    working_directory,
)
from dockwright.rules.compose._ownership import is_surely_made, may_write, owner_of, user_of
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW774",
    "written-path-not-writable",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.ERROR,
    facts=("code.writes", "code.directory-makers", "compose.shared-directories"),
)
def written_path_not_writable(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """The program writes to a directory of the image that its user may not write to.

    ## What it does

    Reads from the Dockerfile who owns the directories that the Python code writes to, and
    compares it with USER or `user`.

    ## Why it matters

    The write fails with `PermissionError: [Errno 13] Permission denied`.

    ## Example

    With these files:

    ```dockerfile Dockerfile
    FROM python:3.13-slim
    COPY main.py .
    RUN mkdir /reports && chown 10001 /reports
    USER 10001
    CMD ["python", "main.py"]
    ```

    ```python main.py
    with open("/reports/last.txt", "w") as file:
        file.write("done")
    ```

    ```yaml bad
    services:
      report:
        build: .
        user: "10002"
    ```

    ## Instead

    ```yaml good
    services:
      report:
        build: .
        user: "10001"
    ```

    ## When it stays silent

    Where a volume or a tmpfs is mounted; for paths that code or variables work out; for writes
    below an `if` or in a `try`; with `read_only`, which DW738 looks at; where a command may make
    the directory or give it away unseen.

    ## Fix safety

    None: whether the user or the directory is to change is not known.

    ## With other rules

    DW711 is about volumes, DW738 about `read_only`.

    ## References

    - Dockerfile reference, "USER"
    """
    found = stage_of(service, ctx) if service.get("read_only") is None else None
    code = code_in(service, ctx) if found is not None else None
    if found is None or code is None or code.scripts:
        return
    build, stage = found
    user = user_of(service, stage)
    workdir = working_directory(service, stage)
    skipped = ctx.kb.name_set("code.directory-makers")
    for written in code.writes:
        text = written.target.text
        target = None if text is None else absolute(text, workdir)
        if target is None or written.guarded or written.title in skipped:
            continue
        folder = posixpath.dirname(target)
        if mount_over(service, target) is not None or isinstance(user, Unknown):
            continue
        owner = owner_of(folder, stage, ctx.kb)
        if isinstance(owner, Unknown) or may_write(user, owner) is not False:
            continue
        told = "root" if owner in {"", "0", "root"} else owner
        why = f", which belongs to {told}, and runs as {user}"
        if told == "root" and not is_surely_made(folder, stage):
            # It may not be there at all.
            why = f" and runs as {user}, who may neither make it nor write there"
        yield ctx.report(
            service.get("user") or service,
            f"the program writes to {folder}{why}",
            help=f"Give {folder} to {user} in the Dockerfile, or mount a volume there",
            related=(
                ctx.label_in(written.path, written.span, "it is written here"),
                user_label(build, stage, ctx, "the image's user"),
            ),
        )
        return
