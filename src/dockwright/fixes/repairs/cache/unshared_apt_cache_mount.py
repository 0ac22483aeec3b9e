"""Repairs DW206: builds take turns at apt's cache mounts."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.instructions import Run
from dockwright.model.unknown import Unknown
from dockwright.text import Edit, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW206", on=Run, touches=("mounts",))
def unshared_apt_cache_mount(run: Run, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Add ``sharing=locked`` to every mount that the finding names, or put it in place."""
    cache = ctx.kb.cache("apt")
    places = {ctx.finding.primary.span, *(label.span for label in ctx.finding.related)}
    edits: list[Edit] = []
    for use in run.mounts:
        if use.value_span not in places or isinstance(use.mount, Unknown) or cache is None:
            continue
        text = ctx.tree.source.slice(use.value_span)
        at = text.find("sharing=shared")
        if at >= 0:
            start = use.value_span.start + at
            edits.append(
                Edit(Span(start, start + len("sharing=shared")), f"sharing={cache.sharing}")
            )
        elif use.mount.sharing or text[-1:] in "'\"":
            yield Refusal("how the mount is shared is written in a way that is not changed here")
            return
        else:
            end = use.value_span.end
            edits.append(Edit(Span(end, end), f",sharing={cache.sharing}"))
    yield ctx.fix("Let builds take turns: `sharing=locked`", edits or None)
