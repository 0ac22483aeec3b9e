"""Repairs DW102: the earlier stage gets a name of its own, or none."""

from __future__ import annotations

from dockwright.edits.stages import drop_stage_name, free_stage_name, is_stage_named, rename_stage
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.stage import Stage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW102", on=Stage, touches=("stages", "base", "copy", "mounts"))
def duplicate_stage_name(stage: Stage, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Rename the earlier stage where something means it, else take its name away."""
    others = [other for other in ctx.dockerfile.stages[: stage.index] if other.name == stage.name]
    if not others or stage.name is None:
        return
    earlier = others[0]
    if not is_stage_named(ctx.dockerfile, earlier):
        yield ctx.fix(
            f"Take the name from the earlier `{stage.name}`, which nothing uses",
            drop_stage_name(ctx.dockerfile, earlier),
            touches={"stages"},
            unless="the name stands on a line of its own",
        )
        return
    # Only a FROM before the later stage can mean the earlier one by the name that both have.
    name = free_stage_name(ctx.dockerfile, f"{stage.name}-base")
    if any("$" in text for text in _names(earlier, ctx)):
        yield Refusal("a variable holds a name by which the earlier stage is used")
        return
    yield ctx.fix(
        f"Name the earlier stage `{name}`, here and where it is used",
        rename_stage(ctx.dockerfile, earlier, name),
        unless="a place that uses the earlier stage does not plainly show its name",
    )


def _names(stage: Stage, ctx: RepairContext) -> Iterator[str]:
    for other in ctx.dockerfile.stages:
        if other.base is stage and other.from_.image is not None:
            yield other.from_.image.raw
