"""What the repairs of references to variables share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.text import Edit

if TYPE_CHECKING:
    from dockwright.fixes.repair import RepairContext
    from dockwright.text import Span

__all__ = ["rename_reference"]


def rename_reference(
    ctx: RepairContext, span: Span, name: str, new: str
) -> tuple[Edit, ...] | None:
    """Write ``$new`` where ``$name`` or ``${name…}`` stands; None where it does not."""
    text = ctx.tree.source.slice(span)
    for before in ("${", "$"):
        if text.startswith(before + name):
            rest = text[len(before) + len(name) :]
            if before == "$" and not rest:
                following = ctx.tree.source.text[span.end : span.end + 1]
                new = f"{{{new}}}" if following.isalnum() or following == "_" else new
            return (Edit(span, before + new + rest),)
    return None
