"""Repairs DW003: the instruction that is nearest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dockwright.fixes.digest import FACETS
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.dockerfile import Dockerfile
from dockwright.text import Edit, Span

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
    if found is None:
        yield Refusal("no instruction is near to the word")
        return
    yield ctx.unsafe(f"Write `{found[1]}`", (Edit(node.keyword_span, found[1]),))
