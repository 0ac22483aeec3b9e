"""Quantities, such as ``8Gi`` of memory, ``500m`` of a processor or two GPUs.

Source: Kubernetes API reference, "Quantity" (its grammar).
"""

from __future__ import annotations

import re
from fractions import Fraction

__all__ = ["quantity_of"]

_QUANTITY = re.compile(
    r"(?P<number>[+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40}))"
    r"(?:[eE](?P<exponent>[+-]?\d{1,3})|(?P<suffix>[KMGTPE]i|[numkMGTPE])?)",
    re.ASCII,
)
_SUFFIXES = {
    "n": Fraction(1, 10**9),
    "u": Fraction(1, 10**6),
    "m": Fraction(1, 1000),
    **{suffix: Fraction(1000**power) for power, suffix in enumerate("kMGTPE", 1)},
    **{f"{suffix}i": Fraction(1024**power) for power, suffix in enumerate("KMGTPE", 1)},
}


def quantity_of(text: str) -> Fraction | None:
    """Return a quantity in its base unit (bytes, processors, pieces); None where it is none.

    >>> quantity_of("8Gi"), quantity_of("500m"), quantity_of("1e3"), quantity_of("8GB")
    (Fraction(8589934592, 1), Fraction(1, 2), Fraction(1000, 1), None)
    """
    match = _QUANTITY.fullmatch(text)
    if match is None:
        return None
    number = Fraction(match["number"].rstrip(".") if "." in match["number"] else match["number"])
    if match["exponent"]:
        return number * Fraction(10) ** int(match["exponent"])
    return number * _SUFFIXES[match["suffix"]] if match["suffix"] else number
