"""Repairs that have a cache keep all stages."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal
from dockwright.rules._caches import cache_fields
from dockwright.text import Edit, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.fixes.document import DocumentRepairContext
    from dockwright.rules.diagnostic import Fix

__all__ = ["keep_all_stages"]


def keep_all_stages(cache: str | None, ctx: DocumentRepairContext) -> Fix | Refusal:
    """Return the fix that adds ``mode=max`` to a cache, or writes it in the place of the other.

    Args:
        cache: what is read of the cache at the finding's place; None where it is not known.
        ctx: the repair's context.
    """
    span = ctx.finding.primary.span
    if cache is None or ctx.finding.primary.path != ctx.document.source.path:
        return Refusal("the cache is not written here")
    fields = cache_fields(cache)
    if fields["type"] == "inline":
        return Refusal(
            "an inline cache has no such mode: where another is kept is the user's choice"
        )
    written = ctx.document.source.slice(span)
    inner = written.rstrip("\"'")
    mode = fields.get("mode")
    if cache not in written or "\n" in written or not inner:
        return Refusal("the cache is not written as it is read")
    if mode is None:
        if "type=" not in cache:
            return Refusal("the cache is the name of an image alone")
        end = span.start + len(inner)
        return ctx.fix("Add `mode=max`", [Edit(Span(end, end), ",mode=max")])
    at = span.start + written.index(f"mode={mode}") + len("mode=")
    return ctx.fix("Write `mode=max`", [Edit(Span(at, at + len(mode)), "max")])
