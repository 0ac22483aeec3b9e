"""DW710: a service starts a program that the image lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.compose.project import Service
from dockwright.model.contents import contents_of
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Family, rule
from dockwright.rules.compose._containers import base_label, mount_over, place_in, stage_of
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW710",
    "service-program-missing",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.ERROR,
)
def service_program_missing(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """`command` or `entrypoint` starts a program that the image does not have.

    ## What it does

    Looks for the first word of `entrypoint`, or of `command` where the image has no ENTRYPOINT,
    in what the Dockerfile puts into the image, the files of requirements among it.

    ## Why it matters

    The container cannot be started: `exec: "bash": executable file not found in $PATH`.

    ## Example

    With this `Dockerfile`:

    ```dockerfile Dockerfile
    FROM alpine:3.22
    COPY run.sh .
    USER 10001
    CMD ["sh", "run.sh"]
    ```

    ```yaml bad
    services:
      job:
        build: .
        command: bash run.sh
    ```

    ## Instead

    ```yaml good
    services:
      job:
        build: .
        command: sh run.sh
    ```

    ## When it stays silent

    Where what the image holds is not known; for paths; where a volume is mounted over a directory
    of programs; where the image is not built here.

    ## Fix safety

    None: whether the command or the image is to change is not known.

    ## With other rules

    DW709 is about health checks, DW961 about manifests.

    ## References

    - Compose specification, "command" and "entrypoint"
    """
    key = "command" if service.entrypoint is None else "entrypoint"
    words = service.command if service.entrypoint is None else service.entrypoint
    if isinstance(words, Unknown) or isinstance(service.entrypoint, Unknown) or not words:
        return
    found = stage_of(service, ctx)
    if found is None:
        return
    build, stage = found
    item, program = service.get(key), words[0]
    if (
        item is None
        or "/" in program
        or (key == "command" and stage.final_command()[0] is not None)
    ):
        return
    held = contents_of(stage, ctx.kb)
    if held.has_program(program, build.context) is not False:
        return
    entries = held.path_entries
    if not isinstance(entries, Unknown) and any(
        mount_over(service, f"{entry}/{program}") is not None for entry in entries
    ):
        return
    yield ctx.report(
        place_in(item.items[0] if item.items else item, program, ctx),
        f"the image has no program `{program}`, so the container does not start",
        help=f"Name a program that the image has, or install `{program}`",
        related=(base_label(build, stage, ctx, f"no instruction brings `{program}`"),),
    )
