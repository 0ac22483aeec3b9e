"""Repairs DW103: another name for the stage, here and where it is used."""

from __future__ import annotations

from dockwright.edits.stages import free_stage_name, rename_stage
from dockwright.fixes.repair import RepairContext, repair
from dockwright.model.stage import Stage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.fixes.repair import Refusal
    from dockwright.rules.diagnostic import Fix


@repair("DW103", on=Stage, touches=("stages", "base", "copy", "mounts"))
def reserved_stage_name(stage: Stage, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Put ``-stage`` behind the name; ``--target`` on command lines is not seen."""
    name = free_stage_name(ctx.dockerfile, f"{stage.name}-stage")
    yield ctx.unsafe(
        f"Name the stage `{name}`, here and where it is used",
        rename_stage(ctx.dockerfile, stage, name),
        unless="a variable hides a place that uses the name",
    )
