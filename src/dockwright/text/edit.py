"""Replacements of spans, and their application."""

from __future__ import annotations

from dockwright.text.light import NamedTuple
from dockwright.text.span import Span  # noqa: TC001 - a field's type is read at run time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Edit", "apply_edits", "edits_conflict"]


class Edit(NamedTuple):
    """Replace the text of ``span`` by ``text``; an empty span inserts, an empty text deletes."""

    span: Span
    text: str


def edits_conflict(one: Edit, other: Edit) -> bool:
    """Tell whether two edits cannot both be applied.

    They conflict when their spans share a character, when they insert different text at the same
    place, or when one inserts strictly inside what the other replaces.  Equal edits never conflict.
    """
    if one == other:
        return False
    a, b = one.span, other.span
    if a.start == a.end and b.start == b.end:
        return a.start == b.start
    if a.start == a.end:
        return b.start < a.start < b.end
    if b.start == b.end:
        return a.start < b.start < a.end
    return a.overlaps(b)


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """Apply edits that do not conflict, whatever their order; equal edits count once.

    Raises:
        ValueError: two of the edits conflict, or one lies outside the text.
    """
    ordered = sorted(set(edits))
    pieces: list[str] = []
    at = 0
    for index, edit in enumerate(ordered):
        start, end = edit.span
        if not 0 <= start <= end <= len(text):
            raise ValueError(f"edit {edit.span} lies outside a text of {len(text)} characters")
        if start < at or (index and edits_conflict(ordered[index - 1], edit)):
            raise ValueError(f"edit {edit.span} conflicts with one that ends at {at}")
        pieces.append(text[at:start])
        pieces.append(edit.text)
        at = end
    pieces.append(text[at:])
    return "".join(pieces)
