"""Repairs DW931: the stage that is meant is written."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, repair
from dockwright.fixes.repairs._nearest import write_nearest
from dockwright.model.ci.builds import WorkflowBuild

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.fixes.document import DocumentRepairContext
    from dockwright.rules.diagnostic import Fix


@repair("DW931", on=WorkflowBuild, touches=("workflow.*",))
def workflow_missing_stage(_: WorkflowBuild, ctx: DocumentRepairContext) -> Iterator[Fix | Refusal]:
    """Write the name that is near."""
    yield write_nearest(ctx, "workflow.*")
