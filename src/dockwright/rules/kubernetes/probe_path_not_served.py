"""DW955: a probe asks for a path that the application does not answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dockwright.model.kubernetes.container import Container
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.rules.kubernetes._shared import code_in, inside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.code import Route
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW955",
    "probe-path-not-served",
    on=Container,
    family=Family.STYLE,
    severity=Severity.ERROR,
)
def probe_path_not_served(container: Container, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """A probe asks for a path that no route of the application answers.

    ## What it does

    Reads the routes of the Python code that the container starts (FastAPI, Starlette, Flask, Quart)
    and compares the path of each `httpGet` probe with them.

    ## Why it matters

    The probe gets 404 for ever: a liveness probe restarts a healthy container again and again, a
    readiness probe keeps it out of its Service.

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


    @app.get("/health")
    def health() -> dict[str, str]:
        return {"status": "ok"}
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
          readinessProbe:
            httpGet:
              path: /healthz
              port: 8000
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
          readinessProbe:
            httpGet:
              path: /health
              port: 8000
    ```

    ## When it stays silent

    Where a router cannot be read whole: paths that code works out, mounted applications, middleware
    of the project's own, an application that is given to other code; where the code serves several
    ports; for probes of another host.

    ## Fix safety

    None: either side may be the wrong one.

    ## With other rules

    DW953 is about the port.

    ## References

    - Kubernetes documentation, "Configure Liveness, Readiness and Startup Probes"
    """
    probes = [
        (probe, probe.path)
        for probe in container.probes
        if probe.handler == "httpGet" and probe.host is None and probe.path is not None
    ]
    code = code_in(container, ctx) if probes else None
    if code is None:
        return
    routes = code.routes
    if isinstance(routes, Unknown) or any(each.is_aside for each in code.servers):
        return
    own = [each for each in routes if not _is_of_framework(each, ctx)]
    if not own:
        return
    for _, path in probes:
        if path.known is None:
            continue
        wanted = path.text.partition("?")[0]
        if any(_answers(each, wanted) for each in routes):
            continue
        first = own[0]
        yield ctx.report(
            inside(path),
            f"no route of the application answers `{wanted}`",
            help="Ask for a path that it answers: "
            + ", ".join(f"`{each.route}`" for each in own[:5]),
            related=(ctx.label_in(first.path, first.span, "its routes are declared here"),),
        )


def _is_of_framework(route: Route, ctx: DocumentContext) -> bool:
    """Tell whether a route is one that a framework brings by itself."""
    known = ctx.kb.mapping("code.routes-of-frameworks")
    return any(route.route in each for each in known.values())


def _answers(route: Route, path: str) -> bool:
    """Tell whether a route answers a path, a slash at the end left out of account."""
    pattern = ""
    for part in re.split(r"(\{[^}]*\})", route.route.rstrip("/")):
        if part.startswith("{"):
            pattern += ".*" if "path" in part or part == "{file}" else "[^/]+"
        else:
            pattern += re.escape(part)
    before = ".*" if route.is_below else ""
    return re.fullmatch(before + pattern, path.rstrip("/")) is not None
