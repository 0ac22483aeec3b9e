"""Refuses DW605: the base image or the packages may be what is meant."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.stage import Stage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW605", on=Stage)
def cuda_version_mismatch(stage: Stage, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Say what would have to be known."""
    del stage, ctx
    yield Refusal("the base image or the packages may be what is meant")
