"""Repairs DW129: what was on PATH comes behind the value."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.instructions import Env
from dockwright.text import Edit, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW129", on=Env, touches=("env",))
def path_replaced(_: Env, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Put ``:$PATH`` at its end, within its quotes where it has any."""
    span = ctx.finding.primary.span
    text = ctx.dockerfile.source.text[span.start : span.end]
    if text.endswith("'"):
        yield Refusal("single quotes keep a variable from being expanded")
        return
    at = span.end - 1 if text.endswith('"') else span.end
    yield ctx.fix("Keep what was on PATH: `:$PATH`", [Edit(Span(at, at), ":$PATH")])
