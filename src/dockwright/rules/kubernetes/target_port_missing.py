"""DW962: a Service sends to a port that the pods do not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.kubernetes.workload import KubeService
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW962",
    "target-port-missing",
    on=KubeService,
    family=Family.STYLE,
    severity=Severity.WARNING,
)
def target_port_missing(service: KubeService, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """A Service sends to a port that the pods that it selects do not have.

    ## What it does

    Looks up `targetPort` (or `port`, where it is not written) among the ports of the containers
    of the pods that the Service selects, in its own file and those beside it.

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
    is filled in by a template.

    ## Fix safety

    None: which port is meant is not known.

    ## With other rules

    DW952 compares `containerPort` with the server.

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
        elif any(number is not None for number in numbers):
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
