"""What plain scalars mean, in the words of YAML 1.2 and as the programs read them.

YAML 1.2's core schema, with the octal and digit-separator forms of ``yaml.v3``, which Compose reads
with.

Sources: YAML 1.2.2, section 10.3; go-yaml v3, resolve.go (behaviour, tested against Compose).
"""

from __future__ import annotations

import math
import re

__all__ = ["resolve_plain"]

_WORDS: dict[str, bool | float | None] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
    ".nan": math.nan,
    ".NaN": math.nan,
    ".NAN": math.nan,
    **{f"{sign}{word}": math.inf for sign in ("", "+") for word in (".inf", ".Inf", ".INF")},
    **{f"-{word}": -math.inf for word in (".inf", ".Inf", ".INF")},
}
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_BASES = (("0x", 16), ("0o", 8), ("0b", 2))
_MOST_DIGITS = 400
"""Digits of a number above which it is taken for text: no file means such a number."""


def resolve_plain(text: str) -> str | int | float | bool | None:
    """Return what a plain scalar means.

    >>> resolve_plain("on"), resolve_plain("22:22"), resolve_plain("0x1f"), resolve_plain("1_000")
    ('on', '22:22', 31, 1000)
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789" or len(text) > _MOST_DIGITS:
        return text
    digits = text.replace("_", "")
    number = _integer(digits)
    if number is not None:
        return number
    if _FLOAT.fullmatch(digits):
        return float(digits)
    return text


def _integer(text: str) -> int | None:
    sign = -1 if text.startswith("-") else 1
    digits = text[1:] if text[:1] in {"+", "-"} else text
    base = 10
    for start, own in _BASES:
        if digits[:2].lower() == start:
            base, digits = own, digits[2:]
            break
    else:
        if len(digits) > 1 and digits.startswith("0"):
            base = 8  # as Go reads an integer with a leading zero
    if not digits.isascii() or not digits.isalnum():
        return None
    try:
        return sign * int(digits, base)
    except ValueError:
        return None
