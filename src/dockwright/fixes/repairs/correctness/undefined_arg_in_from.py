"""Repairs DW105: the name that was meant, or the declaration before the first FROM."""

from __future__ import annotations

from dockwright.edits.lines import insert_before
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs.correctness._base_images import VALUES
from dockwright.fixes.repairs.correctness._references import rename_reference
from dockwright.model.instructions import Arg, From
from dockwright.text import regex as re
from dockwright.text.suggest import edit_distance

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.instructions import Argument
    from dockwright.rules.diagnostic import Fix


@repair("DW105", on=From, touches=("base", *VALUES))
def undefined_arg_in_from(instruction: From, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Rename a near miss; copy a declaration that comes too late; refuse else."""
    span = ctx.finding.primary.span
    found = re.search(r"declares `([^`]+)`", ctx.finding.message)
    if found is None:
        return
    name = found[1]
    meant = re.search(r"`\$\{(\w+)\}`", ctx.finding.help)
    if meant is not None and edit_distance(name, meant[1]) * 2 <= len(name):
        yield ctx.unsafe(
            f"Write the name that is declared: `{meant[1]}`",
            rename_reference(ctx, span, name, meant[1]),
            unless="the name stands more than once in the word",
        )
        return
    late = _late(name, ctx)
    if late is None or late.default is None or late.default.references(instruction.escape):
        yield Refusal("nothing in the file says which default it is to have")
        return
    yield ctx.unsafe(
        f"Declare `{name}` before the first FROM, as a stage does",
        insert_before(
            ctx.tree,
            ctx.dockerfile.stages[0].from_.node,
            [f"ARG {name}={late.default.raw}"],
        ),
        touches={"args", "base", "order", *VALUES},
    )


def _late(name: str, ctx: RepairContext) -> Argument | None:
    for instruction in ctx.dockerfile.instructions:
        if isinstance(instruction, Arg) and instruction.stage is not None:
            for argument in instruction.arguments:
                if argument.name == name:
                    return argument
    return None
