"""Repairs DW119: the slash at the end of the destination."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.instructions import CopyLike
from dockwright.text import Edit, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW119", on=CopyLike, touches=("copy",))
def copy_of_many_into_file(copy: CopyLike, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Add the slash where there are several sources; one pattern may be meant for one file."""
    destination = copy.destination
    if destination is None:
        return
    if len(copy.sources) + len(copy.heredocs) < 2:
        yield Refusal("whether a file or a directory is meant depends on what the pattern matches")
        return
    text = ctx.tree.source.slice(destination.span)
    if text != destination.raw or text.startswith("<<"):
        yield Refusal("the destination goes on over several lines, or is written with escapes")
        return
    end = destination.span.end
    if text[-1] in "\"'":
        if len(text) < 2 or text[0] != text[-1]:
            yield Refusal("the destination is quoted in part")
            return
        end -= 1
    yield ctx.fix("End the destination with a slash", (Edit(Span(end, end), "/"),))
