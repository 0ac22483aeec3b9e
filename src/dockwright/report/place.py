"""Lines and columns of spans, as reports tell them: from 1, columns in characters."""

from __future__ import annotations

from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from dockwright.rules.diagnostic import Label
    from dockwright.text import LineIndex, Source, Span

__all__ = ["Place", "place_of", "place_of_label"]


class Place(NamedTuple):
    """Where a span lies; the end is exclusive.

    A byte-order mark is no character of the first line: editors and scanners do not count it.
    """

    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def last_line(self) -> int:
        """Return the last line that has a character of the span."""
        if self.end_column == 1 and self.end_line > self.line:
            return self.end_line - 1
        return self.end_line


def place_of(source: Source | None, span: Span) -> Place:
    """Return the place of a span; the file's beginning where its text is not at hand."""
    if source is None:
        return Place(1, 1, 1, 1)
    lines = source.lines
    mark = int(source.has_byte_order_mark)
    start = min(max(span.start, 0), lines.length)
    end = min(max(span.end, start), lines.length)
    line, column = _position(lines, start, mark)
    end_line, end_column = _position(lines, end, mark)
    return Place(line, column, end_line, end_column)


def place_of_label(sources: Mapping[str, Source], label: Label) -> Place:
    """Return the place of a label."""
    return place_of(sources.get(label.path), label.span)


def _position(lines: LineIndex, offset: int, mark: int) -> tuple[int, int]:
    line, column = lines.position(offset)
    return line, max(1, column - mark) if line == 1 else column
