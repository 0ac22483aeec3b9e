"""Repairs DW935: the cache keeps all stages."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, repair
from dockwright.model.ci.builds import WorkflowBuild
from dockwright.rules._caches import cache_fields
from dockwright.text import Edit, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.fixes.document import DocumentRepairContext
    from dockwright.rules.diagnostic import Fix


@repair("DW935", on=WorkflowBuild, touches=("workflow.*",))
def cache_of_last_stage_only(
    build: WorkflowBuild, ctx: DocumentRepairContext
) -> Iterator[Fix | Refusal]:
    """Add the mode, or write it in the place of the other."""
    span = ctx.finding.primary.span
    cache = next((each for each in build.cache_to if each.span == span), None)
    if cache is None or cache.known is None or ctx.finding.primary.path != ctx.document.source.path:
        yield Refusal("the cache is not written here")
        return
    fields = cache_fields(cache.known)
    if fields["type"] == "inline":
        yield Refusal(
            "an inline cache has no such mode: where another is kept is the user's choice"
        )
        return
    written = ctx.document.source.slice(span)
    mode = fields.get("mode")
    inner = written.rstrip("\"'")
    if cache.known not in written or "\n" in written or not inner:
        yield Refusal("the cache is not written as it is read")
    elif mode is None:
        end = span.start + len(inner)
        words = ",mode=max" if "type" in dict(cache_parts(cache.known)) else None
        edits = None if words is None else [Edit(Span(end, end), words)]
        yield ctx.fix("Add `mode=max`", edits, unless="the cache is the name of an image alone")
    else:
        at = span.start + written.index(f"mode={mode}") + len("mode=")
        yield ctx.fix("Write `mode=max`", [Edit(Span(at, at + len(mode)), "max")])


def cache_parts(text: str) -> Iterator[tuple[str, str]]:
    """Yield the fields that are written out."""
    for part in text.split(","):
        name, _, value = part.strip().partition("=")
        yield name, value
