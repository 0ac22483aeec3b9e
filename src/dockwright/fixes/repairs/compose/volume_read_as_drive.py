"""Repairs DW723: the volume is mounted in the long form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.edits.yaml import quoted
from dockwright.fixes.repair import Refusal, repair
from dockwright.model.compose.tree import Item
from dockwright.syntax.yaml import Scalar
from dockwright.text import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.fixes.document import DocumentRepairContext
    from dockwright.rules.diagnostic import Fix


@repair("DW723", on=Item, touches=("services.volumes",))
def volume_read_as_drive(item: Item, ctx: DocumentRepairContext) -> Iterator[Fix | Refusal]:
    """Write type, source and target."""
    node = item.node
    if item.path != ctx.document.path or not isinstance(node, Scalar) or node.anchor:
        yield Refusal("the entry is written in another file, or has an anchor")
        return
    source, target, *options = node.text.split(":")
    if options not in ([], ["rw"], ["ro"]):
        yield Refusal("its options are not known")
        return
    fields = ["type: volume", f"source: {quoted(source)}", f"target: {quoted(target)}"]
    fields += ["read_only: true"] if options == ["ro"] else []
    yield ctx.unsafe("Write the long form", (Edit(node.span, f"{{{', '.join(fields)}}}"),))
