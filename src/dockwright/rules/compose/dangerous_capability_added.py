"""DW736: a capability that is as good as root is added."""

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
    "DW736",
    "dangerous-capability-added",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.WARNING,
    facts=("compose.dangerous-capabilities",),
)
def dangerous_capability_added(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """`cap_add` gives a capability with which a process leaves its container.

    ## What it does

    Compares `cap_add` with the capabilities that are as good as root on the host.

    ## Why it matters

    With SYS_ADMIN a process mounts file systems, with SYS_MODULE it loads code into the kernel:
    the container is no border any more.

    ## Example

    ```yaml bad
    services:
      web:
        image: registry.example/web:1.4.0
        cap_add: [SYS_ADMIN]
    ```

    ## Instead

    ```yaml good
    services:
      web:
        image: registry.example/web:1.4.0
        cap_add: [NET_BIND_SERVICE]
    ```

    ## When it stays silent

    For other capabilities.

    ## Fix safety

    None: what the program needs is not known.

    ## With other rules

    DW734 is about all capabilities at once.

    ## References

    - capabilities(7)
    """
    for item in service.texts("cap_add"):
        name = (item.text or "").upper().removeprefix("CAP_")
        if name in ctx.kb.name_set("compose.dangerous-capabilities"):
            yield ctx.report(
                item,
                f"service `{service.name}` is given `{name}`, which is as good as root on the host",
                help="Give it what the program needs, and no more",
            )
