"""DW744: `COMPOSE_FILE` lists a file that is not there."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from dockwright.model.compose.project import ComposeProject
from dockwright.model.compose.together import files_of_project, listed_files
from dockwright.model.repository import is_kept_by_git
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Family, rule
from dockwright.rules.compose._shared import misspelt_file
from dockwright.rules.diagnostic import Severity
from dockwright.syntax.dotenv import read_dotenv
from dockwright.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW744",
    "listed-compose-file-missing",
    on=ComposeProject,
    family=Family.COMPOSE,
    severity=Severity.ERROR,
)
def listed_compose_file_missing(
    project: ComposeProject, ctx: DocumentContext
) -> Iterator[Diagnostic]:
    """`COMPOSE_FILE` in `.env` lists a Compose file that is not there.

    ## What it does

    Looks for the files that `COMPOSE_FILE` lists in the `.env` beside the Compose file, or in a
    directory above.

    ## Why it matters

    Compose stops with "no such file or directory", whatever it is asked to do.

    ## Example

    With these files:

    ```text .env bad
    COMPOSE_FILE=compose.yaml:compose.gpus.yaml
    ```

    ```yaml compose.gpu.yaml
    services:
      web:
        gpus: all
    ```

    ```yaml bad
    services:
      web:
        image: registry.example/web:1.4.0
    ```

    ## Instead

    ```text .env good
    COMPOSE_FILE=compose.yaml:compose.gpu.yaml
    ```

    ```yaml good
    services:
      web:
        image: registry.example/web:1.4.0
    ```

    ## When it stays silent

    For what `.gitignore` names; outside of a repository, unless a file with nearly that name lies
    there; where `COMPOSE_FILE` is set elsewhere than in `.env`.

    ## Fix safety

    None: whether the name is wrong or the file is to come is not known.

    ## With other rules

    DW743 is about files that `env_file` names.

    ## References

    - Compose documentation, "Pre-defined environment variables", COMPOSE_FILE
    """
    directory, listed = _listed_by(project, ctx)
    there = [each for each in listed if isinstance(ctx.project.read(each), bytes)]
    if there and there[0] != project.path:
        return
    path = posixpath.join(directory, ".env")
    data = ctx.project.read(path)
    entries = read_dotenv(Source.from_bytes(path, data)).entries if isinstance(data, bytes) else ()
    places = [entry.key_span for entry in entries if entry.name == "COMPOSE_FILE"]
    for each in listed:
        if each in there or not places:
            continue
        folder, name = posixpath.split(each)
        found = ctx.project.listing(folder)
        names = [] if isinstance(found, Unknown) else [entry.name for entry in found]
        near, is_kept = misspelt_file(name, names), is_kept_by_git(each, ctx.project)
        if name in names or is_kept is False or (near is None and is_kept is None):
            continue
        shown = posixpath.relpath(each, directory)
        yield ctx.report(
            project,
            f"`{shown}`, which `COMPOSE_FILE` lists, is not there, and Compose refuses the project",
            help=f"Did you mean `{near}`?" if near else "Add the file, or take it from the list",
            related=(ctx.label_in(path, places[-1], "it is listed here"),),
        )


def _listed_by(project: ComposeProject, ctx: DocumentContext) -> tuple[str, tuple[str, ...]]:
    """Return the directory whose `.env` lists files that Compose reads with this one, and these."""
    together = files_of_project(project.path, ctx.project)
    if together is not None:
        return together
    directory = posixpath.dirname(project.path)
    listed = () if project.is_fragment else listed_files(directory, ctx.project)
    # Where none is there, this is what was meant to run.
    is_any = any(isinstance(ctx.project.read(each), bytes) for each in listed)
    return directory, () if is_any else listed
