"""Repairs DW915: no fix."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.stage import Stage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW915", on=Stage)
def missing_healthcheck(stage: Stage, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Say why: the author decides."""
    del stage, ctx
    yield Refusal("what a healthy service answers only its author knows")
