"""Check Docker's word expansion against the vectors of BuildKit's shell lexer."""

from __future__ import annotations

from typing import Any

from dockwright.syntax.dockerfile.words import (
    expand,
    expand_words,
    pattern_regex,
    reverse_pattern,
)

__all__ = ["check"]


def check(record: dict[str, Any]) -> str | None:
    """Return why ``record`` does not hold, None where it does."""
    kind = record["kind"]
    text = record["input"]
    actual: object
    error: str | None
    if kind == "expand":
        expansion = expand(text, record["env"].get, escape=record["escape"])
        actual, error = expansion.value, expansion.error
        for names in ("matched", "unmatched"):
            if names in record and sorted(getattr(expansion, names)) != sorted(record[names]):
                return f"{names} {getattr(expansion, names)}, expected {record[names]}"
    elif kind == "words":
        words, error = expand_words(text, record["env"].get, escape=record["escape"])
        actual = list(words)
    elif kind == "pattern-regex":
        actual, error = pattern_regex(text, greedy=True, anchored=True)
    elif kind == "pattern-reverse":
        actual, error = reverse_pattern(text), None
    else:
        return f"unknown kind {kind!r}"
    return _difference(record, actual, error)


def _difference(record: dict[str, Any], actual: object, error: str | None) -> str | None:
    expected_error = record.get("error")
    if expected_error:
        if error is None:
            return f"gives {actual!r}, expected an error"
        if isinstance(expected_error, str) and expected_error not in error:
            return f"error {error!r}, expected one with {expected_error!r}"
        return None
    if error is not None:
        return f"error {error!r}, expected {record['expected']!r}"
    if actual != record["expected"]:
        return f"gives {actual!r}, expected {record['expected']!r}"
    return None
