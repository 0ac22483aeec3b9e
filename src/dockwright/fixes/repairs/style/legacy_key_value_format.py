"""Repairs DW905: ``name=value``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dockwright.edits.quoting import escape_blanks
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.instructions import Env, Instruction, Label
from dockwright.text import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW905", on=Instruction)
def legacy_key_value_format(
    instruction: Instruction, ctx: RepairContext
) -> Iterator[Fix | Refusal]:
    """Put ``=`` between, and quotes around a value with blanks."""
    if not isinstance(instruction, (Env, Label)) or len(instruction.pairs) != 1:
        return
    pair = instruction.pairs[0].pair
    if pair.value is None or not re.fullmatch(r"[\w.$/{}-]+", pair.name.text):
        yield Refusal("the name has characters that mean something else in `name=value`")
        return
    gap = Span(pair.name.span.end, pair.value.span.start)
    source = ctx.tree.source
    if any(gap.start <= comment.span.start < gap.end for comment in ctx.tree.comments):
        yield Refusal("a comment stands between the name and the value")
        return
    value = escape_blanks(pair.value.text, ctx.tree.escape)
    if value is None:
        yield Refusal("the value has a quote that is not closed")
        return
    edits = [Edit(gap, "=")]
    if value != pair.value.text:
        if value == f'"{pair.value.text}"':
            start, end = pair.value.span
            edits += [Edit(Span(start, start), '"'), Edit(Span(end, end), '"')]
        elif source.slice(pair.value.span) == pair.value.text:
            edits.append(Edit(pair.value.span, value))
        else:
            yield Refusal("the value goes on over several lines and has quotes of its own")
            return
    yield ctx.fix(f"Write `{instruction.keyword} {pair.name.text}=…`", edits)
