"""Repairs DW703: a misspelt stage gets the name of the one that is near."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.fixes.repair import Refusal, repair
from dockwright.model.compose.tree import Item
from dockwright.rules.compose._shared import Renamed
from dockwright.text import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.fixes.document import DocumentRepairContext
    from dockwright.rules.diagnostic import Fix


@repair("DW703", on=Renamed, touches=("services.build",))
def build_target_missing(to: Renamed, ctx: DocumentRepairContext) -> Iterator[Fix | Refusal]:
    """Write the stage that is meant."""
    item = to.item
    if to.near is None or not isinstance(item, Item):
        yield Refusal("which stage is meant is not known")
        return
    if item.path != ctx.document.path:
        yield Refusal("it is written in another file")
        return
    span = item.span
    written = ctx.document.source.slice(span)
    name = written.strip("'\"")
    if "$" in name or written.count(name) != 1 or not name:
        yield Refusal("the name is not written as it is read")
        return
    yield ctx.unsafe(f"Write `{to.near}`", (Edit(span, written.replace(name, to.near)),))
