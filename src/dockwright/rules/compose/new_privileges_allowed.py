"""DW737: a service may gain privileges."""

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
    "DW737",
    "new-privileges-allowed",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.INFO,
    default=False,
)
def new_privileges_allowed(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """A service does not give up the right to gain privileges.

    ## What it does

    Looks for `no-new-privileges` in `security_opt`.

    ## Why it matters

    Without it a program with the set-user-id bit, such as `sudo` in the image, makes root of
    any user.

    ## Example

    ```yaml bad
    services:
      web:
        image: registry.example/web:1.4.0
    ```

    ## Instead

    ```yaml good
    services:
      web:
        image: registry.example/web:1.4.0
        security_opt: [no-new-privileges:true]
    ```

    ## When it stays silent

    For privileged services, where it changes nothing. Off by default.

    ## Fix safety

    Unsafe: programs that need set-user-id, such as sudo, stop working.

    ## With other rules

    None.

    ## References

    - docs.docker.com, "docker run", --security-opt
    """
    if service.flag("privileged") is True:
        return
    options = [(item.text or "").replace("=", ":") for item in service.texts("security_opt")]
    if any(each in {"no-new-privileges", "no-new-privileges:true"} for each in options):
        return
    yield ctx.report(
        service,
        f"service `{service.name}` may gain privileges through set-user-id programs",
        help="Add `security_opt: [no-new-privileges:true]`",
    )
