"""DW745: a variable is set by nothing that Compose reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.compose.project import ComposeProject
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Family, rule
from dockwright.rules.compose._shared import env_file_places, other_dotenv, report_use
from dockwright.rules.compose._starting import is_given_variables
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW745",
    "unset-interpolation-variable",
    on=ComposeProject,
    family=Family.COMPOSE,
    severity=Severity.WARNING,
)
def unset_interpolation_variable(
    project: ComposeProject, ctx: DocumentContext
) -> Iterator[Diagnostic]:
    """A variable of the file has neither a default nor a value in `.env`.

    ## What it does

    Looks up each `${NAME}` of the file in `.env` beside it.

    ## Why it matters

    Compose puts an empty text in its place, with a warning that scrolls by: an image without a
    tag, a port without a number, a path that is the root.

    ## Example

    With this `.env`:

    ```sh .env
    RELAESE=1.4.0
    ```

    ```yaml bad
    services:
      web:
        image: "registry.example/web:${RELEASE}"
    ```

    ## Instead

    ```yaml good
    services:
      web:
        image: "registry.example/web:${RELEASE:?set it in .env}"
    ```

    ## When it stays silent

    Where no `.env` is there: a repository rarely holds it, and the values come with it. With a
    default (`:-`), an error (`:?`) or an alternative (`:+`); for variables that shells set
    (`HOME`, `USER`, `PWD`) and proxies; where a file beside it shows what `.env` is to hold
    (`.env.example`, `.env.dist`); where a script, a Makefile, a workflow or a page of
    instructions starts Compose with `--env-file` or `--project-directory`; where a file that
    `env_file` names, or another `.env`, has it, which DW746 and DW747 tell.

    ## Fix safety

    None: its value is not known.

    ## With other rules

    DW746 and DW747 are about variables that stand in a file which interpolation does not read.

    ## References

    - Compose documentation, "Interpolation"
    """
    if isinstance(ctx.project.read(f"{project.directory}/.env"), Unknown):
        return
    known = ctx.kb.name_set("compose.shell-variables")
    seen: set[str] = set()
    for use in project.variables:
        name = use.variable.name
        if use.variable.operator or use.is_set or name in seen or name in known:
            continue
        seen.add(name)
        if name in env_file_places(project, ctx) or other_dotenv(project, name, ctx) is not None:
            continue
        if _is_shown_elsewhere(project, name, ctx) or name.startswith("COMPOSE_"):
            continue
        if is_given_variables(project, ctx):
            return
        yield report_use(
            project,
            use,
            ctx,
            f"nothing that Compose reads sets `{name}`: it becomes an empty text",
            f"Set it in `.env`, or write `${{{name}:?}}` or a default, `${{{name}:-…}}`",
        )


def _is_shown_elsewhere(project: ComposeProject, name: str, ctx: DocumentContext) -> bool:
    """Tell whether a file beside the Compose file shows that ``.env`` is to hold a variable."""
    for file in ctx.kb.names("compose.dotenv-examples"):
        data = ctx.project.read(f"{project.directory}/{file}")
        if isinstance(data, bytes) and name.encode() in data:
            return True
    return False
