"""Repairs DW908: an empty comment ends what is no description."""

from __future__ import annotations

from dockwright.edits.lines import comments_above, insert_before
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.instructions import Instruction
from dockwright.syntax.dockerfile.check_options import comment_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW908", on=Instruction)
def malformed_definition_description(
    instruction: Instruction, ctx: RepairContext
) -> Iterator[Fix | Refusal]:
    """Put a line ``#`` between the comment and the instruction."""
    node = instruction.node
    if comment_options(node.comments) is not None or any(
        "ignore" in comment.text for comment in comments_above(ctx.tree, node)
    ):
        yield Refusal("a comment that switches checks off stands there, and would lose its place")
        return
    yield ctx.fix(
        "End the comment with a line `#`, so that it is not read as a description",
        insert_before(ctx.tree, node, ["#"], above_comments=False),
    )
