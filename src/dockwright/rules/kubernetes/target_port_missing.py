"""DW962: a Service sends to a port that the pods do not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.kubernetes.workload import KubeService
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Confidence, Severity
from dockwright.rules.kubernetes._shared import listening

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.kubernetes.container import Container, ContainerPort
    from dockwright.model.kubernetes.values import Value
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW962",
    "target-port-missing",
    on=KubeService,
    family=Family.STYLE,
    severity=Severity.WARNING,
    facts=("dockerfile.highest-port",),
)
def target_port_missing(service: KubeService, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """A Service sends to a port that the pods that it selects do not have.

    ## What it does

    Looks up `targetPort` (or `port`, where it is not written) among the ports of the containers
    of the pods that the Service selects, in its own file and those beside it.
    A number needs no port that is declared: where the server that a container starts is known,
    its port is compared, and the declared ones else.

    ## Why it matters

    A name that no port has makes the Service have no endpoints; a number that nothing listens on
    has every connection refused.

    ## Example

    ```yaml bad
    apiVersion: v1
    kind: Pod
    metadata:
      name: api
      labels: {app: api}
    spec:
      containers:
        - name: api
          image: registry.example/api:1.4.0
          ports:
            - name: http
              containerPort: 8000
    ---
    apiVersion: v1
    kind: Service
    metadata:
      name: api
    spec:
      selector: {app: api}
      ports:
        - port: 80
          targetPort: 8080
    ```

    ## Instead

    ```yaml good
    apiVersion: v1
    kind: Pod
    metadata:
      name: api
      labels: {app: api}
    spec:
      containers:
        - name: api
          image: registry.example/api:1.4.0
          ports:
            - name: http
              containerPort: 8000
    ---
    apiVersion: v1
    kind: Service
    metadata:
      name: api
    spec:
      selector: {app: api}
      ports:
        - port: 80
          targetPort: http
    ```

    ## When it stays silent

    Where no pods of the project are selected; where their containers name no ports; where a value
    is filled in by a template; for a number where a container's server is known to listen on it,
    or where the ports that are declared are none.

    ## Fix safety

    None: which port is meant is not known.

    ## With other rules

    DW952 compares `containerPort` with the server, and tells numbers that are no ports.

    ## References

    - Kubernetes documentation, "Service", targetPort
    """
    selected = service.file.selected_by(service)
    if isinstance(selected, Unknown) or not selected:
        return
    containers = [each for workload in selected for each in workload.containers]
    ports = [(each, port) for each in containers for port in each.ports]
    if not ports or any(workload.changed_in is not None for workload in selected):
        return
    for own in service.ports:
        target = own.target
        if target.known is None:
            continue
        numbers = [each.port_number(target) for each in containers]
        if any(isinstance(number, Unknown) for number in numbers):
            continue
        known = {port.port.number for _, port in ports}
        if target.number is not None:
            if target.number in known or None in known:
                continue
            yield from _by_number(target, ports, containers, ctx)
            continue
        if any(number is not None for number in numbers):
            continue
        container, port = ports[0]
        named = f" ({port.name.text})" if port.name is not None else ""
        place = (container.workload.path, port.span)
        yield ctx.report(
            target.span,
            f"no port of the pods that the Service selects is `{target.text}`",
            help=f"Their container listens on {port.port.text}{named}",
            related=(ctx.label_in(*place, "the container's ports"),),
        )


def _by_number(
    target: Value,
    ports: list[tuple[Container, ContainerPort]],
    containers: list[Container],
    ctx: DocumentContext,
) -> Iterator[Diagnostic]:
    """Report a number that nothing is known to listen on; it need not be declared."""
    highest = ctx.kb.integer("dockerfile.highest-port")
    if (target.number or 0) > highest:
        yield ctx.report(
            target.span,
            f"`{target.text}` is no port: {highest} is the highest",
            help="Kubernetes refuses the manifest",
        )
        return
    listened = [found for each in containers if (found := listening(each, ctx)) is not None]
    if any(number == target.number for number, _, _ in listened):
        return
    if listened and len(listened) == len(containers):
        number, program, related = listened[0]
        yield ctx.report(
            target.span,
            f"nothing in the pods that the Service selects listens on `{target.text}`",
            help=f"Their {program} listens on {number}",
            related=(related,),
        )
        return
    declared = [pair for pair in ports if (pair[1].port.number or 0) <= highest]
    if len(declared) < len(ports):
        return
    container, port = declared[0]
    named = f" ({port.name.text})" if port.name is not None else ""
    yield ctx.report(
        target.span,
        f"no container of the pods that the Service selects declares the port `{target.text}`",
        help=f"Their container declares {port.port.text}{named}; a port needs no declaration, but "
        "something has to listen there",
        related=(ctx.label_in(container.workload.path, port.span, "the container's ports"),),
        confidence=Confidence.MEDIUM,
    )
