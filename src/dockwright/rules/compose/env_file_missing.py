"""DW743: a file of variables is named that is not there."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from dockwright.model.compose.project import Service
from dockwright.model.repository import is_kept_by_git
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Family, rule
from dockwright.rules.compose._shared import MisspeltFile, has_example, has_template, misspelt_file
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW743",
    "env-file-missing",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.ERROR,
    facts=("compose.example-words", "compose.made-env-files"),
)
def env_file_missing(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """`env_file` names a file that is not there.

    ## What it does

    Looks for the files that `env_file` names, relative to the Compose file.

    ## Why it matters

    Compose refuses the project: "env file not found".

    ## Example

    With this file:

    ```text web.env
    WORKERS=4
    ```

    ```yaml bad
    services:
      web:
        image: registry.example/web:1.4.0
        env_file: wbe.env
    ```

    ## Instead

    ```yaml good
    services:
      web:
        image: registry.example/web:1.4.0
        env_file: web.env
    ```

    ## When it stays silent

    With `required: false`; for files that a tool makes when it starts the project (Portainer's
    `stack.env`); for what `.gitignore` names, as it does files of secrets; where an example of the
    file lies beside it, or a template of it in a directory near it; outside of a repository, unless
    a file with nearly that name lies there; for paths that are not known.

    ## Fix safety

    Unsafe: where a file with nearly that name is there, its name is written.
    None else: whether the name is wrong or the file is to come is not known.

    ## With other rules

    DW724 is about files that are mounted.

    ## References

    - Compose specification, "env_file"
    """
    made = ctx.kb.name_set("compose.made-env-files")
    for each in service.env_files:
        content = each.content
        if not each.is_required or not isinstance(content, Unknown) or "$" in each.file:
            continue
        if not content.reason.endswith("does not exist"):
            continue
        directory, name = posixpath.split(each.file)
        entries = ctx.project.listing(directory)
        names = [] if isinstance(entries, Unknown) else [entry.name for entry in entries]
        if not names or name in made or has_example(name, names, ctx):
            continue
        near, is_kept = misspelt_file(name, names), is_kept_by_git(each.file, ctx.project)
        if is_kept is False or (near is None and is_kept is None):
            continue
        if near is None and has_template(each.file, ctx):
            continue
        path = each.item.get("path") or each.item
        yield ctx.report(
            path,
            f"`{name}` is not there, and Compose refuses the project without it",
            help=f"Did you mean `{near}`?" if near else "Add the file, or write `required: false`",
            about=MisspeltFile(path, name, near),
        )
