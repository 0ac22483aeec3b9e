"""Shell words and JSON arrays as text."""

from __future__ import annotations

from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["docker_string", "escape_blanks", "json_array", "json_string", "shell_word"]


def shell_word(text: str) -> str:
    """Return ``text`` as one POSIX shell word, quoted where it must be."""
    if text and re.fullmatch(r"[A-Za-z0-9_@%+=:,./-]+", text):
        return text
    return "'" + text.replace("'", "'\"'\"'") + "'"


def json_string(text: str) -> str:
    """Return ``text`` as a JSON string that Docker's parser reads back unchanged."""
    import json

    return json.dumps(text, ensure_ascii=False)


def json_array(words: Iterable[str]) -> str:
    """Return words as the JSON array of an exec form."""
    return "[" + ", ".join(json_string(word) for word in words) + "]"


def docker_string(text: str, escape: str = "\\") -> str:
    """Return ``text`` as a value of ENV or LABEL in double quotes, which Docker reads unchanged."""
    for special in (escape, '"', "$"):
        text = text.replace(special, escape + special)
    return f'"{text}"'


def escape_blanks(value: str, escape: str = "\\") -> str | None:
    """Return a value of the old ``ENV name value`` as one word that comes to the same.

    A value without quotes of its own is put in double quotes; in others the blanks between the
    quoted parts are escaped.  None where a quote in it is not closed.
    """
    if not value:
        return '""'
    pieces: list[str] = []
    quote = ""
    at = 0
    has_blank = False
    while at < len(value):
        char = value[at]
        if char == escape and quote != "'":
            pieces.append(value[at : at + 2])
            at += 2
            continue
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char.isspace():
            has_blank = True
            pieces.append(escape)
        pieces.append(char)
        at += 1
    if quote:
        return None
    if not has_blank:
        return value
    if not set(value) & {'"', "'", escape}:
        return f'"{value}"'
    return "".join(pieces)
