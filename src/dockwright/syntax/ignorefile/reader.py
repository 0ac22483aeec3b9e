"""Reads a ``.dockerignore``: every line with its place, every pattern as Docker normalises it.

The meaning is that of ``ignorefile.ReadAll`` of github.com/moby/patternmatcher, which BuildKit
and the Docker command line both call.
"""

from __future__ import annotations

import posixpath

from dockwright.text import Span
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from dockwright.text import Source

__all__ = [
    "IgnoreFile",
    "IgnoreLine",
    "IgnoreProblem",
    "clean_path",
    "parse",
    "trim_space",
]

MAX_LINE_BYTES = 65535
"""The longest line that Go's ``bufio.Scanner`` reads, its line ending not counted."""

# What Go's unicode.IsSpace accepts; Python's str.strip() takes U+001C to U+001F as well.
_SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
_BYTE_ORDER_MARK = "\ufeff"


def trim_space(text: str) -> str:
    """Return ``text`` without the white space at its ends, as Go's ``strings.TrimSpace``."""
    return text.strip(_SPACE)


def clean_path(path: str) -> str:
    """Return the shortest path of the same meaning, as Go's ``filepath.Clean``.

    ``a//b/./c/..`` becomes ``a/b``, a trailing ``/`` goes, ``/..`` becomes ``/``, ``""`` becomes
    ``"."``; nothing is looked up.
    """
    cleaned = posixpath.normpath(path)
    # POSIX lets two leading slashes mean something of their own; Go does not.
    return cleaned[1:] if cleaned.startswith("//") else cleaned


class IgnoreLine(NamedTuple):
    """One line of an ignore file.

    Attributes:
        kind: what Docker takes the line for.
        span: the whole line, its line ending included.
        content: the line without line ending, byte-order mark and white space at its ends; for a
            pattern this is what people would underline.
        pattern: the normalised pattern as Docker hands it on, with its ``!``; ``""`` where the
            line holds none.
        negated: whether the pattern brings files back.
    """

    kind: Literal["blank", "comment", "pattern"]
    span: Span
    content: Span
    pattern: str = ""
    negated: bool = False


class IgnoreProblem(NamedTuple):
    """Why Docker refuses the file.

    Attributes:
        span: the place.
        message: the fact, one sentence without a full stop.
    """

    span: Span
    message: str


class IgnoreFile:
    """An ignore file as read.

    Attributes:
        source: the file's text.
        lines: all lines in order; their spans cover the text without gaps.
        problem: why Docker cannot read the file, or None.  It then builds nothing.
    """

    __slots__ = ("lines", "problem", "source")

    def __init__(
        self, source: Source, lines: tuple[IgnoreLine, ...], problem: IgnoreProblem | None
    ) -> None:
        self.source = source
        self.lines = lines
        self.problem = problem

    @property
    def pattern_lines(self) -> tuple[IgnoreLine, ...]:
        """Return the lines that hold a pattern, in order."""
        return tuple(line for line in self.lines if line.kind == "pattern")

    @property
    def patterns(self) -> tuple[str, ...]:
        """Return the normalised patterns in order."""
        return tuple(line.pattern for line in self.lines if line.kind == "pattern")


def parse(source: Source) -> IgnoreFile:
    """Read an ignore file; every text is one."""
    text = source.text
    lines: list[IgnoreLine] = []
    problem: IgnoreProblem | None = None
    start = 0
    while start < len(text):
        newline = text.find("\n", start)
        stop = len(text) if newline < 0 else newline
        end = len(text) if newline < 0 else newline + 1
        if problem is None and stop - start > MAX_LINE_BYTES // 4:
            size = len(text[start:stop].encode("utf-8", "surrogateescape"))
            if size > MAX_LINE_BYTES:
                problem = IgnoreProblem(
                    Span(start, stop),
                    f"The line has {size} bytes, and Docker reads lines of {MAX_LINE_BYTES}"
                    " at most",
                )
        lines.append(_read_line(text, start, stop, end))
        start = end
    return IgnoreFile(source, tuple(lines), problem)


def _read_line(text: str, start: int, stop: int, end: int) -> IgnoreLine:
    span = Span(start, end)
    if start == 0 and text.startswith(_BYTE_ORDER_MARK):
        start = 1
    line = text[start:stop]
    # Before the white space goes: " #" begins a pattern.
    is_comment = line.startswith("#")
    trimmed = trim_space(line)
    if trimmed:
        start = text.index(trimmed, start)
    content = Span(start, start + len(trimmed))
    if is_comment:
        return IgnoreLine("comment", span, content)
    if not trimmed:
        return IgnoreLine("blank", span, content)
    negated = trimmed.startswith("!")
    path = trim_space(trimmed[1:]) if negated else trimmed
    if path:
        path = clean_path(path)
        if len(path) > 1 and path.startswith("/"):
            path = path[1:]
    return IgnoreLine("pattern", span, content, f"!{path}" if negated else path, negated)
