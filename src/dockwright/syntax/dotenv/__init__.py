"""Files of environment variables, in the format that Compose reads ``.env`` and ``env_file`` in.

Sources: Compose documentation, "Environment file syntax"; compose-go, package dotenv (behaviour).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from dockwright.syntax.compose.template import TemplateError, substitute
from dockwright.text import Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockwright.text import Source

__all__ = ["DotenvEntry", "DotenvFile", "DotenvProblem", "read_dotenv", "read_raw"]

_SPACES = "\t\v\f\r \x85\xa0"
"""Blanks that end no line."""
_ESCAPE = re.compile(r"\\(?:[abcfnrtv$\"\\]|0\d{0,3})", re.ASCII)
_ESCAPED = {
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    "\\": "\\",
    '"': '"',
}


class DotenvEntry(NamedTuple):
    """A variable of a file.

    Attributes:
        name: its name.
        value: its value with variables put in; None for a name alone that nothing sets.
        key_span: where the name stands.
        value_span: where the value stands, quotes included; empty for a name alone.
        is_inherited: whether the name stands alone: the environment's value is meant.
        quote: the value's quote, or empty.
    """

    name: str
    value: str | None
    key_span: Span
    value_span: Span
    is_inherited: bool = False
    quote: str = ""


class DotenvProblem(NamedTuple):
    """Why Compose refuses a file: a sentence without a full stop, and where."""

    message: str
    span: Span


class DotenvFile(NamedTuple):
    """A file of variables.

    Attributes:
        source: the file.
        entries: its variables in order; a name may be there twice.
        problem: why Compose refuses it, with nothing read from there on; or None.
    """

    source: Source
    entries: tuple[DotenvEntry, ...]
    problem: DotenvProblem | None = None

    @property
    def values(self) -> dict[str, str]:
        """Return what is set: of a name that is there twice, the later value."""
        return {each.name: each.value for each in self.entries if each.value is not None}


class _Refused(Exception):  # noqa: N818 - an outcome
    def __init__(self, message: str, span: Span) -> None:
        super().__init__(message)
        self.problem = DotenvProblem(message, span)


def read_dotenv(source: Source, lookup: Callable[[str], str | None] | None = None) -> DotenvFile:
    """Read a file of variables.

    Args:
        source: the file.
        lookup: the variables that are set besides; they go before the file's own.
    """
    reader = _Reader(source.text, lookup or (lambda _: None))
    try:
        reader.read()
    except _Refused as refused:
        return DotenvFile(source, tuple(reader.entries), refused.problem)
    return DotenvFile(source, tuple(reader.entries))


def read_raw(source: Source) -> DotenvFile:
    """Read a file in the format ``raw``: everything behind ``=`` is the value as it stands."""
    entries: list[DotenvEntry] = []
    at = 0
    for line in source.text.splitlines(keepends=True):
        start, at = at, at + len(line)
        text = line.rstrip("\r\n")
        if not text.strip() or text.lstrip().startswith("#"):
            continue
        name, equals, value = text.partition("=")
        key = Span(start, start + len(name))
        behind = start + len(name) + len(equals)
        entries.append(
            DotenvEntry(
                name.strip(),
                value if equals else None,
                key,
                Span(behind, start + len(text)),
                is_inherited=not equals,
            )
        )
    return DotenvFile(source, tuple(entries))


class _Reader:
    def __init__(self, text: str, lookup: Callable[[str], str | None]) -> None:
        self.text = text
        self.lookup = lookup
        self.at = 1 if text.startswith("\ufeff") else 0
        self.values: dict[str, str] = {}
        self.entries: list[DotenvEntry] = []

    def read(self) -> None:
        while self.find_statement():
            self.statement()

    def find_statement(self) -> bool:
        """Go to the next name; tell whether there is one."""
        text = self.text
        while self.at < len(text):
            if text[self.at].isspace():
                self.at += 1
            elif text[self.at] == "#":
                end = text.find("\n", self.at)
                self.at = len(text) if end < 0 else end
            else:
                return True
        return False

    def statement(self) -> None:
        text = self.text
        export = re.compile(r"export\s+").match(text, self.at)
        if export:
            self.at += len("export")
            self.skip_blanks()
        start = self.at
        at = start
        ending = ""
        while at < len(text):
            char = text[at]
            if char in "=:\n":
                ending = char
                break
            if char not in _SPACES and char not in "_.-[]" and not char.isalnum():
                line_end = text.find("\n", start)
                line = text[start : len(text) if line_end < 0 else line_end]
                raise _Refused(
                    f"{char!r} cannot be in the name of a variable: {line.strip()}",
                    Span(at, at + 1),
                )
            at += 1
        if not ending:
            # A name that the file ends with: Compose takes it for a value of nothing.
            name = ""
            self.at = start
            key = Span(start, start)
            if at == len(text) and start == at:
                raise _Refused("a name is missing", key)
            name, at = "", start
        else:
            name = text[start:at].rstrip()
            key = Span(start, start + len(name))
            self.at = at + 1
        if " " in name:
            raise _Refused(f"the name {name!r} holds a blank", key)
        if ending == "\n":
            value = self.lookup(name)
            if value is not None:
                self.values[name] = value
            self.skip_blanks()
            behind = Span(key.end, key.end)
            self.entries.append(DotenvEntry(name, value, key, behind, is_inherited=True))
            return
        self.skip_blanks()
        self.value(name, key)

    def skip_blanks(self) -> None:
        while self.at < len(self.text) and self.text[self.at] in _SPACES:
            self.at += 1

    def value(self, name: str, key: Span) -> None:
        text = self.text
        start = self.at
        quote = text[start : start + 1]
        if quote in {'"', "'"}:
            value, end = self.quoted(quote)
        else:
            quote = ""
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
            raw = text[start:end].partition(" #")[0].rstrip()
            self.at = min(end + 1, len(text))
            end = start + len(raw)
            value = self.expanded(raw, Span(start, end))
        self.values[name] = value
        self.entries.append(DotenvEntry(name, value, key, Span(start, end), quote=quote))

    def quoted(self, quote: str) -> tuple[str, int]:
        """Read a quoted value; return it and where it ends."""
        text = self.text
        start = self.at
        chars: list[str] = []
        escaped = False
        at = start + 1
        while at < len(text):
            char = text[at]
            at += 1
            if char != quote:
                if not escaped and char == "\\":
                    escaped = True
                    continue
                if escaped:
                    escaped = False
                    chars.append("\\")
                chars.append(char)
                continue
            if escaped:
                escaped = False
                chars.append(char)
                continue
            self.at = at
            value = "".join(chars)
            if quote == '"':
                value = self.expanded(_unescaped(value), Span(start, at))
            return value, at
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        raise _Refused(f"the quote of {text[start:end]} is not closed", Span(start, end))

    def expanded(self, value: str, span: Span) -> str:
        def look_up(name: str) -> str | None:
            found = self.lookup(name)
            return self.values.get(name) if found is None else found

        try:
            return substitute(value, look_up)
        except TemplateError as error:
            raise _Refused(str(error), span) from None


def _unescaped(value: str) -> str:
    def character(match: re.Match[str]) -> str:
        text = match[0][1:]
        if text == "$":
            return "$$"  # the sign itself, as templates write it
        if text.startswith("0"):
            digits = text[1:]
            if len(digits) == 3 and not set(digits) - set("01234567") and int(digits, 8) < 256:
                return chr(int(digits, 8))
            return match[0]
        return _ESCAPED.get(text, match[0])

    return _ESCAPE.sub(character, value)
