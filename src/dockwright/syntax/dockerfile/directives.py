"""Finds a parser directive before the file is parsed, as BuildKit does.

A first line ``#!…`` is passed over; ``syntax`` may also be written ``// syntax=…`` or stand in a
JSON object.  Derived from BuildKit's ``parser/directives.go`` (Apache-2.0).
"""

from __future__ import annotations

from dockwright.syntax.dockerfile.blanks import SPACE
from dockwright.text import Span
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple, cache

__all__ = ["FoundDirective", "find_directive"]

_NAMES = frozenset({"syntax", "escape", "check"})


class FoundDirective(NamedTuple):
    """A directive: its value to the first blank, where that is, and its line from 1."""

    value: str
    span: Span
    line: int


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(r"([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=[\t\n\f\r ]*(.+?)[\t\n\f\r ]*\Z")


def find_directive(text: str, name: str, *, any_format: bool = False) -> FoundDirective | None:
    """Return the first directive of that name, None where there is none.

    Args:
        text: the whole file.
        name: the directive's name in lower case.
        any_format: whether ``// name=value`` and a JSON object count, as they do for ``syntax``.
    """
    start = 1 if text.startswith("\ufeff") else 0
    first_line = 1
    if text.startswith("#!", start):
        newline = text.find("\n", start)
        if newline < 0:
            return None
        start = newline + 1
        first_line = 2
    found = _among_comments(text, name, "#", start, first_line)
    if found is None and any_format:
        found = _among_comments(text, name, "//", start, first_line)
        if found is None:
            found = _in_json(text, name, start, first_line)
    return found


def _among_comments(
    text: str, name: str, mark: str, start: int, line: int
) -> FoundDirective | None:
    seen: set[str] = set()
    while text.startswith(mark, start):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        body = text[start + len(mark) : end].removesuffix("\r")
        bare = body.lstrip(SPACE)
        found = _pattern().match(bare)
        key = found.group(1).lower() if found else ""
        if found is None or key not in _NAMES or key in seen:
            return None
        seen.add(key)
        if key == name:
            value = found.group(2).partition(" ")[0]
            at = start + len(mark) + len(body) - len(bare) + found.start(2)
            return FoundDirective(value, Span(at, at + len(value)), line)
        start = end + 1
        line += 1
    return None


def _in_json(text: str, name: str, start: int, line: int) -> FoundDirective | None:
    if not text.startswith("{", len(text) - len(text[start:].lstrip(SPACE))):
        return None
    import json

    try:
        value = json.loads(text[start:])
    except (ValueError, RecursionError):
        return None
    found = value.get(name) if isinstance(value, dict) else None
    return FoundDirective(found, Span(start, len(text)), line) if isinstance(found, str) else None
