"""Half-open ranges of character offsets."""

from __future__ import annotations

from dockwright.text.light import NamedTuple

__all__ = ["Span"]


class Span(NamedTuple):
    """A half-open range ``[start, end)`` of character offsets into a decoded text.

    ``start == end`` is an empty span: a place between two characters.
    """

    start: int
    end: int

    def contains(self, other: Span) -> bool:
        """Tell whether ``other`` lies wholly within this span (borders included)."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two spans share at least one character."""
        return self.start < other.end and other.start < self.end

    def cover(self, other: Span) -> Span:
        """Return the smallest span that contains both."""
        return Span(min(self.start, other.start), max(self.end, other.end))
