"""DW721: a command in one text ends where a shell would go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.compose.project import Service
from dockwright.model.document import DocumentPlace
from dockwright.rules.base import Family, rule
from dockwright.rules.compose._shared import cut_of
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW721",
    "command-cut-short",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.ERROR,
)
def command_cut_short(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """`command` or `entrypoint` is a text with `&&`, `|`, `>` or `;`, at which Compose ends it.

    ## What it does

    Splits `command` and `entrypoint` as Compose does, and finds what it leaves out: everything
    from the first `&`, `|`, `;`, `<` or `>` on that stands outside quotes.

    ## Why it matters

    Compose splits the text into words itself and starts no shell.
    What stands behind the sign is dropped without a word: of `migrate && serve` only `migrate`
    runs, and the container ends when it is done.

    ## Example

    ```yaml bad
    services:
      web:
        image: registry.example/web:1.4.0
        command: python manage.py migrate && gunicorn shop.wsgi
    ```

    ## Instead

    ```yaml good
    services:
      web:
        image: registry.example/web:1.4.0
        command: ["sh", "-c", "python manage.py migrate && gunicorn shop.wsgi"]
    ```

    ## When it stays silent

    For lists, whose words are taken as they are, and for signs within quotes, as in
    `sh -c "a && b"`.

    ## Fix safety

    Unsafe: the text is given to `sh -c`, which the image has to have, and which an entry point of
    the image is given as its arguments.

    ## With other rules

    None.

    ## References

    - Compose specification, "command": the value is split into words, no shell runs it
    """
    for key in ("entrypoint", "command"):
        item = service.get(key)
        cut = None if item is None else cut_of(item, service.project.source_of(item.path))
        if item is None or cut is None:
            continue
        yield ctx.report(
            DocumentPlace(item.path, cut.span),
            f"Compose ends the {'entry point' if key == 'entrypoint' else key} at `{cut.sign}`, "
            "as no shell runs it: what follows is dropped",
            help=f'Give it to a shell: `["sh", "-c", "…"]`, or quote the `{cut.sign}`',
            about=(service, key),
        )
