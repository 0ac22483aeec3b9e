"""DW960: the manifest starts the server on the loopback address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.kubernetes.container import Container
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.rules.kubernetes._shared import served_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW960",
    "pod-loopback-server",
    on=Container,
    family=Family.STYLE,
    severity=Severity.ERROR,
    facts=("server-python.loopback-addresses",),
)
def pod_loopback_server(container: Container, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """The manifest starts the server on 127.0.0.1, which nothing outside the pod reaches.

    ## What it does

    Reads the address from `command` and `args` of a container that has ports or is asked by probes.

    ## Why it matters

    Services and probes connect to the pod's address, where a server on the loopback address does
    not listen: every connection is refused.

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
          command: [uvicorn, main:app, --port, "8000"]
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
          command: [uvicorn, main:app, --host, 0.0.0.0, --port, "8000"]
          ports:
            - containerPort: 8000
    ```

    ## When it stays silent

    Where the command is the image's, which DW503 looks at; where a configuration file or a
    variable may say the address; where the container has neither ports nor probes; beside other
    containers, which reach it.

    ## Fix safety

    None here; the address may be meant for a proxy in the pod.

    ## With other rules

    DW503 tells the same of a Dockerfile.

    ## References

    - Kubernetes documentation, "Services"
    """
    if len(container.workload.containers) > 1 or not (container.ports or container.probes):
        return
    found = served_by(container, ctx)
    if found is None or not found[2]:
        return
    serving = found[0]
    if not isinstance(serving.host, str):
        return
    if serving.host not in ctx.kb.name_set("server-python.loopback-addresses"):
        return
    word = serving.host_word
    place = serving.command.own_span if word is None else word.span
    reached = container.ports[0].span if container.ports else container.probes[0].span
    yield ctx.report(
        place,
        f"{serving.server.program} listens on {serving.host}, which nothing outside the pod "
        "reaches",
        help="Bind 0.0.0.0",
        related=(ctx.label(reached, "it is reached here"),),
    )
