"""What the repairs of references to variables share."""

from __future__ import annotations

from dockwright.text import Edit, Span
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.fixes.repair import RepairContext

__all__ = ["rename_reference"]


def rename_reference(
    ctx: RepairContext, span: Span, name: str, new: str
) -> tuple[Edit, ...] | None:
    """Write ``$new`` where ``$name`` or ``${name…}`` stands; None where it is not there once."""
    source = ctx.tree.source
    found = list(re.finditer(rf"\$({{?){re.escape(name)}(?!\w)", source.slice(span)))
    if len(found) != 1:
        return None
    start, end = span.start + found[0].start(), span.start + found[0].end()
    following = source.text[end : end + 1]
    if not found[0][1] and (following.isalnum() or following == "_"):
        return None
    return (Edit(Span(start, end), f"${found[0][1]}{new}"),)
