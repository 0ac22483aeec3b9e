"""DW730: a database is published on all interfaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.compose.project import Service
from dockwright.model.document import DocumentPlace
from dockwright.rules.base import Family, rule
from dockwright.rules.compose._shared import image_name, runs_own_server
from dockwright.rules.diagnostic import Severity
from dockwright.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.compose.project import PortMapping
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW730",
    "database-port-on-all-interfaces",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.WARNING,
    facts=("service-image.ports",),
)
def database_port_on_all_interfaces(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """The port of a database, cache or broker is published on every interface of the host.

    ## What it does

    Finds published ports of images of databases, caches and brokers that name no address of the
    host.

    ## Why it matters

    Docker writes its own firewall rules, past those of the host: whoever reaches the machine
    reaches what it holds. Services of the file reach each other without any published port.

    ## Example

    ```yaml bad
    services:
      db:
        image: postgres:17.2
        ports:
          - "5432:5432"
    ```

    ## Instead

    ```yaml good
    services:
      db:
        image: postgres:17.2
        ports:
          - "127.0.0.1:5432:5432"
    ```

    ## When it stays silent

    For ports that are bound to an address of the host; for other services.

    ## Fix safety

    Unsafe: who connects from another machine does not any more.

    ## With other rules

    DW731 is about the password.

    ## References

    - docs.docker.com, "Packet filtering and firewalls"
    """
    known = ctx.kb.mapping("service-image.ports").get(image_name(service) or "")
    if known is None or not runs_own_server(service, ctx.kb):
        return
    every = ctx.kb.name_set("compose.every-interface")
    for port in service.ports:
        if (port.host_ip and port.host_ip not in every) or port.target not in known:
            continue
        where = f"port {port.published}" if port.published else "a port"
        yield ctx.report(
            _without_quotes(port, service),
            f"service `{service.name}` is published at {where} of every interface",
            help="Bind it to 127.0.0.1, or leave it out: services reach each other without",
            about=port,
        )


def _without_quotes(port: PortMapping, service: Service) -> DocumentPlace:
    """Return the place of a port's entry, the quotes around it left out."""
    source = service.project.source_of(port.path)
    span = port.span
    if source is not None and source.slice(span)[:1] in {"'", '"'}:
        span = Span(span.start + 1, span.end - 1)
    return DocumentPlace(port.path, span)
