"""Repairs DW929: the cache of a target keeps all stages."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, repair
from dockwright.fixes.repairs._cache_mode import keep_all_stages
from dockwright.model.bake.project import BakeProject

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.fixes.document import DocumentRepairContext
    from dockwright.rules.diagnostic import Fix


@repair("DW929", on=BakeProject, touches=("bake.*",))
def bake_cache_of_last_stage_only(
    bake: BakeProject, ctx: DocumentRepairContext
) -> Iterator[Fix | Refusal]:
    """Add the mode, or write it in the place of the other."""
    span = ctx.finding.primary.span
    texts = [
        each.text
        for target in bake.targets
        for each in target.items("cache-to")
        if each.span == span and isinstance(each.value, str)
    ]
    known = next((text for text in texts if isinstance(text, str)), None)
    yield keep_all_stages(known, ctx)
