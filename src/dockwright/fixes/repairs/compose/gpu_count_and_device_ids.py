"""Repairs DW761: a count that says what the names say is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.edits.yaml import remove_pair
from dockwright.fixes.repair import Refusal, repair
from dockwright.model.compose.tree import Item
from dockwright.syntax.yaml import Mapping

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.fixes.document import DocumentRepairContext
    from dockwright.rules.diagnostic import Fix


@repair("DW761", on=Item, touches=("services.deploy", "services.gpus"))
def gpu_count_and_device_ids(device: Item, ctx: DocumentRepairContext) -> Iterator[Fix | Refusal]:
    """Take `count` out where it is the number of the devices that are named."""
    node = device.node
    if device.path != ctx.document.path or not isinstance(node, Mapping):
        yield Refusal("the reservation is written in another file")
        return
    count, ids = device.get("count"), device.get("device_ids")
    if count is None or ids is None or count.text != str(len(ids.items)):
        yield Refusal("the count and the names say different things")
        return
    pair = next((each for each in node.pairs if each.key.span == count.key_span), None)
    edits = None if pair is None else remove_pair(node, pair, ctx.document.source)
    yield ctx.fix("Leave `count` out: the devices are named", edits)
