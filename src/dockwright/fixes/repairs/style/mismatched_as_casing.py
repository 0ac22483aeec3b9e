"""Repairs DW902: AS in the case of FROM."""

from __future__ import annotations

from dockwright.edits.lines import recase
from dockwright.fixes.repair import RepairContext, repair
from dockwright.model.instructions import From

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.fixes.repair import Refusal
    from dockwright.rules.diagnostic import Fix


@repair("DW902", on=From)
def mismatched_as_casing(instruction: From, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Write AS as FROM is written."""
    upper = instruction.node.raw_keyword.isupper()
    yield ctx.fix(
        f"Write `{'AS' if upper else 'as'}`",
        recase(ctx.tree, instruction.node.words[1].span, upper=upper),
        unless="a continued line stands within the word",
    )
