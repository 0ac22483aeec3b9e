"""What of a checked file was not read: scripts beyond the reader's limits."""

from __future__ import annotations

from dockwright.syntax.shell.reader import (
    MAX_HEREDOCS,
    MAX_LENGTH,
    TOO_LONG,
    TOO_MANY_HEREDOCS,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.text import Source

__all__ = ["unread_scripts"]


def unread_scripts(source: Source) -> Iterator[str]:
    """Yield a line for each script of a file that no rule looked into, for its length alone."""
    from dockwright.model.dockerfile import build_model
    from dockwright.model.instructions import Runnable
    from dockwright.syntax.dockerfile import parse

    model = build_model(parse(source))
    for instruction in model.instructions:
        script = instruction.script if isinstance(instruction, Runnable) else None
        if script is None or script.reason not in {TOO_LONG, TOO_MANY_HEREDOCS}:
            continue
        line = source.lines.line_of(instruction.span.start)
        if script.reason == TOO_LONG:
            words = f"{len(script.text)} characters of shell, more than the {MAX_LENGTH} that Linux"
            words += " hands over"
        else:
            words = f"more than the {MAX_HEREDOCS} heredocs that are read"
        yield f"{source.path}:{line} has {words}: no rule looks into them"
    model.dissolve()
