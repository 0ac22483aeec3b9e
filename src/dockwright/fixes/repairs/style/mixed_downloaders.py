"""Repairs DW914: no fix."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.stage import Stage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW914", on=Stage)
def mixed_downloaders(stage: Stage, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Say why: options differ."""
    del stage, ctx
    yield Refusal("the options of one downloader have no sure equals in the other's")
