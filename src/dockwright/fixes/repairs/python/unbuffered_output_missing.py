"""Repairs DW515: Python is told to print at once, above what starts the program."""

from __future__ import annotations

from dockwright.edits.lines import insert_after, insert_before
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.stage import Stage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW515", on=Stage, touches=("env", "order"))
def unbuffered_output_missing(stage: Stage, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Set the variable for the container alone."""
    line = f"ENV {ctx.kb.text('python-env.unbuffered')}=1"
    starts = [each for each in stage.final_command() if each is not None and each.stage is stage]
    first = min(starts, key=lambda each: each.span.start, default=None)
    if first is not None and all(run.span.start < first.span.start for run in stage.runs()):
        edits = insert_before(ctx.tree, first.node, [line])
    else:
        last = stage.instructions[-1].node if stage.instructions else stage.from_.node
        edits = insert_after(ctx.tree, last, [line])
    yield ctx.fix(f"Print at once: `{line}`", edits)
