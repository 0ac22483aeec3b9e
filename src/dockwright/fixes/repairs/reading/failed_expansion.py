"""Repairs DW006: no fix."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.instructions import Instruction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW006", on=Instruction)
def failed_expansion(instruction: Instruction, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Say why: where the reference was to end is not known."""
    del instruction, ctx
    yield Refusal("where the reference or quote was to end is not known")
