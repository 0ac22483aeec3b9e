"""DW953: a probe asks a port that nothing listens on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.kubernetes.container import Container
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.rules.kubernetes._shared import listening

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW953",
    "probe-port-not-served",
    on=Container,
    family=Family.STYLE,
    severity=Severity.ERROR,
)
def probe_port_not_served(container: Container, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """A probe asks a port that the container does not serve, or a name that no port has.

    ## What it does

    Compares the port of each probe with the names of the container's ports, and with the port
    that its command, or the Python code that the command starts, listens on.

    ## Why it matters

    The probe fails for ever: a liveness probe restarts a healthy container again and again, a
    readiness probe keeps it out of its Service.

    ## Example

    ```yaml bad
    apiVersion: v1
    kind: Pod
    metadata:
      name: api
    spec:
      containers:
        - name: api
          image: registry.example/api:1.4.0
          ports:
            - name: http
              containerPort: 8000
          readinessProbe:
            httpGet:
              path: /
              port: web
    ```

    ## Instead

    ```yaml good
    apiVersion: v1
    kind: Pod
    metadata:
      name: api
    spec:
      containers:
        - name: api
          image: registry.example/api:1.4.0
          ports:
            - name: http
              containerPort: 8000
          readinessProbe:
            httpGet:
              path: /
              port: http
    ```

    ## When it stays silent

    Where no server is known, or several are; where `containerPort` names the port too, which
    DW952 compares; for probes of another host.

    ## Fix safety

    None: which port is meant is not known.

    ## With other rules

    DW952 compares `containerPort` with the server.

    ## References

    - Kubernetes documentation, "Configure Liveness, Readiness and Startup Probes"
    """
    for probe in container.probes:
        if probe.port is None or probe.host is not None or probe.handler == "exec":
            continue
        number = container.port_number(probe.port)
        if isinstance(number, Unknown):
            continue
        if number is None:
            names = [each.name.text for each in container.ports if each.name is not None]
            known = (
                f"its ports are called {', '.join(names)}" if names else "its ports have no names"
            )
            yield ctx.report(
                probe.port.span,
                f"no port of the container is called `{probe.port.text}`",
                help=f"Name a port of the container: {known}",
            )
            continue
        if any(each.port.number == number for each in container.ports):
            continue
        found = listening(container, ctx)
        if found is None or found[0] == number:
            continue
        yield ctx.report(
            probe.port.span,
            f"the probe asks port {number}, and the container listens on {found[0]}",
            help=f"Ask port {found[0]}",
            related=(found[2],),
        )
