"""DW741: a job that ends is started again for ever."""

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
    "DW741",
    "completed-job-restarted",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.ERROR,
)
def completed_job_restarted(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """A service that others wait for to end is restarted whenever it ends.

    ## What it does

    Finds services that another one waits for with `service_completed_successfully` and that
    have `restart: always` or `unless-stopped`.

    ## Why it matters

    The job runs again and again, and what waits for its end never starts: a migration, for
    ever.

    ## Example

    ```yaml bad
    services:
      web:
        image: registry.example/web:1.4.0
        depends_on:
          migrate:
            condition: service_completed_successfully
      migrate:
        image: registry.example/web:1.4.0
        restart: always
    ```

    ## Instead

    ```yaml good
    services:
      web:
        image: registry.example/web:1.4.0
        depends_on:
          migrate:
            condition: service_completed_successfully
      migrate:
        image: registry.example/web:1.4.0
        restart: on-failure
    ```

    ## When it stays silent

    For `on-failure` and `no`.

    ## Fix safety

    Safe: the job has to end for others to start.

    ## With other rules

    DW742 is about servers without a policy.

    ## References

    - Compose specification, "restart"
    """
    item = service.get("restart")
    if item is None or item.value not in {"always", "unless-stopped"}:
        return
    for other in service.project.services:
        condition = other.get("depends_on", service.name, "condition")
        if condition is None or condition.value != "service_completed_successfully":
            continue
        yield ctx.report(
            item,
            f"service `{other.name}` waits for `{service.name}` to end, but it is restarted then",
            help="Write `restart: on-failure`, or leave it out",
            related=(ctx.label(condition, "it is waited for here"),),
            about=item,
        )
        return
