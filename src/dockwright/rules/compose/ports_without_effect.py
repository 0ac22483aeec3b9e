"""DW740: ports have no effect on the host's network."""

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
    "DW740",
    "ports-without-effect",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.WARNING,
)
def ports_without_effect(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """`ports` stands beside `network_mode: host`, where it has no effect.

    ## What it does

    Finds services with `network_mode: host` (or of another service or container) that publish
    ports.

    ## Why it matters

    The container uses the host's network as it is: a mapping to another port is passed over,
    and the program is reached at its own port, on every interface.

    ## Example

    ```yaml bad
    services:
      web:
        image: registry.example/web:1.4.0
        network_mode: host
        ports:
          - "8080:80"
    ```

    ## Instead

    ```yaml good
    services:
      web:
        image: registry.example/web:1.4.0
        ports:
          - "8080:80"
    ```

    ## When it stays silent

    Where the network mode is not known.

    ## Fix safety

    None: which of the two is meant is not known.

    ## With other rules

    None.

    ## References

    - Compose specification, "network_mode"
    """
    mode, ports = service.get("network_mode"), service.get("ports")
    if mode is None or ports is None or not ports.items or not isinstance(mode.value, str):
        return
    if mode.value != "host" and not mode.value.startswith(("service:", "container:")):
        return
    place = ports.like(None)
    place.span = ports.key_span or ports.span
    yield ctx.report(
        place,
        f"the ports of service `{service.name}` have no effect with `network_mode: {mode.value}`",
        help="Leave one of the two out",
        related=(ctx.label(mode, "the network is another's"),),
    )
