"""Repairs DW905: ``name=value``."""

from __future__ import annotations

from dockwright.edits.quoting import escape_blanks
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.instructions import Env, Instruction, Label
from dockwright.text import Edit, Span
from dockwright.text import regex as re

TYPE_CHECKING = False
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
    written = pair.value.text
    is_meant = written.startswith("=")
    start, end = pair.value.span
    if is_meant:
        # Docker reads `name = value` as a value that begins with `=`.
        if source.slice(pair.value.span) != written:
            yield Refusal("the value begins with `=`, and goes on over several lines")
            return
        bare = written[1:].lstrip()
        start += len(written) - len(bare)
        written = bare
    value = escape_blanks(written, ctx.tree.escape)
    if value is None or not written:
        yield Refusal("the value has a quote that is not closed" if written else "it has no value")
        return
    edits = [Edit(Span(gap.start, start), "=")]
    if value != written:
        if value == f'"{written}"':
            edits += [Edit(Span(start, start), '"'), Edit(Span(end, end), '"')]
        elif source.slice(Span(start, end)) == written:
            edits.append(Edit(Span(start, end), value))
        else:
            yield Refusal("the value goes on over several lines and has quotes of its own")
            return
    title = f"Write `{instruction.keyword} {pair.name.text}=…`"
    if is_meant:
        yield ctx.unsafe(f"{title}, without the `=` in its value", edits, touches=("env", "labels"))
    else:
        yield ctx.fix(title, edits)
