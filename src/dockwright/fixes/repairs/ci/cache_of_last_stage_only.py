"""Repairs DW935: the cache keeps all stages."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, repair
from dockwright.fixes.repairs._cache_mode import keep_all_stages
from dockwright.model.ci.builds import WorkflowBuild

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
    if any(each.span == span for each in build.arguments):
        yield keep_all_stages("type=inline", ctx)
        return
    cache = next((each for each in build.cache_to if each.span == span), None)
    yield keep_all_stages(None if cache is None else cache.known, ctx)
