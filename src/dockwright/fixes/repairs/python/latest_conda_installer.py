"""Refuses DW523: which release is meant is not in the file."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.instructions import Instruction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW523", on=Instruction)
def latest_conda_installer(instruction: Instruction, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Say what would have to be known."""
    del instruction, ctx
    yield Refusal("which release is meant, and the checksum of its installer, is not in the file")
