"""DW728: a service waits for the health of one that has no health check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.compose.project import Service
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Family, rule
from dockwright.rules.compose._shared import image_name, image_of
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW728",
    "healthy-without-healthcheck",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.ERROR,
    facts=("service-image.with-healthcheck",),
)
def healthy_without_healthcheck(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """`condition: service_healthy` on a service that has no health check.

    ## What it does

    Looks for a health check of the dependency: in the file, and in the Dockerfile that its
    image is built from.

    ## Why it matters

    Compose stops at once: "container has no healthcheck configured", or waits for ever for a
    state that never comes.

    ## Example

    ```yaml bad
    services:
      web:
        image: registry.example/web:1.4.0
        depends_on:
          db:
            condition: service_healthy
      db:
        image: postgres:17.2
    ```

    ## Instead

    ```yaml good
    services:
      web:
        image: registry.example/web:1.4.0
        depends_on:
          db:
            condition: service_healthy
      db:
        image: postgres:17.2
        healthcheck:
          test: [CMD-SHELL, pg_isready -U postgres]
    ```

    ## When it stays silent

    Where the image is not known: it may bring a health check.

    ## Fix safety

    Unsafe: databases and brokers get the test that their images bring a program for; what tells
    that another service is well is not known.

    ## With other rules

    DW727 is about services that do not wait.

    ## References

    - Compose specification, "depends_on"
    """
    for name, each in service.depends_on.items():
        condition = each.get("condition")
        other = service.project.service(name)
        if condition is None or condition.value != "service_healthy" or other is None:
            continue
        check = other.get("healthcheck")
        if check is not None:
            disable, test = check.get("disable"), check.get("test")
            is_off = disable is not None and disable.value in {True, "true"}
            is_none = test is not None and [one.text for one in test.items] == ["NONE"]
            if not (is_off or is_none):
                continue
        elif other.build is not None:
            image = image_of(other, ctx)
            if image is None or image.stage is None:
                continue
            if image.stage.final_state.healthcheck is not None:
                continue
            if isinstance(image.stage.image_facts, Unknown):
                continue
        else:
            known = image_name(other)
            if known is None or known not in ctx.kb.mapping("service-image.ports"):
                continue
            if known in ctx.kb.name_set("service-image.with-healthcheck"):
                continue
        yield ctx.report(
            condition,
            f"service `{service.name}` waits for the health of `{name}`, which has no health check",
            help=f"Give `{name}` a `healthcheck`, or wait for `service_started`",
            related=(ctx.label(other, "no health check is here"),),
            about=other,
        )
