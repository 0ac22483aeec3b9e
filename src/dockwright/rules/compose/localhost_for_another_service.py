"""DW776: a setting points to localhost for another service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.compose.project import Service
from dockwright.rules.base import Family, rule
from dockwright.rules.compose._containers import is_on_own_network
from dockwright.rules.compose._endpoints import (
    Redirection,
    endpoints_of,
    is_published,
    mentioned_ports,
    perhaps_answering_at,
    served_ports,
)
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW776",
    "localhost-for-another-service",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.ERROR,
    facts=("compose.address-takers", "compose.scheme-ports", "service-image.ports"),
)
def localhost_for_another_service(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """A setting points to `localhost`, and what answers at that port is another service.

    ## What it does

    Reads addresses from variables and the command (`redis://localhost:6379`, `localhost:6379`,
    `REDIS_HOST` with `REDIS_PORT`) and looks for the service that answers at the port.

    ## Why it matters

    Within a container `localhost` is the container itself, in which nothing listens at that port:
    the connection is refused.

    ## Example

    ```yaml bad
    services:
      api:
        image: registry.example/api:1.4.0
        environment:
          CACHE: redis://localhost:6379/0
      redis:
        image: redis:7.4.5-alpine
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
    ```

    ## When it stays silent

    With `network_mode`, also of another service that shares the network; where the service itself
    may answer at the port; for addresses of the web that a browser on the host may be meant to
    open, where the port is published; for settings that hold what clients are compared with or
    told: allowed origins and hosts, callbacks, redirects, public addresses.

    ## Fix safety

    Unsafe: where one service alone answers at the port, its name takes the place of the host.

    ## With other rules

    DW777 is about names that nothing has, DW778 about ports of the host.

    ## References

    - Docker documentation, "Networking in Compose"
    """
    if not is_on_own_network(service) or service.get("extra_hosts", "localhost") is not None:
        return
    own = served_ports(service, ctx) | mentioned_ports(service, ctx)
    for endpoint in endpoints_of(service, ctx):
        if endpoint.host not in ctx.kb.names("compose.loopback") or endpoint.port in own:
            continue
        if endpoint.is_web and is_published(service.project, endpoint.port):
            continue
        answering = perhaps_answering_at(service, endpoint.port, ctx)
        if not answering:
            continue
        other = answering[0]
        yield ctx.report(
            endpoint.place,
            f"`{endpoint.host}` is the container itself; port {endpoint.port} is that of "
            f"`{other.name}`",
            help=f"Name the service: `{other.name}:{endpoint.port}`",
            related=(ctx.label(other, f"it answers at {endpoint.port}"),),
            about=Redirection(endpoint, other.name if len(answering) == 1 else None, endpoint.port),
        )
