"""DW729: two containers publish the same port of the host."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

from dockwright.model.compose.project import ComposeProject, PortMapping, Service
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext

_MOST_PORTS = 500
"""Ports of one project that are compared with one another."""
_VARIABLE = re.compile(r"""^["']?(?:[\d.]+:)?(?:\$\{[^}]*\}|\$\w+)(?=:)""")
"""A host's port that a variable decides, in the short form."""


@rule(
    "DW729",
    "host-port-taken-twice",
    on=ComposeProject,
    family=Family.COMPOSE,
    severity=Severity.WARNING,
    facts=("compose.every-interface",),
)
def host_port_taken_twice(project: ComposeProject, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """Two services, or two entries of one, publish the same port of the host.

    ## What it does

    Compares the host's ports, addresses and protocols of all that services publish.

    ## Why it matters

    `docker compose up` starts the first, and fails at the second: "port is already allocated".

    ## Example

    ```yaml bad
    services:
      web:
        image: registry.example/web:1.4.0
        ports: ["127.0.0.1:8080:80"]
      admin:
        image: registry.example/admin:1.4.0
        ports: ["127.0.0.1:8080:3000"]
    ```

    ## Instead

    ```yaml good
    services:
      web:
        image: registry.example/web:1.4.0
        ports: ["127.0.0.1:8080:80"]
      admin:
        image: registry.example/admin:1.4.0
        ports: ["127.0.0.1:8081:3000"]
    ```

    ## When it stays silent

    For services that may stand in for one another: those with a profile, and those with the same
    port in the container, or a host's port that one variable decides, which no service needs
    together; those of which no container is started (`scale: 0`); for different addresses of the
    host; for ranges, of which the engine picks one; on a network of another.

    ## Fix safety

    None: which port is free is not known.

    ## With other rules

    DW740 is about ports that have no effect.

    ## References

    - Compose specification, "ports"
    """
    if project.is_fragment:
        return
    every = ctx.kb.names("compose.every-interface")
    taken = [
        (service, port)
        for service in project.services
        if not service.profiles
        and service.get("network_mode") is None
        and not _has_no_container(service)
        for port in service.ports
        if port.published.isdecimal() and port.published != "0"
    ]
    told: set[int] = set()
    for (one, first), (other, second) in combinations(taken[:_MOST_PORTS], 2):
        if id(second.item) in told or not _meet(first, second, every):
            continue
        if (
            first.target == second.target or _decided_by_one_variable(one, first, second)
        ) and not _run_together(one, other):
            continue
        told.add(id(second.item))
        yield ctx.report(
            second,
            f"port {second.published} of the host is published {_by(one, other)}",
            help="Publish one of them at another port, or give the services profiles",
            related=(ctx.label(first, "it is taken here"),),
        )


def _has_no_container(service: Service) -> bool:
    """Tell whether no container of a service is started unless somebody asks for one."""
    counts = (service.get("scale"), service.get("deploy", "replicas"))
    return any(count is not None and count.text == "0" for count in counts)


def _meet(one: PortMapping, other: PortMapping, every: tuple[str, ...]) -> bool:
    if one.published != other.published or one.protocol != other.protocol:
        return False
    if one.span == other.span and one.path == other.path:
        return False  # one entry, which both take from an anchor or an extended service
    addresses = {one.host_ip, other.host_ip}
    return len(addresses) == 1 or "" in addresses or any(each in addresses for each in every)


def _decided_by_one_variable(service: Service, *ports: PortMapping) -> bool:
    written: set[str] = set()
    for port in ports:
        source = service.project.source_of(port.path)
        match = None if source is None else _VARIABLE.match(source.slice(port.span))
        written.add("" if match is None else match[0])
    return len(written) == 1 and "" not in written


def _run_together(one: Service, other: Service) -> bool:
    """Tell whether a service is started with both, so that neither stands in for the other."""
    needs = {each.name: set(each.depends_on) for each in one.project.services}
    for start in needs:
        seen, pending = {start}, [start]
        while pending:
            more = needs.get(pending.pop(), set()) - seen
            seen |= more
            pending += more
        if {one.name, other.name} <= seen:
            return True
    return False


def _by(one: Service, other: Service) -> str:
    if one is other:
        return f"twice by service `{one.name}`"
    return f"by `{one.name}` already, and by `{other.name}`"
