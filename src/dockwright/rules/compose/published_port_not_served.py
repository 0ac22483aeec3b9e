"""DW706: a port is published that nothing in the container serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.compose.project import Service
from dockwright.rules.base import Family, rule
from dockwright.rules.compose._containers import bare, code_in, is_on_own_network, listening
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.code import ServerCall
    from dockwright.model.compose.project import PortMapping
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW706",
    "published-port-not-served",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.ERROR,
)
def published_port_not_served(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """A port of the container is published, and its server listens on another one.

    ## What it does

    Compares the container's side of `ports` with the port that the command, its variables or the
    Python code says.

    ## Why it matters

    Every connection to the published port is refused or reset, while the server runs and looks
    healthy.

    ## Example

    With these files:

    ```dockerfile Dockerfile
    FROM python:3.13-slim
    RUN pip install --no-cache-dir fastapi==0.115.12 uvicorn==0.34.0
    COPY main.py .
    USER 10001
    CMD ["uvicorn", "main:app", "--host", "0.0.0.0", "--port", "8000"]
    ```

    ```python main.py
    from fastapi import FastAPI

    app = FastAPI()
    ```

    ```yaml bad
    services:
      api:
        build: .
        ports:
          - "8080:80"
    ```

    ## Instead

    ```yaml good
    services:
      api:
        build: .
        ports:
          - "8080:8000"
    ```

    ## When it stays silent

    Where no server is known, or several are; where a configuration file or a variable may say the
    port; where one of the published ports is the one; where the code serves the other port too;
    for UDP; where containers share the network.

    ## Fix safety

    None: either side may be the wrong one.

    ## With other rules

    DW707 is about the address. DW952 tells the same of manifests.

    ## References

    - Compose specification, "ports"
    """
    ports = [each for each in service.ports if each.protocol == "tcp"]
    found = listening(service, ctx) if ports and is_on_own_network(service) else None
    if found is None or not isinstance(found.port, int):
        return
    if any(each.target in {None, found.port} for each in ports):
        return
    code = code_in(service, ctx)
    if code is not None and any(_may_serve(call, ports) for call in code.servers):
        return
    target = ports[0].item.get("target") or ports[0].item
    yield ctx.report(
        bare(target, ctx),
        f"port {ports[0].target} of the container is published, and {found.title} listens on "
        f"{found.port}",
        help=f"Publish port {found.port} of the container, or let the server listen on "
        f"{ports[0].target}",
        related=(ctx.label(found.place, f"it listens on {found.port}"),),
    )


def _may_serve(call: ServerCall, ports: list[PortMapping]) -> bool:
    """Tell whether a further server of the code may listen on a published port."""
    number = call.port.number
    return call.is_aside and (number is None or any(each.target == number for each in ports))
