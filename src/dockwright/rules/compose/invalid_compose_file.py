"""DW700: Compose refuses the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.compose.project import ComposeProject
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext

_KINDS = frozenset({"syntax", "schema", "interpolation", "conflict", "cycle", "file"})


@rule(
    "DW700",
    "invalid-compose-file",
    on=ComposeProject,
    family=Family.COMPOSE,
    severity=Severity.ERROR,
)
def invalid_compose_file(project: ComposeProject, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """Compose refuses the file as it is.

    ## What it does

    Reads the file as Compose does, with the files that it includes, extends and is merged with:
    its YAML, the keys and values that the specification allows, the short forms of ports and
    volumes, its variables, and what excludes one another.

    ## Why it matters

    `docker compose` stops before it starts anything, also for a service that nobody asked for.

    ## Example

    ```yaml bad
    services:
      web:
        image: nginx:1.27.3
        enviroment:
          MODE: production
    ```

    ## Instead

    ```yaml good
    services:
      web:
        image: nginx:1.27.3
        environment:
          MODE: production
    ```

    ## When it stays silent

    For keys that begin with `x-`, and for values that hold a variable which nothing sets.

    ## Fix safety

    Safe where a key is misspelt and one key alone is near: Compose refused the file before.

    ## With other rules

    DW719 tells keys that are there twice, DW720 names that nothing declares.

    ## References

    - Compose specification
    """
    for problem in project.problems:
        if problem.kind in _KINDS:
            yield ctx.report(problem, problem.message, help=problem.help, about=problem)
