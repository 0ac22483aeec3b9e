"""Repairs DW101: the blank lines go."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.instructions import Instruction
from dockwright.syntax.dockerfile.validate import INSTRUCTIONS
from dockwright.text import Edit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW101", on=Instruction)
def empty_continuation_line(
    instruction: Instruction, ctx: RepairContext
) -> Iterator[Fix | Refusal]:
    """Delete them, unless what follows one reads as an instruction that was swallowed."""
    text = ctx.tree.source.text
    node = instruction.node
    edits: list[Edit] = []
    for blank in node.empty_continuations:
        following = text[blank.end : node.span.end].lstrip()
        word = following.split(None, 1)[0] if following else ""
        if word in INSTRUCTIONS:
            yield Refusal(
                f"the line after it begins with {word}: the instruction may have been meant to end"
            )
            return
        edits.append(Edit(blank, ""))
    yield ctx.fix("Delete the blank lines", edits)
