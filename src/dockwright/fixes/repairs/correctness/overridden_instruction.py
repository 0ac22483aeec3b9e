"""Repairs DW108: the instruction that does nothing goes."""

from __future__ import annotations

from dockwright.edits.lines import remove_instruction
from dockwright.fixes.digest import facet_of
from dockwright.fixes.repair import RepairContext, repair
from dockwright.model.instructions import Instruction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.fixes.repair import Refusal
    from dockwright.rules.diagnostic import Fix


@repair("DW108", on=Instruction, touches=("cmd", "entrypoint", "healthcheck"))
def overridden_instruction(instruction: Instruction, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Delete it; comments stay."""
    yield ctx.fix(
        f"Delete the {instruction.keyword} that does nothing",
        remove_instruction(ctx.tree, instruction.node),
        touches={facet_of(instruction.keyword)},
    )
