"""DW777: a setting points to a host that no service is called."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dockwright.model.compose.project import Service
from dockwright.rules.base import Family, rule
from dockwright.rules.compose._endpoints import (
    Redirection,
    answering_at,
    endpoints_of,
)
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW777",
    "unknown-service-host",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.ERROR,
    facts=("compose.address-takers", "compose.scheme-ports", "service-image.ports"),
)
def unknown_service_host(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """A setting points to a host that is no service of the file, though one answers at that port.

    ## What it does

    Reads addresses from variables and the command, and compares their hosts with the names of
    services, their containers and aliases.

    ## Why it matters

    The name cannot be resolved: the program ends, or waits for ever.

    ## Example

    ```yaml bad
    services:
      api:
        image: registry.example/api:1.4.0
        environment:
          CACHE: redis://cache:6379/0
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

    Where no service is known to answer at the port; for names with a dot; with `extra_hosts`,
    `links`, `external_links`, networks from elsewhere or `network_mode`; for files that are
    merged with others that are not known; for allowed origins and hosts, callbacks, redirects
    and public addresses, to which nothing connects.

    ## Fix safety

    Unsafe: where one service alone answers at the port, its name takes the place of the host;
    another host may be meant.

    ## With other rules

    DW776 is about `localhost`.

    ## References

    - Docker documentation, "Networking in Compose"
    """
    project = service.project
    declared = project.declared("networks")
    if project.is_fragment or any(
        service.get(key) is not None
        for key in ("network_mode", "extra_hosts", "links", "external_links")
    ):
        return
    if any(name in declared and declared[name].get("external") for name in service.networks):
        return
    for endpoint in endpoints_of(service, ctx):
        host = endpoint.host
        if (
            host == "localhost"
            or project.found_as(host)
            or not re.fullmatch(r"[A-Za-z][\w-]*", host)
        ):
            continue
        answering = answering_at(service, endpoint.port, ctx)
        if not answering:
            continue
        other = answering[0]
        yield ctx.report(
            endpoint.place,
            f"no service is called `{host}`; `{other.name}` answers at {endpoint.port}",
            help=f"Name the service: `{other.name}:{endpoint.port}`",
            related=(ctx.label(other, f"it answers at {endpoint.port}"),),
            about=Redirection(endpoint, other.name if len(answering) == 1 else None, endpoint.port),
        )
