"""Repairs DW901: the stage's name in lower case, here and where it is used."""

from __future__ import annotations

from dockwright.edits.stages import rename_stage
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.instructions import From

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW901", on=From)
def stage_name_casing(instruction: From, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Write the name in lower case, in every FROM, ``--from`` and mount."""
    stage, name = instruction.stage, instruction.alias
    if stage is None or name is None:
        return
    yield ctx.fix(
        f"Write `{name.text.lower()}`, here and where it is used",
        rename_stage(ctx.dockerfile, stage, name.text.lower()),
        unless="a variable hides a place that uses the name",
    )
