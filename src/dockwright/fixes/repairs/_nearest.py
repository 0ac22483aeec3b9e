"""Repairs that write the name which is meant in the place of one that there is not."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal
from dockwright.text import Edit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.fixes.document import DocumentRepairContext
    from dockwright.rules.diagnostic import Fix

__all__ = ["write_nearest"]

_BEFORE, _AFTER = "Did you mean `", "`?"


def write_nearest(ctx: DocumentRepairContext, facet: str) -> Fix | Refusal:
    """Return the fix that writes the name of the finding's help, quoted as what it replaces.

    It is unsafe: what is built is what the name says, and only the user knows what is meant.
    """
    finding = ctx.finding
    near = finding.help.removeprefix(_BEFORE).removesuffix(_AFTER)
    if f"{_BEFORE}{near}{_AFTER}" != finding.help:
        return Refusal("what is meant is not known")
    if finding.primary.path != ctx.document.source.path:
        return Refusal("it stands in another file")
    written = ctx.document.source.slice(finding.primary.span)
    name = written.strip("\"'")
    if "$" in name or f"`{name}`" not in finding.message or written.count(name) != 1:
        return Refusal("the name is not written as it is read")
    edit = Edit(finding.primary.span, written.replace(name, near))
    return ctx.unsafe(f"Write `{near}`", [edit], touches=[facet])
