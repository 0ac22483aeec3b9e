"""DW707: a service starts its server on the loopback address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.compose.project import Service
from dockwright.rules.base import Family, rule
from dockwright.rules.compose._containers import is_on_own_network, listening
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW707",
    "published-loopback-server",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.ERROR,
    facts=("server-python.loopback-addresses",),
)
def published_loopback_server(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """The service starts its server on 127.0.0.1, and publishes a port for it.

    ## What it does

    Reads the address from `command`, `entrypoint` and the variables of a service that publishes
    ports.

    ## Why it matters

    The engine forwards to the container's network interface, where a server on 127.0.0.1 does not
    listen: every connection is reset.

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
        command: uvicorn main:app --port 8000
        ports:
          - "8000:8000"
    ```

    ## Instead

    ```yaml good
    services:
      api:
        build: .
        command: uvicorn main:app --host 0.0.0.0 --port 8000
        ports:
          - "8000:8000"
    ```

    ## When it stays silent

    Where the command is the image's, which DW503 looks at; where a configuration file or a
    variable may say the address; with `network_mode`, also of another service that shares the
    network.

    ## Fix safety

    None: the address may be meant for a proxy beside the server.

    ## With other rules

    DW503 tells the same of a Dockerfile, DW960 of manifests.

    ## References

    - Compose specification, "ports"
    """
    if not service.ports or not is_on_own_network(service):
        return
    found = listening(service, ctx)
    if found is None or found.host_place is None or not isinstance(found.host, str):
        return
    if found.host not in ctx.kb.name_set("server-python.loopback-addresses"):
        return
    yield ctx.report(
        found.host_place,
        f"{found.title} listens on {found.host} alone, which no published port reaches",
        help="Bind 0.0.0.0",
        related=(ctx.label(service.ports[0], "the port is published here"),),
    )
