"""Where each piece of a derived text came from.

Docker joins continued lines, drops comments between them and hands the result to a shell.
Whatever is found in that text is reported where the file has it.
"""

from __future__ import annotations

from dockwright.text.light import bisect_right
from dockwright.text.span import Span

__all__ = ["OriginMap"]

_new = tuple.__new__
"""Makes a ``Span`` at half the cost of calling it: the readers make hundreds a file."""


class OriginMap:
    """Maps offsets of a derived text to offsets of the text that it was made from.

    The derived text is a sequence of pieces, each copied unchanged from one place of the origin.
    ``starts[i]`` is where piece ``i`` begins in the derived text, ``origins[i]`` where it begins
    in the origin; ``length`` is the derived text's length.
    """

    __slots__ = ("length", "origins", "starts")

    def __init__(self, starts: list[int], origins: list[int], length: int) -> None:
        self.starts = starts
        self.origins = origins
        self.length = length

    @classmethod
    def identity(cls, origin: int, length: int) -> OriginMap:
        """Return the map of a text that is one unchanged piece, beginning at ``origin``."""
        return cls([0], [origin], length)

    def offset(self, at: int) -> int:
        """Return where the character at ``at`` came from.

        At the end of the derived text it is the place after its last character.
        """
        if at >= self.length and self.length:
            return self.offset(self.length - 1) + 1 + (at - self.length)
        piece = bisect_right(self.starts, at) - 1
        return self.origins[piece] + at - self.starts[piece]

    def span(self, start: int, end: int) -> Span:
        """Return the span of origin that the derived ``[start, end)`` covers.

        What lies between two pieces (a continuation, a comment) is covered when the range
        reaches over it, and left out when the range ends at a piece's end.
        """
        if end <= start:
            at = self.offset(start)
            return Span(at, at)
        starts = self.starts
        if len(starts) == 1:
            if end <= self.length:
                shift = self.origins[0] - starts[0]
                return _new(Span, (start + shift, end + shift))
        elif end <= self.length:
            piece = bisect_right(starts, start) - 1
            begin = self.origins[piece] + start - starts[piece]
            if piece + 1 < len(starts) and end > starts[piece + 1]:
                piece = bisect_right(starts, end - 1) - 1
            return _new(Span, (begin, self.origins[piece] + end - starts[piece]))
        return Span(self.offset(start), self.offset(end - 1) + 1)

    def slice(self, start: int, end: int) -> OriginMap:
        """Return the map of the derived text's part ``[start, end)``."""
        if end <= start:
            return OriginMap([0], [self.offset(start)], 0)
        first = bisect_right(self.starts, start) - 1
        last = bisect_right(self.starts, end - 1) - 1
        starts = [0]
        origins = [self.origins[first] + start - self.starts[first]]
        for piece in range(first + 1, last + 1):
            starts.append(self.starts[piece] - start)
            origins.append(self.origins[piece])
        return OriginMap(starts, origins, end - start)

    def then(self, inner: OriginMap) -> OriginMap:
        """Compose: ``inner`` maps a further text into this map's derived text."""
        starts: list[int] = []
        origins: list[int] = []
        bounds = [*inner.starts[1:], inner.length]
        for start, origin, end in zip(inner.starts, inner.origins, bounds, strict=True):
            piece = self.slice(origin, origin + end - start)
            starts.extend(start + at for at in piece.starts)
            origins.extend(piece.origins)
        return OriginMap(starts, origins, inner.length)
