"""DW747: a ``.env`` of another directory is not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.compose.project import ComposeProject
from dockwright.rules.base import Family, rule
from dockwright.rules.compose._shared import env_file_places, other_dotenv, report_use
from dockwright.rules.compose._starting import is_given_variables
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW747",
    "dotenv-not-read",
    on=ComposeProject,
    family=Family.COMPOSE,
    severity=Severity.WARNING,
)
def dotenv_not_read(project: ComposeProject, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """A variable of the file stands only in another directory's `.env`, which Compose ignores.

    ## What it does

    Looks up the variables that nothing sets in the `.env` of the directories above the
    project's.

    ## Why it matters

    Compose reads the `.env` beside the first Compose file, whatever directory it is started in:
    the variable becomes an empty text.

    ## Example

    With this `.env` in the directory above:

    ```dotenv ../.env
    RELEASE=1.4.0
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
        image: "registry.example/web:${RELEASE:-1.4.0}"
    ```

    ## When it stays silent

    With a default; where a script, a Makefile, a workflow or a page of instructions starts
    Compose with `--env-file` or `--project-directory`.

    ## Fix safety

    None: where the file is to lie is not known.

    ## With other rules

    DW745 is about variables that stand nowhere.

    ## References

    - Compose documentation, "Environment file"
    """
    seen: set[str] = set()
    for use in project.variables:
        name = use.variable.name
        if (
            use.is_set
            or use.variable.operator
            or name in seen
            or name in env_file_places(project, ctx)
        ):
            continue
        seen.add(name)
        found = other_dotenv(project, name, ctx)
        if found is None:
            continue
        if is_given_variables(project, ctx):
            return
        path, span = found
        yield report_use(
            project,
            use,
            ctx,
            f"`{name}` stands in a `.env` of another directory, which Compose does not read",
            "Put the file beside this one, or start Compose with `--env-file`",
            (ctx.label_in(path, span, "it is set here"),),
        )
