"""Reads HCL's JSON syntax, as ``docker-bake.json`` has it, into the tree of the native syntax.

Objects below the words for blocks are blocks, and texts are templates.  It never raises.
"""

from __future__ import annotations

import re
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Final

from dockwright.syntax.hcl.nodes import (
    Attribute,
    Block,
    Body,
    Broken,
    Entry,
    Expression,
    HclFile,
    ListOf,
    Literal,
    ObjectOf,
    Problem,
)
from dockwright.syntax.hcl.reader import read_template
from dockwright.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.text import Source

__all__ = ["read_hcl_json"]

_DEEPEST: Final = 60
_BLANK = re.compile(r"[ \t\r\n\ufeff]*")
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")
_WORDS: Final[dict[str, bool | None]] = {"true": True, "false": False, "null": None}
_WORD = re.compile(r"[a-z]+")


class _Failure(Exception):  # noqa: N818 - never leaves this module
    """The text cannot be read on from a place."""

    def __init__(self, at: int, message: str) -> None:
        super().__init__(message)
        self.at = at
        self.message = message


def read_hcl_json(source: Source, blocks: frozenset[str]) -> HclFile:
    """Read a file.

    Args:
        source: the file.
        blocks: the types of blocks, whose keys are labels.
    """
    reader = _Reader(source.text)
    try:
        reader.skip()
        root = reader.value(0)
        reader.skip()
        if reader.at < len(source.text):
            raise _Failure(reader.at, "more follows after the value")  # noqa: TRY301
    except _Failure as failure:
        span = Span(failure.at, min(failure.at + 1, len(source.text)))
        return HclFile(Body((), ()), problems=(Problem(span, failure.message),))
    if not isinstance(root, ObjectOf):
        return HclFile(Body((), ()), problems=(Problem(root.span, "the file is no object"),))
    attributes: list[Attribute] = []
    found: list[Block] = []
    for entry in root.entries:
        name = _key(entry)
        if name in blocks:
            found += _blocks_of(name, entry)
        else:
            attributes.append(_attribute(entry))
    return HclFile(Body(tuple(attributes), tuple(found)))


def _key(entry: Entry) -> str:
    return str(entry.key.value) if isinstance(entry.key, Literal) else ""


def _attribute(entry: Entry) -> Attribute:
    span = entry.key.span
    inner = Span(span.start + 1, max(span.start + 1, span.end - 1))
    return Attribute(entry.span, _key(entry), inner, entry.value)


def _blocks_of(type_: str, entry: Entry) -> Iterator[Block]:
    """Yield the blocks of a type: an object by labels, or a list of such objects."""
    tables = entry.value.items if isinstance(entry.value, ListOf) else (entry.value,)
    for table in tables:
        for labelled in table.entries if isinstance(table, ObjectOf) else ():
            value = labelled.value
            for each in value.items if isinstance(value, ListOf) else (value,):
                if isinstance(each, ObjectOf):
                    body = Body(tuple(_attribute(inner) for inner in each.entries), ())
                    label = labelled.key.span
                    yield Block(labelled.span, type_, (_key(labelled),), (label,), body)


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def skip(self) -> None:
        found = _BLANK.match(self.text, self.at)
        if found:
            self.at = found.end()

    def value(self, depth: int) -> Expression:
        if depth > _DEEPEST:
            raise _Failure(self.at, "values are nested too deeply")
        start, sign = self.at, self.text[self.at : self.at + 1]
        if sign == "{":
            return self.object_of(depth)
        if sign == "[":
            return self.list_of(depth)
        if sign == '"':
            text, span = self.string()
            if "${" not in text and "%{" not in text:
                return Literal(span, text)
            inner = Span(span.start + 1, span.end - 1)
            if self.text[inner.start : inner.end] != text:
                return Broken(span, "a template with escapes is not worked out")
            return read_template(self.text, inner.start, inner.end)._replace(span=span)
        number = _NUMBER.match(self.text, self.at)
        if number:
            self.at = number.end()
            digits = number[0]
            if len(digits) > 300:
                return Broken(Span(start, self.at), "the number is too long")
            is_whole = number[1] is None and number[2] is None
            return Literal(Span(start, self.at), int(digits) if is_whole else float(digits))
        word = _WORD.match(self.text, self.at)
        if word and word[0] in _WORDS:
            self.at = word.end()
            return Literal(Span(start, self.at), _WORDS[word[0]])
        raise _Failure(self.at, "a value is missing")

    def string(self) -> tuple[str, Span]:
        start = self.at
        if self.text[start : start + 1] != '"':
            raise _Failure(start, "a quote is missing")
        try:
            text, self.at = scanstring(self.text, start + 1)
        except JSONDecodeError:
            raise _Failure(start, "a quote is not closed, or an escape is unknown") from None
        return text, Span(start, self.at)

    def list_of(self, depth: int) -> Expression:
        start = self.at
        self.at += 1
        items: list[Expression] = []
        self.skip()
        while self.text[self.at : self.at + 1] != "]":
            items.append(self.value(depth + 1))
            self.separate("]")
        self.at += 1
        return ListOf(Span(start, self.at), tuple(items))

    def object_of(self, depth: int) -> Expression:
        start = self.at
        self.at += 1
        entries: list[Entry] = []
        self.skip()
        while self.text[self.at : self.at + 1] != "}":
            begin = self.at
            text, span = self.string()
            self.skip()
            if self.text[self.at : self.at + 1] != ":":
                raise _Failure(self.at, "`:` is missing")
            self.at += 1
            self.skip()
            value = self.value(depth + 1)
            entries.append(Entry(Span(begin, self.at), Literal(span, text), value))
            self.separate("}")
        self.at += 1
        return ObjectOf(Span(start, self.at), tuple(entries))

    def separate(self, closing: str) -> None:
        self.skip()
        sign = self.text[self.at : self.at + 1]
        if sign == ",":
            self.at += 1
            self.skip()
        elif sign != closing:
            raise _Failure(self.at, f"`,` or `{closing}` is missing")
