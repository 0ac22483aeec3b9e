"""Repairs DW011: the option that was meant, where BuildKit names it."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.instructions import Run
from dockwright.text import Edit, Span
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW011", on=Run, touches=("mounts",))
def invalid_mount(run: Run, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Write the type, key or value that BuildKit's message suggests."""
    del run
    found = re.search(r"[\"'](\w+)[\"'].*\(did you mean (\w+)\?\)", ctx.finding.message)
    if found is None:
        yield Refusal("what the mount was meant to be is not known")
        return
    at = ctx.finding.primary.span
    text = ctx.tree.source.slice(at)
    places = list(re.finditer(rf"(?<![^,=]){re.escape(found[1])}(?![^,=])", text))
    if len(places) != 1:
        yield Refusal("the word stands in the mount more than once, or not as it is")
        return
    start = at.start + places[0].start()
    yield ctx.unsafe(f"Write `{found[2]}`", (Edit(Span(start, start + len(found[1])), found[2]),))
