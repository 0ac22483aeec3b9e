"""What plain scalars mean, in the words of YAML 1.2 and as the programs read them.

YAML 1.2's core schema, with the octal and digit-separator forms of ``yaml.v3``, which Compose reads
with.

Sources: YAML 1.2.2, section 10.3; go-yaml v3, resolve.go (behaviour, tested against Compose).
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta, timezone

__all__ = ["resolve_plain", "time_of"]

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
    "-0": -0.0,
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
_LEAST, _MOST = -(1 << 63), (1 << 64) - 1
"""Bounds of whole numbers; what is beyond becomes a fraction, or stays text."""
_TIME = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:([Tt ])(\d{1,2}):(\d{1,2}):(\d{1,2})(?:[.,](\d+))?(Z|[-+]\d\d:\d\d)?)?",
    re.ASCII,
)


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
        number = sign * int(digits, base)
    except ValueError:
        return None
    return number if _LEAST <= number <= _MOST else None


def time_of(text: str) -> datetime | None:
    """Return the time that a plain scalar is to programs that read YAML with go-yaml, or None.

    YAML 1.2 has no times: to others, and in quotes, it is text.  Without a zone it is in UTC.

    >>> time_of("2024-05-01"), time_of("2024-13-01")
    (datetime.datetime(2024, 5, 1, 0, 0, tzinfo=datetime.timezone.utc), None)
    """
    match = _TIME.fullmatch(text) if text[4:5] == "-" else None
    if match is None:
        return None
    year, month, day, separator, hour, minute, second, fraction, zone = match.groups()
    if separator and (separator == " ") != (zone is None):
        return None
    offset = timedelta()
    if zone and zone != "Z":
        sign = -1 if zone[0] == "-" else 1
        offset = sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[4:]))
    try:
        return datetime(
            int(year),
            int(month),
            int(day),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            int((fraction or "0")[:6].ljust(6, "0")),
            UTC if zone in {None, "Z"} else timezone(offset),
        )
    except ValueError:
        return None
