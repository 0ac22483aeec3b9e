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
    r"\$(?:(?P<escaped>\$)"
    r"|(?P<named>[_a-z][_a-z0-9]*)"
    r"|\{(?:(?P<braced>[_a-z][_a-z0-9]*(?::?[-+?].*)?)\}|(?P<invalid>)))",
    re.IGNORECASE | re.ASCII,
)
_OPERATORS = (":?", "?", ":-", "-", ":+", "+")
_NAME = re.compile(r"[_a-zA-Z0-9]+")
_MOST_DEPTH = 50
"""Variables within the defaults of variables, one in the other."""


class TemplateError(ValueError):
    """A text that Compose refuses to interpolate.

    Attributes:
        kind: ``invalid`` for what is no template, ``required`` for a variable that must be there.
        name: the variable, or empty.
        reason: the words that the file gives for a variable that must be there.
    """

    def __init__(self, kind: str, name: str = "", reason: str = "") -> None:
        if kind == "required":
            words = f"required variable {name} is missing a value"
            super().__init__(f"{words}: {reason}" if reason else words)
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
    return _REFERENCE.sub(lambda match: _replacement(match[0], lookup, depth), text)


def _replacement(whole: str, lookup: Callable[[str], str | None], depth: int) -> str:
    operator = operator_of(whole)
    end = _closing_brace(whole)
    rest = whole[end + 1 :] if end >= 0 else ""
    match = _REFERENCE.match(whole[: end + 1] if end >= 0 else whole)
    if match is None:
        raise TemplateError("invalid")
    if match["escaped"]:
        return "$"
    if match["named"]:
        return lookup(match["named"]) or ""
    inner = match["braced"]
    if not inner:
        raise TemplateError("invalid")
    if operator not in inner:
        return lookup(inner) or ""
    name, _, argument = inner.partition(operator)
    value = lookup(name)
    is_there = value is not None and (value != "" or not operator.startswith(":"))
    if operator in {":+", "+"}:
        result = _substitute(argument, lookup, depth + 1) if is_there else value or ""
    elif is_there:
        assert value is not None
        result = value
    else:
        argument = _substitute(argument, lookup, depth + 1)
        if operator in {":?", "?"}:
            raise TemplateError("required", name, argument)
        result = argument
    return result + _substitute(rest, lookup, depth + 1)


def _closing_brace(text: str) -> int:
    """Return where the brace closes that the text opens first; -1 where none does."""
    depth = 0
    at = 0
    while at < len(text):
        if text[at] == "}":
            depth -= 1
            if depth == 0:
                return at
        if text[at] == "{":
            depth += 1
            at += 1  # as Compose has it: what follows a brace never closes it
        at += 1
    return -1


def variables_in(text: str) -> tuple[Variable, ...]:
    """Return the variables that a text refers to, those in defaults among them, in order."""
    return tuple(_variables(text, 0, 0)) if "$" in text else ()


def _variables(text: str, shift: int, depth: int) -> Iterator[Variable]:
    if depth > _MOST_DEPTH:
        return
    at = 0
    while (match := _REFERENCE.search(text, at)) is not None:
        start = match.start()
        if match["escaped"] or match["invalid"] is not None:
            at = match.end()
            continue
        if match["named"]:
            at = match.end()
            yield Variable(match["named"], "", "", shift + start, shift + at)
            continue
        end = _closing_brace(match[0])
        at = start + end + 1 if end > 0 else match.end()
        inner = text[start + 2 : at - 1]
        name = _NAME.match(inner)
        if name is None:
            continue
        rest = inner[name.end() :]
        operator = next((each for each in (":?", ":-", ":+") if rest.startswith(each)), rest[:1])
        argument = rest[len(operator) :]
        yield Variable(name[0], operator, argument, shift + start, shift + at)
        yield from _variables(argument, shift + at - 1 - len(argument), depth + 1)
