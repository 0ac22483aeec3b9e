"""White space as Go's ``unicode`` package has it, and its JSON arrays of strings.

Docker's parser is written in Go.  Python's ``str.isspace`` calls the ASCII separators
(0x1C to 0x1F) white space and Go does not, so the set is spelled out.
"""

from __future__ import annotations

from dockwright.text import regex as re
from dockwright.text.light import NamedTuple, cache

__all__ = ["ASCII_BLANK", "SPACE", "JsonString", "is_blank", "json_strings", "replace_invalid"]

SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""Every character of Go's ``unicode.IsSpace``, for ``str.strip``."""

ASCII_BLANK = re.compile(r"[\t\v\f\r ]+")
"""What divides words: Docker's ``reWhitespace``."""

_STRING = r'"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*"'
_SURROGATES = re.compile("[\ud800-\udfff]")


def is_blank(text: str) -> bool:
    """Tell whether nothing but white space is in ``text``."""
    return not text.strip(SPACE)


def replace_invalid(text: str) -> str:
    """Replace what is not valid text by U+FFFD, as Go does when it decodes runes."""
    if text.isascii():
        return text
    return _SURROGATES.sub("\ufffd", text)


class JsonString(NamedTuple):
    """An element of a JSON array: its value, and its offsets without the quotes."""

    value: str
    start: int
    end: int


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    blank = r"[ \t\r\n]*"
    array = rf"{blank}\[{blank}(?:{_STRING}{blank}(?:,{blank}{_STRING}{blank})*)?\]{blank}\Z"
    return re.compile(array), re.compile(_STRING)


def json_strings(text: str) -> tuple[JsonString, ...] | str | None:
    """Read a JSON array of strings as Docker's parser does.

    Returns:
        the strings; or Docker's message where ``text`` is a JSON array that holds something
        else than strings, which it refuses; or None where it is no JSON array at all, so that
        Docker takes it as plain text.
    """
    array, string = _patterns()
    if array.match(text):
        return tuple(
            JsonString(_decode(found.group()), found.start() + 1, found.end() - 1)
            for found in string.finditer(text)
        )
    if _is_array(text):
        return "when using JSON array syntax, arrays must be comprised of strings only"
    return None


def _decode(quoted: str) -> str:
    if "\\" not in quoted:
        return replace_invalid(quoted[1:-1])
    import json

    value: str = json.loads(quoted)
    return replace_invalid(value)


def _is_array(text: str) -> bool:
    """Tell whether Go's ``json.Unmarshal`` takes ``text`` as an array of anything."""
    import json
    import math

    def number(digits: str) -> float:
        value = float(digits)
        if math.isinf(value):
            raise ValueError(digits)
        return value

    def constant(name: str) -> float:
        raise ValueError(name)

    try:
        value = json.loads(text, parse_int=number, parse_float=number, parse_constant=constant)
    except ValueError:
        return False
    except RecursionError:
        # Deeper than this reader goes.  Go refuses what is nested over 10,000 deep as no JSON.
        return text.count("[") <= 10_000
    return isinstance(value, list)
