"""Repairs DW906: FROM without the flag that says nothing."""

from __future__ import annotations

from dockwright.edits.flags import remove_flag
from dockwright.fixes.repair import RepairContext, repair
from dockwright.model.instructions import From
from dockwright.model.stage import Stage
from dockwright.rules.diagnostic import Applicability

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.fixes.repair import Refusal
    from dockwright.rules.diagnostic import Fix


@repair("DW906", on=From, touches=("base",))
def redundant_target_platform(instruction: From, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Delete ``--platform``; a stage that is FROM another may have got another by it."""
    flag = instruction.node.flag("platform")
    stage = instruction.stage
    if flag is None or stage is None:
        return
    is_stage = isinstance(stage.base, Stage)
    yield ctx.fix(
        "Delete `--platform`",
        remove_flag(ctx.tree, instruction.node, flag),
        applicability=Applicability.UNSAFE if is_stage else Applicability.SAFE,
    )
