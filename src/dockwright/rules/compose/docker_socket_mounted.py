"""DW735: the engine's socket is mounted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.compose.project import Service
from dockwright.rules.base import Family, rule
from dockwright.rules.compose._shared import image_name
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW735",
    "docker-socket-mounted",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.WARNING,
    facts=("compose.docker-sockets", "compose.socket-users"),
)
def docker_socket_mounted(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """A service is given the engine's socket, with which it rules the host.

    ## What it does

    Finds mounts of the sockets of Docker and Podman.

    ## Why it matters

    Through the socket a process starts a privileged container with the host's disk in it. `:ro`
    changes nothing: it is about the file, not about what is asked through it.

    ## Example

    ```yaml bad
    services:
      web:
        image: registry.example/web:1.4.0
        volumes:
          - /var/run/docker.sock:/var/run/docker.sock
    ```

    ## Instead

    ```yaml good
    services:
      web:
        image: registry.example/web:1.4.0
    ```

    ## When it stays silent

    For images whose purpose it is to talk to the engine.

    ## Fix safety

    None: what the service asks of the engine is not known.

    ## With other rules

    DW734 is about privileged services.

    ## References

    - docs.docker.com, "Docker Engine security", Docker daemon attack surface
    """
    if image_name(service) in ctx.kb.name_set("compose.socket-users"):
        return
    for mount in service.mounts:
        if mount.source in ctx.kb.name_set("compose.docker-sockets"):
            yield ctx.report(
                mount,
                f"service `{service.name}` has the engine's socket, and with it the host",
                help="Put a proxy between that allows what is needed, or do without",
            )
