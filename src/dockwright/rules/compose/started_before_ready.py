"""DW727: a service starts before the server that it connects to is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.compose.project import Service
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Family, rule
from dockwright.rules.compose._containers import code_in
from dockwright.rules.compose._endpoints import hosts_in
from dockwright.rules.compose._shared import key_of
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.code import Valued
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW727",
    "started-before-ready",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.WARNING,
    facts=("code.connections", "code.retries"),
)
def started_before_ready(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """The code connects when it starts, and `depends_on` does not wait until the server is ready.

    ## What it does

    Finds services whose Python code connects to another service while it starts, without trying
    again, and whose `depends_on` waits only until that service's container has started.

    ## Why it matters

    A database takes seconds until it answers. The program starts earlier, its connection is
    refused, and it ends.

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
    import os

    import psycopg
    from fastapi import FastAPI

    connection = psycopg.connect(os.environ["DATABASE"])
    app = FastAPI()
    ```

    ```yaml bad
    services:
      api:
        build: .
        environment:
          DATABASE: postgresql://postgres@db/postgres
        depends_on:
          - db

      db:
        image: postgres:17.6
        environment:
          POSTGRES_HOST_AUTH_METHOD: trust
        healthcheck:
          test: pg_isready -U postgres
    ```

    ## Instead

    ```yaml good
    services:
      api:
        build: .
        environment:
          DATABASE: postgresql://postgres@db/postgres
        depends_on:
          db:
            condition: service_healthy

      db:
        image: postgres:17.6
        environment:
          POSTGRES_HOST_AUTH_METHOD: trust
        healthcheck:
          test: pg_isready -U postgres
    ```

    ## When it stays silent

    Where the code tries again (a loop, a `try`, a decorator for that); where the command waits by
    itself, or a script that starts the program may; where the address cannot be read.

    ## Fix safety

    Unsafe: the condition is written, and a database or broker without a health check gets the test
    that its image brings a program for.

    ## With other rules

    DW728 is about waiting for a health that nobody checks.

    ## References

    - Docker documentation, "Control startup and shutdown order in Compose"
    """
    waits = {
        name: item
        for name, item in service.depends_on.items()
        if (condition := item.get("condition")) is None or condition.text == "service_started"
    }
    code = code_in(service, ctx) if waits else None
    if code is None or code.scripts or _waits_itself(service):
        return
    for made in code.connections:
        if made.is_retried or not made.at_start:
            continue
        for name, item in waits.items():
            other = service.project.service(name)
            if other is None or not _hosts(made.address, service, ctx) & other.host_names:
                continue
            condition = item.get("condition")
            yield ctx.report(
                condition
                if condition is not None and condition.span != item.span
                else key_of(item),
                f"`{service.name}` connects to `{name}` when it starts, and does not wait until it "
                "is ready",
                help="Wait with `condition: service_healthy`, and give the service a health check",
                related=(ctx.label_in(made.path, made.span, "it connects here"),),
                about=(service, other),
            )
            return


def _waits_itself(service: Service) -> bool:
    """Tell whether the command names a program that waits."""
    for words in (service.command, service.entrypoint):
        if isinstance(words, Unknown) or any("wait" in word for word in words or ()):
            return True
    return False


def _hosts(address: Valued, service: Service, ctx: DocumentContext) -> frozenset[str]:
    """Return the hosts that an address of the code names, with the service's variables."""
    texts = [address.value] if isinstance(address.value, str) else []
    for name in address.variables:
        variable = service.environment.get(name)
        if variable is None:
            continue
        if isinstance(variable.value, str):
            texts = [variable.value]
        else:  # A password from elsewhere hides the value, not the host that stands in it.
            source = service.project.source_of(variable.path)
            texts = [] if source is None else [source.slice(variable.value_span)]
        break
    found = {text for text in texts if text.replace("-", "").replace("_", "").isalnum()}
    for text in texts:
        found |= {host for host, _, _, _ in hosts_in(text, ctx.kb)}
    return frozenset(found)
