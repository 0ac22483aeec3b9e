"""Where the values of a TOML file stand.

``tomllib`` reads the values; this finds their places in the same text, by the headers of tables
and the keys in them.  A place that is not found is that of the table, or the start of the file:
it is never another value's.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from dockwright.text import Span

if TYPE_CHECKING:
    from dockwright.text import Source

__all__ = ["Places"]

_HEADER = re.compile(
    r"^[ \t]*(\[\[?)[ \t]*([^\[\]\n#]+?)[ \t]*\]\]?[ \t]*(?:#.*)?\r?$", re.MULTILINE
)


class Places:
    """The places of one file.

    Attributes:
        source: the file.
    """

    __slots__ = ("_names", "_starts", "source")

    def __init__(self, source: Source) -> None:
        self.source = source
        self._starts: list[int] = []
        self._names: list[tuple[str, bool]] = []
        for match in _HEADER.finditer(source.text):
            self._starts.append(match.start())
            parts = re.findall(r'"[^"]*"|\'[^\']*\'|[^.\s]+', match[2])
            name = ".".join(part.strip("\"'") for part in parts)
            self._names.append((name, match[1] == "[["))

    def tables(self, name: str) -> list[Span]:
        """Return the places of each table of a name, header and content, in order."""
        return [
            Span(start, self._end(index))
            for index, start in enumerate(self._starts)
            if self._names[index][0] == name
        ]

    def _end(self, index: int) -> int:
        return self._starts[index + 1] if index + 1 < len(self._starts) else len(self.source.text)

    def key(self, key: str, within: Span | None = None) -> Span | None:
        """Return the place of a key's value within a table: from its first to its last character.

        Values over several lines are placed by their first line.
        """
        start, end = within or Span(0, self._starts[0] if self._starts else len(self.source.text))
        pattern = re.compile(
            rf"^[ \t]*[\"']?{re.escape(key)}[\"']?[ \t]*=[ \t]*([^\n]*)", re.MULTILINE
        )
        match = pattern.search(self.source.text, start, end)
        if match is None:
            return None
        text = match[1].rstrip()
        quote = text[:1]
        if quote in {'"', "'"} and quote in text[1:]:
            text = text[: text.index(quote, 1) + 1]
        return Span(match.start(1), match.start(1) + len(text))

    def text(self, value: str, within: Span | None = None, after: int = 0) -> Span | None:
        """Return the place of a quoted text within a table, the first behind ``after``."""
        start, end = within or Span(0, len(self.source.text))
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        found = [
            at
            for form in (f'"{escaped}"', f"'{value}'")
            if (at := self.source.text.find(form, max(start, after), end)) >= 0
        ]
        if not found:
            return None
        at = min(found)
        return Span(at + 1, at + 1 + (len(escaped) if self.source.text[at] == '"' else len(value)))

    def table_at(self, offset: int) -> str:
        """Return the name of the table that a place is in."""
        index = bisect_right(self._starts, offset) - 1
        return self._names[index][0] if index >= 0 else ""
