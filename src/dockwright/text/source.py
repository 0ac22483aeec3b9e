"""A file's text with what is needed to give its bytes back unchanged."""

from __future__ import annotations

from dockwright.text.light import NamedTuple, bisect_right
from dockwright.text.span import Span

__all__ = ["LineIndex", "Position", "Source"]

_BYTE_ORDER_MARK = "\ufeff"


class Position(NamedTuple):
    """A place as people count: line and column from 1, columns in characters."""

    line: int
    column: int


class LineIndex:
    r"""Converts between offsets and lines of one text.

    A line ends after ``\n`` and nowhere else, as in Go's ``bufio.ScanLines``, which Docker's
    parser reads with: a lone ``\r`` or a form feed does not end a line.
    """

    __slots__ = ("length", "starts")

    def __init__(self, text: str) -> None:
        starts = [0]
        find = text.find
        at = find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = find("\n", at + 1)
        self.starts = starts
        self.length = len(text)

    def line_of(self, offset: int) -> int:
        """Return the line (from 1) that holds ``offset``."""
        return bisect_right(self.starts, offset)

    def position(self, offset: int) -> Position:
        """Return line and column (both from 1) of ``offset``."""
        line = bisect_right(self.starts, offset)
        return Position(line, offset - self.starts[line - 1] + 1)

    def line_span(self, line: int) -> Span:
        """Return the span of a line (from 1), its line ending included."""
        start = self.starts[line - 1]
        end = self.starts[line] if line < len(self.starts) else self.length
        return Span(start, end)

    @property
    def line_count(self) -> int:
        """Return the number of lines; a text that ends in a newline has an empty last line."""
        return len(self.starts)


class Source:
    """One file: its path as shown to people, and its decoded text.

    The text keeps everything: a byte-order mark stays as its first character, and bytes that are
    not UTF-8 become lone surrogates (``surrogateescape``), so that ``encode`` returns the bytes
    that were read.

    Attributes:
        path: the path to show, with ``/`` between its parts.
        text: the decoded text.
    """

    __slots__ = ("_lines", "_lowered", "path", "text")

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self._lines: LineIndex | None = None
        self._lowered: str | None = None

    @classmethod
    def from_bytes(cls, path: str, data: bytes) -> Source:
        """Decode ``data`` so that no byte is lost."""
        return cls(path, data.decode("utf-8", "surrogateescape"))

    def encode(self) -> bytes:
        """Return the bytes that this source was read from."""
        return self.text.encode("utf-8", "surrogateescape")

    @property
    def lines(self) -> LineIndex:
        """Return the index of this text's lines, made on first use."""
        if self._lines is None:
            self._lines = LineIndex(self.text)
        return self._lines

    @property
    def lowered(self) -> str:
        """Return the text in lower case, made on first use: what is looked for may stand in it."""
        if self._lowered is None:
            self._lowered = self.text.lower()
        return self._lowered

    @property
    def has_byte_order_mark(self) -> bool:
        """Tell whether the text begins with a byte-order mark."""
        return self.text.startswith(_BYTE_ORDER_MARK)

    @property
    def newline(self) -> str:
        r"""Return the line ending that an edit uses: ``\r\n`` if the first line has it."""
        at = self.text.find("\n")
        return "\r\n" if at > 0 and self.text[at - 1] == "\r" else "\n"

    def invalid_bytes(self) -> tuple[Span, ...]:
        """Return the spans of bytes that are not UTF-8, adjacent ones joined."""
        if self.text.isascii():
            return ()
        try:
            self.text.encode()
        except UnicodeEncodeError:
            return self._surrogates()
        return ()

    def _surrogates(self) -> tuple[Span, ...]:
        found: list[Span] = []
        for offset, char in enumerate(self.text):
            if "\udc80" <= char <= "\udcff":
                if found and found[-1].end == offset:
                    found[-1] = Span(found[-1].start, offset + 1)
                else:
                    found.append(Span(offset, offset + 1))
        return tuple(found)

    def slice(self, span: Span) -> str:
        """Return the text of ``span``."""
        return self.text[span.start : span.end]

    def __repr__(self) -> str:
        return f"Source({self.path!r}, {len(self.text)} characters)"
