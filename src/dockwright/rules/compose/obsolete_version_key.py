"""DW725: the key ``version`` has no effect any more."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dockwright.model.compose.project import ComposeProject
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.syntax.yaml import Mapping

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext
    from dockwright.syntax.yaml import YamlStream
    from dockwright.text import Span


@rule(
    "DW725",
    "obsolete-version-key",
    on=ComposeProject,
    family=Family.COMPOSE,
    severity=Severity.INFO,
    facts=("compose.reason-for-version",),
    triggers=("version",),
)
def obsolete_version_key(project: ComposeProject, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """The key `version` has no effect any more.

    ## What it does

    Finds `version` at the top of a Compose file.

    ## Why it matters

    Compose 2 ignores it and warns at every command.
    Readers take it for a choice of features, which it no longer is.

    ## Example

    ```yaml bad
    version: "3.8"
    services:
      web:
        image: nginx:1.27.3
    ```

    ## Instead

    ```yaml good
    services:
      web:
        image: nginx:1.27.3
    ```

    ## When it stays silent

    For a key of that name anywhere else; where a comment beside it says what it is kept for: an
    older program, or Docker's stack deploy.

    ## Fix safety

    Safe: Compose takes no notice of the key.
    Docker's stack deploy, which still reads it, is not Compose; who uses it keeps the key.

    ## With other rules

    None.

    ## References

    - Compose specification, "Version and name top-level elements"
    """
    for file in project.files:
        # One that is included is told where it is checked itself.
        if file.role not in {"main", "override"} and file.path != project.path:
            continue
        for root in file.stream.documents:
            pair = root.entry("version") if isinstance(root, Mapping) else None
            if pair is not None and not _is_kept_on_purpose(file.stream, pair.key.span, ctx):
                place = ctx.label_in(file.path, pair.key.span)
                yield ctx.report(
                    pair.key.span,
                    "Compose ignores the key `version`, and warns of it at every command",
                    help="Leave it out",
                )._replace(primary=place)


def _is_kept_on_purpose(stream: YamlStream, key: Span, ctx: DocumentContext) -> bool:
    """Tell whether a comment at the key, or in the lines next to it, speaks for it."""
    lines = stream.source.lines
    comments = {
        lines.position(each.span.start).line: each.text for each in reversed(stream.comments)
    }
    said = re.compile(ctx.kb.text("compose.reason-for-version"), re.IGNORECASE)
    at = lines.position(key.start).line
    beside = [at]
    for step in (-1, 1):
        line = at + step
        while line in comments:
            beside.append(line)
            line += step
    return any(said.search(comments.get(line, "")) for line in beside)
