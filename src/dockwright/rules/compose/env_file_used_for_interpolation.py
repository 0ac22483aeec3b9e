"""DW746: interpolation does not read ``env_file``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.compose.project import ComposeProject
from dockwright.rules.base import Family, rule
from dockwright.rules.compose._shared import env_file_places, report_use
from dockwright.rules.compose._starting import is_given_variables
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW746",
    "env-file-used-for-interpolation",
    on=ComposeProject,
    family=Family.COMPOSE,
    severity=Severity.ERROR,
)
def env_file_used_for_interpolation(
    project: ComposeProject, ctx: DocumentContext
) -> Iterator[Diagnostic]:
    """A variable of the file stands only in a file of `env_file`, not in `.env`.

    ## What it does

    Looks up the variables of the file that nothing sets in the files that `env_file` of its
    services names.

    ## Why it matters

    `env_file` gives variables to the container. What Compose puts into the file itself comes
    from the shell and from `.env`: the variable becomes an empty text.

    ## Example

    With this `app.env`:

    ```text app.env
    WORKERS=4
    ```

    ```yaml bad
    services:
      web:
        image: registry.example/web:1.4.0
        command: [serve, --workers, "${WORKERS}"]
        env_file: app.env
    ```

    ## Instead

    ```yaml good
    services:
      web:
        image: registry.example/web:1.4.0
        command: [sh, -c, "serve --workers $$WORKERS"]
        env_file: app.env
    ```

    ## When it stays silent

    Where `.env` sets it, too; with a default; where a script, a Makefile, a workflow or a page
    of instructions starts Compose with `--env-file` or `--project-directory`.

    ## Fix safety

    None: whether the value belongs in `.env` or in the container is not known.

    ## With other rules

    DW745 is about variables that stand nowhere.

    ## References

    - Compose documentation, "Environment variables precedence"
    """
    places = env_file_places(project, ctx) if project.variables else {}
    seen: set[str] = set()
    for use in project.variables:
        name = use.variable.name
        if use.is_set or use.variable.operator in {":-", "-", ":+", "+"} or name in seen:
            continue
        if name not in places:
            continue
        seen.add(name)
        if is_given_variables(project, ctx):
            return
        path, span = places[name]
        yield report_use(
            project,
            use,
            ctx,
            f"`{name}` stands in a file of `env_file`, which the Compose file itself cannot use",
            f"Set `{name}` in `.env`, or start Compose with `--env-file`",
            (ctx.label_in(path, span, "this is for the container alone"),),
        )
