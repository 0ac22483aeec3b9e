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

    With `host` the container uses the host's network as it is: a mapping to another port is passed
    over, and the program is reached at its own port, on every interface.
    With the network of another service or container the engine does not make the container:
    "conflicting options: port publishing and the container type network mode".

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

    Unsafe: the ports are left out, and what runs stays as it is; the network mode may have been
    the mistake.
    What other services take over by an alias or a merge stays.

    ## With other rules

    None.

    ## References

    - Compose specification, "network_mode"
    - Docker Engine, runconfig: what container network modes exclude
    """
    mode, ports = service.get("network_mode"), service.get("ports")
    if mode is None or ports is None or not ports.items or not isinstance(mode.value, str):
        return
    if mode.value != "host" and not mode.value.startswith(("service:", "container:")):
        return
    place = ports.like(None)
    place.span = ports.key_span or ports.span
    is_host = mode.value == "host"
    yield ctx.report(
        place,
        f"the ports of service `{service.name}` have no effect with `network_mode: host`"
        if is_host
        else f"service `{service.name}` publishes ports with `network_mode: {mode.value}`, which "
        "the engine refuses",
        help="Leave one of the two out"
        if is_host
        else "Publish them where the network is: at the service or container that it names",
        related=(ctx.label(mode, "the network is another's"),),
        severity=None if is_host else Severity.ERROR,
    )
