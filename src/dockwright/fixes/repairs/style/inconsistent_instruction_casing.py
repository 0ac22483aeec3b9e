"""Repairs DW903: the keyword in the case of most."""

from __future__ import annotations

from dockwright.edits.lines import recase
from dockwright.fixes.repair import RepairContext, repair
from dockwright.model.instructions import Instruction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.fixes.repair import Refusal
    from dockwright.rules.diagnostic import Fix


@repair("DW903", on=Instruction)
def inconsistent_instruction_casing(
    instruction: Instruction, ctx: RepairContext
) -> Iterator[Fix | Refusal]:
    """Write the keyword in the other case; an AS that was in FROM's case goes with it."""
    node = instruction.node
    upper = ctx.finding.help.endswith(f"`{node.keyword}`")
    wanted = node.keyword if upper else node.keyword.lower()
    edits = recase(ctx.tree, instruction.keyword_span, upper=upper)
    words = node.words
    if edits is not None and node.keyword == "FROM" and len(words) == 3:
        edits = (*edits, *(recase(ctx.tree, words[1].span, upper=upper) or ()))
    yield ctx.fix(f"Write `{wanted}`", edits, unless="a continued line stands within the word")
