"""DW742: a server stays down once it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.compose.project import Service
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW742",
    "server-without-restart",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.INFO,
    default=False,
)
def server_without_restart(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """A server has no restart policy, where others of the file have one.

    ## What it does

    Finds services with published ports and without `restart`, in files in which another service
    has it.

    ## Why it matters

    After a crash, or a restart of the machine, the others come back and this one does not.

    ## Example

    ```yaml bad
    services:
      web:
        image: registry.example/web:1.4.0
        ports: ["127.0.0.1:8080:80"]
      worker:
        image: registry.example/worker:1.4.0
        restart: unless-stopped
    ```

    ## Instead

    ```yaml good
    services:
      web:
        image: registry.example/web:1.4.0
        ports: ["127.0.0.1:8080:80"]
        restart: unless-stopped
      worker:
        image: registry.example/worker:1.4.0
        restart: unless-stopped
    ```

    ## When it stays silent

    Where no service has a policy; with `deploy.restart_policy`. Off by default.

    ## Fix safety

    Unsafe: the service gets the policy that others of the file have; it may be meant to stay down.

    ## With other rules

    DW741 is about jobs.

    ## References

    - Compose specification, "restart"
    """
    if service.get("restart") is not None or service.get("deploy", "restart_policy") is not None:
        return
    if not service.ports or service.profiles:
        return
    for other in service.project.services:
        policy = other.get("restart")
        if (
            other is not service
            and policy is not None
            and policy.value in {"always", "unless-stopped"}
        ):
            yield ctx.report(
                service,
                f"service `{service.name}` serves a port and has no restart policy, as others have",
                help="Add `restart: unless-stopped`",
                related=(ctx.label(policy, "another's policy"),),
            )
            return
