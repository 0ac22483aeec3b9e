"""Shell words and JSON arrays as text."""

from __future__ import annotations

from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["json_array", "json_string", "shell_word"]


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
