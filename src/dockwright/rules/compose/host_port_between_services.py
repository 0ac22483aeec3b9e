"""DW778: a setting points to another service by its port on the host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.compose.project import Service
from dockwright.rules.base import Family, rule
from dockwright.rules.compose._endpoints import (
    Redirection,
    endpoints_of,
    meets,
    mentioned_ports,
    served_ports,
)
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW778",
    "host-port-between-services",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.ERROR,
    facts=(
        "compose.address-takers",
        "compose.scheme-ports",
    ),
)
def host_port_between_services(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """A setting points to a service by the port that is published on the host.

    ## What it does

    Reads addresses from variables and the command, and compares their ports with those that the
    service named publishes.

    ## Why it matters

    Between services the port within the container counts; at the published one nothing listens,
    and the connection is refused.

    ## Example

    ```yaml bad
    services:
      api:
        image: registry.example/api:1.4.0
        environment:
          CACHE: redis://redis:6380/0
      redis:
        image: redis:7.4.5-alpine
        ports:
          - "127.0.0.1:6380:6379"
    ```

    ## Instead

    ```yaml good
    services:
      api:
        image: registry.example/api:1.4.0
        environment:
          CACHE: redis://redis:6379/0
      redis:
        image: redis:7.4.5-alpine
        ports:
          - "127.0.0.1:6380:6379"
    ```

    ## When it stays silent

    Where the service listens on the port too, as far as its image, `expose` or another published
    port says; for allowed origins and hosts, callbacks, redirects and public addresses, to which
    nothing connects.

    ## Fix safety

    Unsafe: the port of the container takes the place of the host's, in this setting alone.

    ## With other rules

    DW776 is about `localhost`.

    ## References

    - Docker documentation, "Networking in Compose"
    """
    if service.get("network_mode") is not None:
        return
    for endpoint in endpoints_of(service, ctx):
        for other in service.project.found_as(endpoint.host):
            if not meets(service, other):
                continue
            if endpoint.port in served_ports(other, ctx) | mentioned_ports(other, ctx):
                break
            port = next((e for e in other.ports if e.published == str(endpoint.port)), None)
            if port is None or port.target is None:
                break
            yield ctx.report(
                endpoint.place,
                f"{endpoint.port} is the port on the host; `{other.name}` listens on {port.target}",
                help=f"Write `{endpoint.host}:{port.target}`",
                related=(ctx.label(port, "it is published here"),),
                about=Redirection(endpoint, endpoint.host, port.target),
            )
            break
