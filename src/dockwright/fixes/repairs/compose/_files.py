"""What the repairs of files that are not there share: the name of the one that is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dockwright.fixes.repair import Refusal
from dockwright.text import Edit, Span

if TYPE_CHECKING:
    from dockwright.fixes.document import DocumentRepairContext
    from dockwright.rules.compose._shared import MisspeltFile
    from dockwright.rules.diagnostic import Fix

__all__ = ["renamed"]


def renamed(to: MisspeltFile, ctx: DocumentRepairContext) -> Fix | Refusal:
    """Return the fix that writes the name of the file that is there."""
    if to.near is None:
        return Refusal("whether the name is wrong or the file is to come is not known")
    if to.item.path != ctx.document.path:
        return Refusal("it is written in another file")
    written = ctx.document.source.slice(to.item.span)
    # In the short form of a mount the source comes first.
    place = re.search(rf"(?<![\w.-]){re.escape(to.name)}(?![\w.-])", written)
    if place is None:
        return Refusal("the name is not written as it is read")
    start = to.item.span.start + place.start()
    edits = (Edit(Span(start, start + len(to.name)), to.near),)
    return ctx.unsafe(f"Write `{to.near}`", edits)
