"""Scalars of a workflow: their text, and whether an expression hides a part of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.unknown import Unknown
from dockwright.syntax.yaml import Mapping, Node, Scalar, Sequence
from dockwright.text import OriginMap, Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as Table

    from dockwright.text import Source

__all__ = ["Text", "below", "items_of", "lines_of", "origin_of", "text_of"]

_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}", re.DOTALL)
_NAME = re.compile(r"env\.(\w+)|((?:matrix|inputs)(?:\.[\w-]+)+)")
_LITERAL = re.compile(r"'[^']*'")
_DEEPEST = 3
"""How often values that are made of others are followed."""


class Text(NamedTuple):
    """A text of a workflow.

    Attributes:
        value: what it comes to; ``Unknown`` where an expression decides a part of it.
        raw: as it is written, quotes taken off.
        span: where, quotes left out.
    """

    value: str | Unknown
    raw: str
    span: Span

    @property
    def known(self) -> str | None:
        """Return it where it is known, else None."""
        return self.value if isinstance(self.value, str) else None


def below(node: Node | None, *names: str) -> Node | None:
    """Return what lies below keys, or None."""
    for name in names:
        node = node.get(name) if isinstance(node, Mapping) else None
    return node


def items_of(node: Node | None) -> tuple[Node, ...]:
    """Return a list's entries."""
    return tuple(each.node for each in node.items) if isinstance(node, Sequence) else ()


def evaluated(raw: str, environment: Table[str, str], depth: int = 0) -> str | Unknown:
    """Return a text with ``${{ env.NAME }}`` put in; ``Unknown`` with another expression in it.

    Values of a matrix and inputs stand in the table with their whole names, such as
    ``matrix.target``.  Of ``${{ inputs.target || 'app' }}`` the first that is not empty counts.
    """
    hidden: list[str] = []

    def put_in(match: re.Match[str]) -> str:
        value = _first(match[1], environment, depth)
        if value is None:
            hidden.append(match[1])
            return ""
        return value

    text = _EXPRESSION.sub(put_in, raw)
    return Unknown(f"the expression {hidden[0]} decides it") if hidden else text


def _first(expression: str, environment: Table[str, str], depth: int) -> str | None:
    """Return the first value of several that is not empty; None where one before it is not known.

    Texts that an expression may take for false, and other operators, are not known.
    """
    value: str | None = ""
    for operand in expression.split("||"):
        word = operand.strip()
        name = _NAME.fullmatch(word)
        if name:
            value = environment.get(name[1] or name[2])
        else:
            value = word[1:-1] if _LITERAL.fullmatch(word) else None
        if value is not None and "${{" in value:
            inner = evaluated(value, environment, depth + 1) if depth < _DEEPEST else None
            value = inner if isinstance(inner, str) else None
        if value is None:
            return None
        if value in {"false", "0"} and operand is not expression:
            return None
        if value:
            return value
    return value


def text_of(node: Node | None, environment: Table[str, str] | None = None) -> Text | None:
    """Return a scalar's text; None for anything else."""
    if not isinstance(node, Scalar) or node.is_null:
        return None
    span = node.span
    if node.style in {"'", '"'} and span.end - span.start >= 2:
        span = Span(span.start + 1, span.end - 1)
    return Text(evaluated(node.text, environment or {}), node.text, span)


def origin_of(node: Scalar, source: Source) -> OriginMap | None:
    """Return where the characters of a scalar's text stand; None where it has escapes."""
    written = source.text
    if node.style != "|":
        start = node.span.start + (1 if node.style in {"'", '"'} else 0)
        if node.style == ">":
            start = written.find("\n", start) + 1
        if written.startswith(node.text, start):
            return OriginMap.identity(start, len(node.text))
        return _folded(node.text, written, start, node.span.end)
    starts: list[int] = []
    origins: list[int] = []
    at = written.find("\n", node.span.start) + 1
    length = 0
    lines = node.text.split("\n")
    for number, line in enumerate(lines):
        if number == len(lines) - 1 and not line:
            break
        end = written.find("\n", at)
        end = len(written) if end < 0 else end
        raw = written[at:end].rstrip("\r")
        if line and not raw.endswith(line):
            return None
        starts.append(length)
        origins.append(at + len(raw) - len(line))
        length += len(line) + 1
        at = end + 1
    if not starts:
        return None
    return OriginMap(starts, origins, len(node.text))


def _folded(text: str, written: str, at: int, end: int) -> OriginMap | None:
    """Return where the characters of a text stand whose line ends and margins became blanks."""
    starts, origins = [0], [at]
    for number, char in enumerate(text):
        if char in " \n":
            begin = at
            while at < end and written[at] in " \t\r\n":
                at += 1
            follows = number > 0 and text[number - 1] in " \n"
            if at == begin and not follows and number < len(text) - 1:
                return None
            if at - begin != 1 and number < len(text) - 1:
                starts.append(number + 1)
                origins.append(at)
            continue
        if number == 0 or text[number - 1] in " \n":
            while at < end and written[at] in " \t\r\n":
                at += 1
            if number == 0:
                origins[0] = at
        if at >= end or written[at] != char:
            return None
        at += 1
    return OriginMap(starts, origins, len(text))


def lines_of(
    node: Node | None, source: Source, environment: Table[str, str], *, commas: bool = False
) -> Iterator[Text]:
    """Yield the entries of a text that lists several: a line each, or also between commas."""
    if isinstance(node, Sequence):
        for item in items_of(node):
            text = text_of(item, environment)
            if text is not None:
                yield text
        return
    if not isinstance(node, Scalar) or node.is_null:
        return
    origin = origin_of(node, source)
    whole = text_of(node, environment)
    if origin is None or whole is None:
        if whole is not None:
            yield whole
        return
    # An expression is never divided.
    pattern = r"(?:\$\{\{.*?\}\}|[^\n,])+" if commas else r"(?:\$\{\{.*?\}\}|[^\n])+"
    for match in re.finditer(pattern, node.text):
        entry = match[0].strip()
        if not entry or entry.startswith("#"):
            continue
        start = match.start() + match[0].index(entry)
        value, span = evaluated(entry, environment), origin.span(start, start + len(entry))
        if entry.startswith("${{") and isinstance(value, str):
            # The value of an input may list several.
            parts = [part.strip() for part in re.findall(pattern, value)]
            yield from (Text(part, entry, span) for part in parts if part)
        else:
            yield Text(value, entry, span)
