"""DW726: a service depends on one whose profile is not switched on with it."""

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
    "DW726",
    "dependency-in-inactive-profile",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.ERROR,
)
def dependency_in_inactive_profile(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """`depends_on` names a service whose profile is not switched on with this one.

    ## What it does

    Compares the profiles of a service with those of the services that it depends on.

    ## Why it matters

    `docker compose up` refuses the project: "depends on undefined service", as a service whose
    profile is off does not count.  Where the dependent has profiles of its own, that happens when
    its profile alone is switched on: then it is a warning.

    ## Example

    ```yaml bad
    services:
      web:
        image: registry.example/web:1.4.0
        depends_on: [mail]
      mail:
        image: registry.example/mail:1.4.0
        profiles: [full]
    ```

    ## Instead

    ```yaml good
    services:
      web:
        image: registry.example/web:1.4.0
        depends_on:
          mail:
            condition: service_started
            required: false
      mail:
        image: registry.example/mail:1.4.0
        profiles: [full]
    ```

    ## When it stays silent

    With `required: false`; where every profile of the dependent switches the dependency on,
    too.

    ## Fix safety

    None: whether the profile or the dependency is wrong is not known.

    ## With other rules

    DW720 is about services that are not declared.

    ## References

    - Compose specification, "Profiles"
    """
    for name, each in service.depends_on.items():
        other = service.project.service(name)
        required = each.get("required")
        if other is None or other.is_active_with(service):
            continue
        if required is not None and required.value is False:
            continue
        place = each.like(None)
        place.span = each.key_span or each.span
        listed = other.get("profiles")
        related = () if listed is None else (ctx.label(listed, "its profiles"),)
        yield ctx.report(
            place,
            f"`{name}` runs with {_profiles(other)} alone, and {_when(service, other)}",
            help="Take the profile away, give it to both, or write `required: false`",
            related=related,
            severity=Severity.WARNING if service.profiles else None,
        )


def _profiles(service: Service) -> str:
    """Return the profiles of a service, as the end of a sentence."""
    named = [f"`{each}`" for each in sorted(service.profiles)]
    if len(named) == 1:
        return f"the profile {named[0]}"
    return f"the profiles {', '.join(named[:-1])} or {named[-1]}"


def _when(service: Service, other: Service) -> str:
    """Return when the service is started and the one that it needs is not."""
    if not service.profiles:
        return f"`{service.name}`, which needs it, has none"
    alone = sorted(set(service.profiles) - set(other.profiles))
    too = " too" if len(service.profiles) > 1 else ""
    return f"`{service.name}`, which needs it, with `{alone[0]}`{too}"
