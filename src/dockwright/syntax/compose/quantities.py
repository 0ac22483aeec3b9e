"""Sizes and durations as Compose files have them.

Sources: Compose specification, "Specifying byte values", "Specifying durations"; docker/go-units.
"""

from __future__ import annotations

import math
import re

__all__ = ["duration_of", "size_of"]

_SIZE = re.compile(r"(\d+(?:\.\d+)*)\s?(?:([kmgtp])i?b?|b)?", re.IGNORECASE | re.ASCII)
_UNITS = {"k": 1, "m": 2, "g": 3, "t": 4, "p": 5}
_DURATION = re.compile(r"(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h|d|w)", re.ASCII)
_SECONDS = {
    "ns": 1e-9,
    "us": 1e-6,
    "µs": 1e-6,
    "μs": 1e-6,
    "ms": 1e-3,
    "s": 1.0,
    "m": 60.0,
    "h": 3600.0,
    "d": 86400.0,
    "w": 604800.0,
}


def size_of(value: object) -> int | None:
    """Return a size in bytes; None where it is none.

    Units are powers of 1024, as the engine counts memory.

    >>> size_of("1.5g"), size_of("64m"), size_of(1024), size_of("many")
    (1610612736, 67108864, 1024, None)
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if math.isfinite(value) else None
    if not isinstance(value, str):
        return None
    text = value.strip()
    if re.fullmatch(r"[-+]?\d{1,30}", text, re.ASCII):
        return int(text)
    match = _SIZE.fullmatch(text)
    if match is None or match[1].count(".") > 1 or len(match[1]) > 30:
        return None
    return int(float(match[1]) * 1024 ** _UNITS.get((match[2] or "").lower(), 0))


def duration_of(value: object) -> float | None:
    """Return a duration in seconds; None where it is none.

    >>> duration_of("1m30s"), duration_of("10"), duration_of("0")
    (90.0, None, 0.0)
    """
    text = str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
    sign = -1.0 if text.startswith("-") else 1.0
    text = text.lstrip("+-")
    if text == "0":
        return 0.0
    total = 0.0
    at = 0
    while at < len(text):
        match = _DURATION.match(text, at)
        if match is None:
            return None
        total += float(match[1]) * _SECONDS[match[2]]
        at = match.end()
    return sign * total if text else None
