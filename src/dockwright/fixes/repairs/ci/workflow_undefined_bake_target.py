"""Repairs DW941: the target that is meant is written."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, repair
from dockwright.fixes.repairs._nearest import write_nearest
from dockwright.model.ci.bakes import WorkflowBake

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.fixes.document import DocumentRepairContext
    from dockwright.rules.diagnostic import Fix


@repair("DW941", on=WorkflowBake, touches=("workflow.*",))
def workflow_undefined_bake_target(
    _: WorkflowBake, ctx: DocumentRepairContext
) -> Iterator[Fix | Refusal]:
    """Write the name that is near."""
    yield write_nearest(ctx, "workflow.*")
