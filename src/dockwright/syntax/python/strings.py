"""The values of Python's string literals."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.syntax.python.nodes import Module, Node

__all__ = ["parts_of_string", "string_value"]

_ESCAPE = re.compile(
    r"\\(?:(\n)|([\\'\"abfnrtv])|([0-7]{1,3})|x([0-9a-fA-F]{2})"
    r"|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|N\{([^}]*)\})"
)
_SIMPLE = {
    "\\": "\\",
    "'": "'",
    '"': '"',
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
}
_NEWLINE = re.compile(r"\r\n?")
_LAST = 0x10FFFF


def string_value(module: Module, node: Node) -> str | None:
    """Return the text of a string literal; None for bytes, and where it holds an expression."""
    found: list[str] = []
    for part in parts_of_string(module, node):
        if not isinstance(part, str):
            return None
        found.append(part)
    return "".join(found)


def parts_of_string(module: Module, node: Node) -> Iterator[str | Node | None]:
    """Yield what a literal consists of: texts, and the expressions between them.

    None stands for a part that is no text: bytes, or an expression with a format.
    """
    if node.kind == "concatenated_string":
        for child in node.children:
            yield from parts_of_string(module, child)
        return
    start = next((each for each in node.children if each.kind == "string_start"), None)
    if node.kind != "string" or start is None:
        yield None
        return
    opening = module.text(start)
    prefix = opening.rstrip("'\"").lower()
    if "b" in prefix:
        yield None
        return
    at = start.end
    # The grammar's own piece for the closing quotes takes two backslashes before them along.
    quotes = opening[len(prefix) :]
    is_closed = module.source.text.startswith(quotes, node.end - len(quotes))
    end = max(at, node.end - len(quotes) if is_closed else node.end)
    for child in (each for each in node.children if each.kind == "interpolation"):
        yield _decoded(module.source.text[at : child.start], prefix)
        at = child.end
        expression = child.get("expression")
        is_plain = not any(
            each.kind in {"format_specifier", "type_conversion"} for each in child.children
        )
        yield expression if is_plain else None
    yield _decoded(module.source.text[at:end], prefix)


def _decoded(raw: str, prefix: str) -> str | None:
    text = _NEWLINE.sub("\n", raw)
    if "f" in prefix or "t" in prefix:
        text = text.replace("{{", "{").replace("}}", "}")
    if "r" in prefix or "\\" not in text:
        return text
    try:
        return _ESCAPE.sub(_unescaped, text)
    except (KeyError, ValueError):
        return None


def _unescaped(match: re.Match[str]) -> str:
    newline, simple, octal, *numbers, name = match.groups()
    if newline:
        return ""
    if simple:
        return _SIMPLE[simple]
    if octal:
        return chr(int(octal, 8))
    number = next((each for each in numbers if each), None)
    if number is not None:
        if int(number, 16) > _LAST:
            raise ValueError(number)
        return chr(int(number, 16))
    import unicodedata

    return unicodedata.lookup(name)
