"""Edits of an ignore file: keep a path out, take one back in, move, widen or leave out a line."""

from __future__ import annotations

from dockwright.text import Edit, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dockwright.syntax.ignorefile import IgnoreFile, IgnoreLine

__all__ = [
    "at_every_level",
    "can_be_pattern",
    "content_of",
    "keep_out",
    "line_of_pattern",
    "move_behind",
    "remove_line",
    "take_back",
]

_MEANING = frozenset("*?[]\\!#")
_EVERY_LEVEL = "**/"


def line_of_pattern(file: IgnoreFile, span: Span) -> IgnoreLine | None:
    """Return the line that a pattern stands in."""
    return next((line for line in file.lines if line.span.overlaps(span)), None)


def can_be_pattern(path: str) -> bool:
    """Tell whether a path, written as a pattern, means itself and nothing else."""
    return bool(path) and path == path.strip() and path.isprintable() and not _MEANING & {*path}


def take_back(
    file: IgnoreFile, patterns: Sequence[str], after: IgnoreLine | None
) -> tuple[Edit, ...] | None:
    """Add lines that bring paths back: behind a line, or at the file's end.

    Args:
        file: the ignore file.
        patterns: the paths; a name may begin with ``*``, which then means what it does there.
        after: the line, None for the end.

    Returns:
        None for a path with characters that have a meaning in patterns.
    """
    for pattern in patterns:
        folder, slash, name = pattern.rpartition("/")
        plain = folder + slash + name.removeprefix("*")
        if not pattern or (plain and not can_be_pattern(plain)):
            return None
    source = file.source
    at = len(source.text) if after is None else after.span.end
    lines = source.newline.join(f"!{each}" for each in patterns)
    if at and not source.text[:at].endswith("\n"):
        return (Edit(Span(at, at), f"{source.newline}{lines}"),)
    return (Edit(Span(at, at), f"{lines}{source.newline}"),)


def keep_out(file: IgnoreFile | None, patterns: Iterable[str]) -> tuple[Edit, ...]:
    """Add patterns at the end of an ignore file, or write one that holds them.

    The new file keeps itself out: it would be sent with the rest otherwise.
    """
    if file is None:
        lines = [*patterns, ".dockerignore"]
        return (Edit(Span(0, 0), "".join(f"{line}\n" for line in lines)),)
    source = file.source
    end = len(source.text)
    lead = "" if not end or source.text.endswith("\n") else source.newline
    text = lead + "".join(f"{line}{source.newline}" for line in patterns)
    return (Edit(Span(end, end), text),)


def at_every_level(file: IgnoreFile, line: IgnoreLine) -> tuple[Edit, ...] | None:
    """Let a pattern that holds at the root hold at every level.

    None for an exception, and where the line says that it means the root.
    """
    if line.negated or line.kind != "pattern" or content_of(file, line).startswith("/"):
        return None
    at = line.content.start
    return (Edit(Span(at, at), _EVERY_LEVEL),)


def content_of(file: IgnoreFile, line: IgnoreLine) -> str:
    """Return a line as written, without the white space around it."""
    return file.source.slice(line.content)


def move_behind(file: IgnoreFile, line: IgnoreLine, after: IgnoreLine) -> tuple[Edit, ...]:
    """Move a line to the place behind another one that comes later."""
    source = file.source
    content = content_of(file, line)
    at = after.span.end
    if source.slice(after.span).endswith("\n"):
        text = f"{content}{source.newline}"
    else:
        text = f"{source.newline}{content}"
    return (Edit(line.span, ""), Edit(Span(at, at), text))


def remove_line(line: IgnoreLine) -> tuple[Edit, ...]:
    """Leave a line out."""
    return (Edit(line.span, ""),)
