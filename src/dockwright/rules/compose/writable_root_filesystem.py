"""DW739: a service could have a read-only root file system."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.compose.project import Service
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW739",
    "writable-root-filesystem",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.INFO,
    default=False,
)
def writable_root_filesystem(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """A service can write everywhere in its container.

    ## What it does

    Finds services without `read_only: true`.

    ## Why it matters

    Whoever takes the program over can change it, and what is written outside volumes is lost
    with the container.

    ## Example

    ```yaml bad
    services:
      web:
        image: registry.example/web:1.4.0
    ```

    ## Instead

    ```yaml good
    services:
      web:
        image: registry.example/web:1.4.0
        read_only: true
        tmpfs: [/tmp]
    ```

    ## When it stays silent

    Off by default.

    ## Fix safety

    None here; programs write in more places than is known.

    ## With other rules

    DW738 is about programs that write where they cannot.

    ## References

    - Compose specification, "read_only"
    """
    if service.flag("read_only") is True or service.get("read_only") is not None:
        return
    yield ctx.report(
        service,
        f"the root file system of service `{service.name}` is writable",
        help="Add `read_only: true`, with `tmpfs` for what is written",
    )
