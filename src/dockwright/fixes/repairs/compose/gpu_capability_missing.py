"""Repairs DW763: the reservation asks for GPUs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.edits.yaml import add_key
from dockwright.fixes.repair import Refusal, repair
from dockwright.model.compose.tree import Item

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.fixes.document import DocumentRepairContext
    from dockwright.rules.diagnostic import Fix


@repair("DW763", on=Item, touches=("services.deploy",))
def gpu_capability_missing(item: Item, ctx: DocumentRepairContext) -> Iterator[Fix | Refusal]:
    """Add the capability."""
    if item.path != ctx.document.path or item.node is None:
        yield Refusal("the reservation is written in another file")
        return
    edits = add_key(item.node, "capabilities", ["[gpu]"], ctx.document.source)
    yield ctx.fix("Add `capabilities: [gpu]`", edits)
