"""Edits of an ignore file: take a path back in, leave a pattern out."""

from __future__ import annotations

from dockwright.text import Edit, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.syntax.ignorefile import IgnoreFile, IgnoreLine

__all__ = ["line_of_pattern", "remove_line", "take_back"]

_MEANING = frozenset("*?[]\\!#")


def line_of_pattern(file: IgnoreFile, span: Span) -> IgnoreLine | None:
    """Return the line that a pattern stands in."""
    return next((line for line in file.lines if line.span.overlaps(span)), None)


def take_back(file: IgnoreFile, path: str, after: IgnoreLine | None) -> tuple[Edit, ...] | None:
    """Add a line that brings a path back: behind a line, or at the file's end.

    None for a path with characters that have a meaning in patterns.
    """
    if not path or path != path.strip() or _MEANING.intersection(path):
        return None
    source = file.source
    at = len(source.text) if after is None else after.span.end
    line = f"!{path}"
    if at and not source.text[:at].endswith("\n"):
        return (Edit(Span(at, at), f"{source.newline}{line}"),)
    return (Edit(Span(at, at), f"{line}{source.newline}"),)


def remove_line(line: IgnoreLine) -> tuple[Edit, ...]:
    """Leave a line out."""
    return (Edit(line.span, ""),)
