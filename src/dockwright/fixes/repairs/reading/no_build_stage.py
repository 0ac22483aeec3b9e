"""Repairs DW004: no fix."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.dockerfile import Dockerfile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW004", on=Dockerfile)
def no_build_stage(model: Dockerfile, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Say why: the image is not known."""
    del model, ctx
    yield Refusal(
        "which image the stage begins from, or whether the instruction belongs to it, is not known"
    )
