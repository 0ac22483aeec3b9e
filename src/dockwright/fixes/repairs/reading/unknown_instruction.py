"""Repairs DW003: the instruction that is nearest."""

from __future__ import annotations

from dockwright.fixes.digest import FACETS
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._shared import brings_refusal
from dockwright.model.dockerfile import Dockerfile
from dockwright.syntax.dockerfile.validate import INSTRUCTIONS
from dockwright.text import Edit, Span
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW003", on=Dockerfile, touches=FACETS - {"comments"})
def unknown_instruction(model: Dockerfile, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Write the keyword that the finding names, or ``#`` where ``//`` begins a comment."""
    start = ctx.finding.primary.span.start
    node = next((node for node in model.tree.instructions if node.span.start == start), None)
    if node is None:
        yield Refusal("the word stands within another instruction")
        return
    if node.raw_keyword.startswith("//") and node.start_line == node.end_line:
        end = node.keyword_span.start + 2
        yield ctx.unsafe(
            "Begin the comment with `#`", (Edit(Span(node.keyword_span.start, end), "#"),)
        )
        return
    found = re.fullmatch(r"Write `([A-Za-z]+)`", ctx.finding.help)
    letters = sorted(node.keyword)
    swapped = next((name for name in INSTRUCTIONS if sorted(name) == letters), None)
    meant = swapped or (found and found[1].upper())
    if not meant:
        yield Refusal("no instruction is near to the word")
        return
    meant = meant.lower() if node.raw_keyword.islower() else meant
    edit = Edit(node.keyword_span, meant)
    if brings_refusal(ctx, [edit]):
        yield Refusal(f"what follows the word does not fit {meant.upper()}")
        return
    yield ctx.unsafe(f"Write `{meant}`", (edit,))
