"""Repairs DW741: the job is started again only where it fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.edits.yaml import replace_scalar
from dockwright.fixes.repair import Refusal, repair
from dockwright.model.compose.tree import Item

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.fixes.document import DocumentRepairContext
    from dockwright.rules.diagnostic import Fix


@repair("DW741", on=Item, touches=("services.restart",))
def completed_job_restarted(item: Item, ctx: DocumentRepairContext) -> Iterator[Fix | Refusal]:
    """Write `on-failure`."""
    sharing = [
        each
        for each in ctx.document.root.services
        if (other := each.get("restart")) is not None and other.span == item.span
    ]
    if item.path != ctx.document.path or item.node is None or len(sharing) != 1:
        yield Refusal("the policy is written where other services take it from")
        return
    yield ctx.fix("Write `restart: on-failure`", replace_scalar(item.node, "on-failure"))
