"""The nearest of several names, for "did you mean"."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["edit_distance", "nearest"]

_LONGEST = 64
"""Characters above which a name is no misspelling of anything."""


def nearest(name: str, options: Iterable[str], *, limit: int = 2) -> str | None:
    """Return the option with the least edit distance to ``name``, the first of equals.

    Returns:
        None where the nearest is further than ``limit`` edits away, or where an option equals the
        name, so that the name is not what was wrong.
    """
    if len(name) > _LONGEST:
        return None
    best: str | None = None
    best_distance = limit + 1
    for option in options:
        if option == name:
            return None
        if abs(len(option) - len(name)) >= best_distance:
            continue
        distance = edit_distance(name, option)
        if distance < best_distance:
            best, best_distance = option, distance
    return best


def edit_distance(one: str, other: str) -> int:
    """Return the Levenshtein distance: insertions, deletions and replacements of one character."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        above_left, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            above_left, row[j] = (
                row[j],
                min(row[j] + 1, row[j - 1] + 1, above_left + (a != b)),
            )
    return row[-1]
