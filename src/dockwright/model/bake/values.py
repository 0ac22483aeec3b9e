"""The values that a Bake file's expressions come to."""

from __future__ import annotations

from typing import TypeAlias

from dockwright.model.unknown import Unknown

__all__ = ["Value", "text_of", "unknown_in"]

Value: TypeAlias = "str | int | float | bool | list[Value] | dict[str, Value] | Unknown | None"

_MOST_PARTS = 5_000


def text_of(value: object) -> str:
    """Return a text, number or truth value as a template puts it in.

    Raises:
        TypeError: it is none of these.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value == int(value) else repr(value)
    raise TypeError("it is no text")


def unknown_in(value: Value) -> Unknown | None:
    """Return what is not known within a value, or None; a value of too many parts is not known.

    Values share parts, so that few lines of a file may come to billions of parts.
    """
    pending: list[Value] = [value]
    seen = 0
    while pending:
        each = pending.pop()
        seen += 1
        if seen > _MOST_PARTS:
            return Unknown("it has too many parts")
        if isinstance(each, Unknown):
            return each
        if isinstance(each, list):
            pending += each
        elif isinstance(each, dict):
            pending += each.values()
    return None
