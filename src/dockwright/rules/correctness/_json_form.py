"""Texts that are meant as a JSON array and are none."""

from __future__ import annotations

from dockwright.model.grammar.wrappers import SHELLS
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple

__all__ = ["BLANKS", "BrokenArray", "broken_array", "needs_a_shell"]

BLANKS = " \t\r\n"
"""What Docker and shells take for blanks; Python takes control characters for such too."""

_ITEM = r"""(?:"(?:\\.|[^"\\])*"|'[^']*'|[“”„][^“”]*[“”]|[^ \t\r\n,\[\]"'“”]+)"""
_ARRAY = re.compile(
    rf"\[(?P<items>(?:[ \t\r\n,]*{_ITEM}(?=[ \t\r\n,\]]|\Z))*)(?P<end>[ \t\r\n,]*)(?P<close>\]?)"
    r"(?P<after>[ \t\r\n]*(?:#.*)?)"
)
_ITEMS = re.compile(_ITEM)
_BEGIN = re.compile(r"""\[(?:["'“”„]|[ \t]*(?:"[^"]*"|'[^']*'|[“”„][^“”]*[“”]|[\w./-]+)[ \t]*,)""")
"""How such a text begins; ``[ "$A" = "b" ]``, which is a test, begins otherwise."""
_COMPARES = re.compile(r"\s(?:==?|!=|-[a-z]{1,2})\s")
"""What a test has that compares words with commas, and an array has in quotes alone."""


class BrokenArray(NamedTuple):
    """What a text was meant to hold.

    Attributes:
        why: what is wrong with it, in words.
        words: the words; None where they cannot be told.
    """

    why: str
    words: tuple[str, ...] | None


def broken_array(text: str) -> BrokenArray | None:
    """Return what the text of a shell form was meant to be, None where it is no array.

    The text is one that Docker did not take for JSON.
    """
    text = text.strip(BLANKS)
    if not _BEGIN.match(text) or (text[1].isspace() and _COMPARES.search(text.partition("]")[0])):
        return None
    found = _ARRAY.fullmatch(text)
    if found is None:
        return BrokenArray(_why_unread(text), None)
    items = _ITEMS.findall(found["items"])
    return BrokenArray(_why(found, items), tuple(map(_word, items)))


def needs_a_shell(words: tuple[str, ...]) -> bool:
    """Tell whether a variable is among the words that no shell would expand in an array."""
    has_shell = words[0].rpartition("/")[2] in SHELLS and len(words) > 1 and words[1] == "-c"
    return not has_shell and any("$" in word for word in words)


def _why_unread(text: str) -> str:
    """Return what is wrong with a text whose words cannot be told."""
    begin = _ARRAY.match(text)
    if begin is not None and begin["close"]:
        return f"`{text[begin.end() :][:20].strip()}` stands behind it"
    return "it holds more than strings" if "]" in text else "it is not closed"


def _why(found: re.Match[str], items: list[str]) -> str:
    if found["after"].strip():
        return "a comment stands behind it"
    if not found["close"]:
        return "it is not closed"
    if any(item[0] in "“”„" for item in items):
        return "its quotes are not the straight ones"
    if any(item[0] == "'" for item in items):
        return "its quotes are single ones"
    if any(item[0] != '"' for item in items):
        return "not all of its entries are in double quotes"
    if "," in found["end"] or re.search(r"\[\s*,|,\s*,", found["items"]):
        return "a comma stands there without an entry"
    if found["items"].count(",") < len(items) - 1:
        return "a comma is missing between two entries"
    return "a backslash in it begins no escape that JSON knows"


def _word(item: str) -> str:
    if item[0] == '"':
        import json

        try:
            return str(json.loads(item))
        except ValueError:
            return item[1:-1]
    return item[1:-1] if item[0] in "'“”„" else item
