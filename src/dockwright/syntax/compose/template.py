"""Compose's interpolation: ``$NAME`` and ``${NAME…}`` in the scalars of a file.

Sources: Compose specification, "Interpolation"; compose-go, package template (behaviour).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["TemplateError", "Variable", "operator_of", "substitute", "variables_in"]

_REFERENCE = re.compile(
    r"\$(?:(?P<escaped>\$)|(?P<named>[_a-z][_a-z0-9]*)|(?P<brace>\{))", re.IGNORECASE | re.ASCII
)
_BRACED = re.compile(r"[_a-z][_a-z0-9]*(?::?[-+?]|(?=\}))", re.IGNORECASE | re.ASCII)
_BRACES = re.compile(r"[{}\n]")
_OPERATORS = (":?", "?", ":-", "-", ":+", "+")
_NAME = re.compile(r"[_a-zA-Z0-9]+")
_MOST_TEXT = 1_000_000
"""Characters that the values of one text may come to: short files make very long ones."""
_MOST_DEPTH = 50
"""Variables within the defaults of variables, one in the other."""


class TemplateError(ValueError):
    """A text that Compose refuses to interpolate.

    Attributes:
        kind: ``invalid`` for what is no template, ``required`` for a variable that must be there,
            ``long`` for what is not followed, as its values are too long.
        name: the variable, or empty.
        reason: the words that the file gives for a variable that must be there.
    """

    def __init__(self, kind: str, name: str = "", reason: str = "") -> None:
        if kind == "required":
            words = f"required variable {name} is missing a value"
            super().__init__(f"{words}: {reason}" if reason else words)
        elif kind == "long":
            super().__init__(f"its variables come to more than {_MOST_TEXT:,} characters")
        else:
            super().__init__("`$` begins no variable here; write `$$` for a dollar sign")
        self.kind = kind
        self.name = name
        self.reason = reason


class Variable(NamedTuple):
    """A reference to a variable.

    Attributes:
        name: the variable's name.
        operator: ``""``, ``:-``, ``-``, ``:+``, ``+``, ``:?`` or ``?``.
        argument: what stands behind the operator.
        start: where the ``$`` is in the text.
        end: behind the name or the closing brace.
    """

    name: str
    operator: str
    argument: str
    start: int
    end: int

    @property
    def is_optional(self) -> bool:
        """Tell whether it is meant that nobody sets it."""
        return self.operator in {":-", "-", ":+", "+"}


def operator_of(text: str) -> str:
    """Return the operator in what stands between braces: the first of those that stand there."""
    present = [(text.find(each), index) for index, each in enumerate(_OPERATORS) if each in text]
    return _OPERATORS[min(present)[1]] if present else _OPERATORS[0]


def substitute(text: str, lookup: Callable[[str], str | None]) -> str:
    """Return a text with its variables' values put in; ``lookup`` gives None for one unset.

    Raises:
        TemplateError: the text is no template, or a variable that must be there is not.
    """
    return _substitute(text, lookup, 0) if "$" in text else text


def _substitute(text: str, lookup: Callable[[str], str | None], depth: int) -> str:
    if depth > _MOST_DEPTH:
        raise TemplateError("invalid")
    parts: list[str] = []
    at = length = 0
    for match, end in _references(text):
        parts.append(text[at : match.start()])
        if match["escaped"]:
            parts.append("$")
        elif match["named"]:
            parts.append(lookup(match["named"]) or "")
        elif end < 0:
            raise TemplateError("invalid")
        else:
            parts.append(_value(text[match.end() : end], lookup, depth))
        length += len(parts[-1])
        if length > _MOST_TEXT:
            raise TemplateError("long")
        at = match.end() if end < 0 else end + 1
    parts.append(text[at:])
    return "".join(parts)


def _value(inner: str, lookup: Callable[[str], str | None], depth: int) -> str:
    """Return what stands for what is between two braces."""
    name = _NAME.match(inner)
    if name is None or name.end() == len(inner):
        return lookup(inner) or ""
    operator = operator_of(inner)
    argument = inner[name.end() + len(operator) :]
    value = lookup(name[0])
    is_there = value is not None and (value != "" or not operator.startswith(":"))
    if operator in {":+", "+"}:
        return _substitute(argument, lookup, depth + 1) if is_there else value or ""
    if is_there:
        assert value is not None
        return value
    argument = _substitute(argument, lookup, depth + 1)
    if operator in {":?", "?"}:
        raise TemplateError("required", name[0], argument)
    return argument


def _references(text: str) -> Iterator[tuple[re.Match[str], int]]:
    """Give each reference with the place of its closing brace, -1 where it has none.

    A reference ends on its line, and where its braces do not match, at the line's last one.
    """
    at = line_end = 0
    last = -1
    while (match := _REFERENCE.search(text, at)) is not None:
        end = -1
        if match["brace"] and _BRACED.match(text, match.end()):
            end = _closing_brace(text, match.end() - 1)
            if end < 0:
                if line_end <= match.end():
                    line_end = text.find("\n", match.end())
                    line_end = len(text) if line_end < 0 else line_end
                    last = text.rfind("}", match.end(), line_end)
                end = last if last >= match.end() else -1
        yield match, end
        at = match.end() if end < 0 else end + 1


def _closing_brace(text: str, at: int) -> int:
    """Return where the brace closes that opens at ``at``.

    -1 where none does on its line, or the braces in it are nested deeper than is followed.
    """
    depth = 0
    while (match := _BRACES.search(text, at)) is not None:
        if match[0] == "\n":
            return -1
        at = match.end()
        if match[0] == "{":
            depth += 1
            if depth > _MOST_DEPTH:
                return -1
            # As Compose has it: what follows a brace never closes it.
            at += text[at : at + 1] != "\n"
            continue
        depth -= 1
        if depth == 0:
            return match.start()
    return -1


def variables_in(text: str) -> tuple[Variable, ...]:
    """Return the variables that a text refers to, those in defaults among them, in order."""
    return tuple(_variables(text, 0, 0)) if "$" in text else ()


def _variables(text: str, shift: int, depth: int) -> Iterator[Variable]:
    if depth > _MOST_DEPTH:
        return
    for match, end in _references(text):
        start = match.start()
        if match["named"]:
            yield Variable(match["named"], "", "", shift + start, shift + match.end())
        if end < 0:
            continue
        inner = text[match.end() : end]
        name = _NAME.match(inner)
        if name is None:
            continue
        rest = inner[name.end() :]
        operator = next((each for each in (":?", ":-", ":+") if rest.startswith(each)), rest[:1])
        argument = rest[len(operator) :]
        yield Variable(name[0], operator, argument, shift + start, shift + end + 1)
        yield from _variables(argument, shift + end - len(argument), depth + 1)
