"""Repairs DW409: no script is repaired, since its checksum is not known without fetching it."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.instructions import Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW409", on=Run)
def unverified_script_piped_to_shell(run: Run, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Refuse: somebody must read the script before its checksum means anything."""
    del run, ctx
    yield Refusal(
        "the script's content is not known here, so no checksum can be written: somebody has to "
        "fetch it, read it and give its digest"
    )
