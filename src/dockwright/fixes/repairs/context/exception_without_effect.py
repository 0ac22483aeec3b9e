"""Repairs DW806: the line with "!" goes behind the pattern that has the last word."""

from __future__ import annotations

from dockwright.edits.ignorefile import line_of_pattern, move_behind
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._ignorefile import burden, difference, shown_ignore_file
from dockwright.model.brought import Exception_
from dockwright.model.unknown import Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW806", on=Exception_)
def exception_without_effect(lost: Exception_, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Move the line."""
    pattern, path, winner = lost
    context = ctx.build_context
    if isinstance(context, Unknown) or context.ignore is None:
        yield Refusal("the build context is not known")
        return
    file = context.ignore
    line = None if pattern.span is None else line_of_pattern(file, pattern.span)
    last = None if winner.span is None else line_of_pattern(file, winner.span)
    if line is None or last is None or line.span.start >= last.span.start:
        yield Refusal("the line stands behind the pattern already")
        return
    edits = move_behind(file, line, last)
    change = difference(context, edits)
    if isinstance(change, Refusal):
        yield change
        return
    if change.gone or path not in change.come:
        yield Refusal(f"{path} would stay out, or something else would, wherever the line stands")
        return
    reason = burden(change, context, ctx)
    if reason:
        yield Refusal(reason)
        return
    yield ctx.unsafe(
        f"Write `!{pattern.text}` below `{winner.text}` in the ignore file",
        [],
        others={shown_ignore_file(context, ctx): edits},
    )
