"""Repairs DW920: the target that is meant is written."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, repair
from dockwright.fixes.repairs._nearest import write_nearest
from dockwright.model.bake.project import BakeProject

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.fixes.document import DocumentRepairContext
    from dockwright.rules.diagnostic import Fix


@repair("DW920", on=BakeProject, touches=("bake.*",))
def bake_undefined_target(_: BakeProject, ctx: DocumentRepairContext) -> Iterator[Fix | Refusal]:
    """Write the name that is near."""
    yield write_nearest(ctx, "bake.*")
