"""DW734: a service is privileged."""

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
    "DW734",
    "privileged-service",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.WARNING,
)
def privileged_service(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """A service runs with `privileged: true`, which is root on the host.

    ## What it does

    Finds services with `privileged: true`.

    ## Why it matters

    A privileged container has every capability and every device of the host: whoever takes it
    over has the machine.

    ## Example

    ```yaml bad
    services:
      web:
        image: registry.example/web:1.4.0
        privileged: true
    ```

    ## Instead

    ```yaml good
    services:
      web:
        image: registry.example/web:1.4.0
        devices: [/dev/ttyUSB0]
    ```

    ## When it stays silent

    For `docker:dind` and its like, which need it.

    ## Fix safety

    None: what the program needs is not known.

    ## With other rules

    DW736 is about single capabilities.

    ## References

    - docs.docker.com, "Runtime privilege and Linux capabilities"
    """
    item = service.get("privileged")
    if item is None or service.flag("privileged") is not True:
        return
    image = service.image
    if isinstance(image, str) and ("dind" in image or "buildkit" in image):
        return
    yield ctx.report(
        item,
        f"service `{service.name}` is privileged: it has every capability and device of the host",
        help="Give it the capabilities (`cap_add`) and devices that it needs",
    )
