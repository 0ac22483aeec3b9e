"""DW952: a container port is not the one that the program listens on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.kubernetes.container import Container
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.rules.kubernetes._shared import listening

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW952",
    "container-port-not-served",
    on=Container,
    family=Family.STYLE,
    severity=Severity.WARNING,
    facts=("dockerfile.highest-port",),
)
def container_port_not_served(container: Container, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """`containerPort` is not the port that the container listens on.

    ## What it does

    Reads the port from the command that the container runs (of the manifest, or of the Dockerfile
    that builds its image), its variables and the server's default, or from the Python code that
    the command starts, and compares it with `containerPort`.
    A number above 65535 is told as well: it is no port.

    ## Why it matters

    The number has no effect by itself, but Services, probes and people go by it, and by its name:
    their connections are refused.

    ## Example

    With this `Dockerfile`:

    ```dockerfile Dockerfile
    FROM python:3.13-slim
    RUN pip install --no-cache-dir uvicorn==0.34.0
    COPY main.py .
    USER 10001
    CMD ["uvicorn", "main:app", "--host", "0.0.0.0", "--port", "8080"]
    ```

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
            - containerPort: 8000
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
            - containerPort: 8080
    ```

    ## When it stays silent

    Where no server is known, or several are; where a configuration file or a variable may say the
    port; where one of several ports is the one; for UDP.

    ## Fix safety

    None: either side may be the wrong one.

    ## With other rules

    DW953 is about probes, DW962 about Services.

    ## References

    - Kubernetes documentation, "Container ports"
    """
    ports = [each for each in container.ports if each.protocol != "UDP"]
    if not ports:
        return
    found = listening(container, ctx)
    highest = ctx.kb.integer("dockerfile.highest-port")
    beyond = [each for each in ports if (each.port.number or 0) > highest]
    for each in beyond:
        yield ctx.report(
            each.port.span,
            f"`{each.port.text}` is no port: {highest} is the highest",
            help="Kubernetes refuses the manifest"
            + ("" if found is None else f"; {found[1]} listens on {found[0]}"),
            related=() if found is None else (found[2],),
        )
    if found is None or beyond:
        return
    number, _, related = found
    if any(each.port.number in {None, number} for each in ports):
        return
    for each in ports[:1]:
        yield ctx.report(
            each.port.span,
            f"the container listens on port {number}, not on {each.port.number}",
            help=f"Write `containerPort: {number}`",
            related=(related,),
        )
