"""DW731: a password stands in the file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dockwright.model.compose.project import Service
from dockwright.model.document import DocumentPlace
from dockwright.model.secrets import is_secret_name
from dockwright.model.told_context import path_in_repository
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.compose.project import ComposeProject
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW731",
    "literal-password",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.WARNING,
    facts=("compose.password-variables", "compose.customary-passwords", "purpose.test-folders"),
)
def literal_password(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """A password is written into the Compose file.

    ## What it does

    Looks at the variables of services that set passwords, and at those that are named like
    secrets.

    ## Why it matters

    The file is in the repository: everybody who has it has the password, and so does its
    history for ever.

    ## Example

    ```yaml bad
    services:
      db:
        image: postgres:17.2
        environment:
          POSTGRES_PASSWORD: shop-2f9Kq
    ```

    ## Instead

    ```yaml good
    services:
      db:
        image: postgres:17.2
        environment:
          POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:?set it in .env}
    ```

    ## When it stays silent

    For variables (`${…}`), for names of files (`…_FILE`), for empty values, for switches and
    numbers of few digits. As info it tells words that stand in for a password, and passwords in
    files of tests and CI (`.ci/compose.yaml`, `compose.test.yaml`), whose databases end with the
    run.

    ## Fix safety

    None: where the password is to come from is not known.

    ## With other rules

    DW730 is about the published port.

    ## References

    - Compose documentation, "Use secrets"
    """
    known = ctx.kb.name_set("compose.password-variables")
    is_test = _is_for_tests(service.project, ctx)
    for name, variable in service.environment.items():
        value = variable.value
        if not isinstance(value, str) or not value or name.endswith("_FILE"):
            continue
        if name not in known and not ("PASS" in name.upper() and is_secret_name(name, ctx.kb)):
            continue
        written = service.project.source_of(variable.path)
        if written is None or "$" in written.slice(variable.span):
            continue
        # In a list, `NAME="value"` keeps its quotes.
        plain = value.strip("\"'").lower()
        if plain in {"true", "false", "yes", "no", "none"} or plain.startswith(("/", "http")):
            continue
        is_placeholder = (
            any(word in plain for word in ctx.kb.names("secret.placeholder-words"))
            or plain in {name.lower(), *ctx.kb.names("compose.customary-passwords")}
            or re.fullmatch(ctx.kb.text("compose.described-passwords"), plain)
            or _is_to_be_changed(written.text[variable.span.end :], ctx)
        )
        yield ctx.report(
            DocumentPlace(variable.path, variable.value_span),
            f"the password of service `{service.name}` stands in the file"
            if not is_placeholder
            else f"service `{service.name}` runs with a password that everybody knows",
            help=f"Write `${{{name}:?}}` and set it in `.env`, or give it as a secret",
            severity=Severity.INFO if is_placeholder or is_test else None,
        )


def _is_to_be_changed(text: str, ctx: DocumentContext) -> bool:
    """Tell whether a comment in the rest of the line tells readers to put their own value there."""
    _, mark, comment = text.partition("\n")[0].partition("#")
    said = ctx.kb.text("compose.told-to-change")
    return bool(mark and re.search(said, comment, re.IGNORECASE))


def _is_for_tests(project: ComposeProject, ctx: DocumentContext) -> bool:
    """Tell whether a file's name, or that of a folder in the repository, says it is for tests."""
    words = ctx.kb.name_set("purpose.test-folders")
    path = project.path.replace("\\", "/")
    *folders, name = (path_in_repository(path, ctx.project) or path.lstrip("./")).split("/")
    if path.startswith("/") and path_in_repository(path, ctx.project) is None:
        folders = folders[-1:]
    return not words.isdisjoint(folders) or not words.isdisjoint(re.split(r"[._-]", name))
