"""DW722: a plain date becomes a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.compose.project import Service
from dockwright.model.compose.tree import Item, Time
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW722",
    "date-read-as-time",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.WARNING,
)
def date_read_as_time(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """A variable or label is a date without quotes, of which Compose makes a time.

    ## What it does

    Finds plain dates and times, such as `2026-03-01`, that are values of `environment`, `labels`
    or `build.args` written as a mapping.

    ## Why it matters

    YAML's reader makes a time of them, and Compose writes that out as text: the container gets
    `2026-03-01 00:00:00 +0000 UTC`.

    ## Example

    ```yaml bad
    services:
      report:
        image: registry.example/report:1.4.0
        environment:
          SINCE: 2026-03-01
    ```

    ## Instead

    ```yaml good
    services:
      report:
        image: registry.example/report:1.4.0
        environment:
          SINCE: "2026-03-01"
    ```

    ## When it stays silent

    For dates in quotes, for texts that only hold a date, and in lists (`- SINCE=2026-03-01`),
    where the whole entry is a text.

    ## Fix safety

    Unsafe: the date is quoted, and the program gets what is written instead of the time.

    ## With other rules

    DW700 tells where Compose refuses a date.

    ## References

    - YAML 1.1, "Timestamp"
    """
    for keys in (("environment",), ("labels",), ("build", "args"), ("build", "labels")):
        item = service.get(*keys)
        for name, value in (item.mapping if item is not None else {}).items():
            if isinstance(value.value, Time):
                yield _told(name, value, ctx)


def _told(name: str, value: Item, ctx: DocumentContext) -> Diagnostic:
    return ctx.report(
        value,
        f"`{name}` is a date to YAML, and the value becomes `{value.value}`",
        help="Write it in quotes",
        about=value,
    )
