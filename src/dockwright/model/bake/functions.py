"""The functions of Bake's standard library whose result depends on their arguments alone.

Left out are those of time and chance, of the machine, and of regular expressions, whose dialect
differs from Python's: what calls them is not known.
"""

from __future__ import annotations

import base64
import hashlib
import json
import posixpath
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from dockwright.model.bake.values import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["FUNCTIONS"]

_LONGEST = 10_000
_VERB = re.compile(r"%(.)", re.DOTALL)


def _flatten(items: list[Any]) -> list[Any]:
    found: list[Any] = []
    pending = list(reversed(items))
    while pending:
        item = pending.pop()
        if isinstance(item, list):
            pending.extend(reversed(item))
        else:
            found.append(item)
    return found


def _distinct(items: list[Any]) -> list[Any]:
    found: list[Any] = []
    for item in items:
        if item not in found:
            found.append(item)
    return found


def _coalesce(*values: Any) -> Any:
    for value in values:
        if value is not None:
            return value
    raise ValueError("all are null")


def _range(*numbers: int) -> list[int]:
    span = (
        range(*numbers)
        if len(numbers) != 2 or numbers[0] <= numbers[1]
        else range(numbers[0], numbers[1], -1)
    )
    if len(span) > _LONGEST:
        raise ValueError("too long")
    return list(span)


def _substr(text: str, offset: int, length: int) -> str:
    start = offset if offset >= 0 else len(text) + offset
    return text[start:] if length < 0 else text[start : start + length]


def _format(pattern: str, *values: Any) -> str:
    given = list(values)

    def put_in(match: re.Match[str]) -> str:
        if match[1] == "%":
            return "%"
        value = given.pop(0)
        if match[1] == "d" and isinstance(value, int):
            return str(value)
        if match[1] not in {"s", "v"} or isinstance(value, list | dict) or value is None:
            raise ValueError("a verb that is not worked out")
        return text_of(value)

    text = _VERB.sub(put_in, pattern)
    if given:
        raise ValueError("too many arguments")
    return text


def _lookup(table: dict[str, Any], key: str, *default: Any) -> Any:
    return table.get(key, default[0]) if default else table[key]


def _merged(*tables: dict[str, Any] | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for table in tables:
        found.update(table or {})
    return found


def _element(items: list[Any], index: int) -> Any:
    return items[index % len(items)]


def _divided(left: float, right: float) -> int | float:
    result = left / right
    return int(result) if result == int(result) else result


def _is_in(items: Any, value: Any) -> bool:
    return value in (items.values() if isinstance(items, dict) else items)


def _sorted(items: list[Any]) -> list[str]:
    if not all(isinstance(item, str) for item in items):
        raise TypeError("not all are texts")
    return sorted(items)


def _replace(text: str, old: str, new: str) -> str:
    if old and text.count(old) * len(new) > _LONGEST:
        raise ValueError("too long")
    return text.replace(old, new)


def _hash(name: str) -> Callable[[str], str]:
    def digest(text: str) -> str:
        return hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest()

    return digest


def _joined(separator: str, *lists: list[Any]) -> str:
    return separator.join(text_of(item) for items in lists for item in items)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "absolute": abs,
    "add": lambda a, b: a + b,
    "and": lambda a, b: a and b,
    "base64decode": lambda text: base64.b64decode(text, validate=True).decode(),
    "base64encode": lambda text: base64.b64encode(text.encode()).decode(),
    "basename": posixpath.basename,
    "chomp": lambda text: text.rstrip("\r\n"),
    "chunklist": lambda items, size: [items[at : at + size] for at in range(0, len(items), size)],
    "coalesce": _coalesce,
    "coalescelist": lambda *lists: next(items for items in lists if items),
    "compact": lambda items: [item for item in items if item],
    "concat": lambda *lists: [item for items in lists for item in items],
    "contains": _is_in,
    "dirname": lambda path: posixpath.dirname(path) or ".",
    "distinct": _distinct,
    "divide": _divided,
    "element": _element,
    "equal": lambda a, b: a == b,
    "flatten": _flatten,
    "format": _format,
    "greaterthan": lambda a, b: a > b,
    "greaterthanorequalto": lambda a, b: a >= b,
    "hasindex": lambda of, key: key in of if isinstance(of, dict) else 0 <= key < len(of),
    "indent": lambda width, text: text.replace("\n", "\n" + " " * min(width, 100)),
    "index": lambda of, key: of[key] if isinstance(of, dict) else _element(of, key),
    "indexof": lambda items, value: items.index(value),
    "int": int,
    "join": _joined,
    "jsondecode": json.loads,
    "jsonencode": lambda value: json.dumps(value, separators=(",", ":"), sort_keys=True),
    "keys": sorted,
    "length": len,
    "lessthan": lambda a, b: a < b,
    "lessthanorequalto": lambda a, b: a <= b,
    "lookup": _lookup,
    "lower": lambda text: text.lower(),
    "max": max,
    "md5": _hash("md5"),
    "merge": _merged,
    "min": min,
    "modulo": lambda a, b: a % b,
    "multiply": lambda a, b: a * b if not isinstance(a, str) else int(a) * b,
    "negate": lambda a: -a,
    "not": lambda a: not a,
    "notequal": lambda a, b: a != b,
    "or": lambda a, b: a or b,
    "range": _range,
    "replace": _replace,
    "reverse": lambda text: text[::-1],
    "reverselist": lambda items: items[::-1],
    "sanitize": lambda text: re.sub(r"[^a-zA-Z0-9_-]", "_", text),
    "sha1": _hash("sha1"),
    "sha256": _hash("sha256"),
    "sha512": _hash("sha512"),
    "slice": lambda items, start, *end: items[start : end[0] if end else len(items)],
    "sort": _sorted,
    "split": lambda separator, text: text.split(separator) if separator else list(text),
    "strlen": len,
    "substr": _substr,
    "subtract": lambda a, b: a - b,
    "trim": lambda text, signs: text.strip(signs),
    "trimprefix": lambda text, prefix: text.removeprefix(prefix),
    "trimspace": lambda text: text.strip(),
    "trimsuffix": lambda text, suffix: text.removesuffix(suffix),
    "upper": lambda text: text.upper(),
    "urlencode": lambda text: quote(text, safe="").replace("%20", "+"),
    "values": lambda table: [table[key] for key in sorted(table)],
    "zipmap": lambda keys, values: dict(zip(keys, values, strict=True)),
}
