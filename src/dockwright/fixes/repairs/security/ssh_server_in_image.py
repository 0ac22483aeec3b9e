"""Repairs DW417: no SSH server is taken out, since somebody may log in."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.stage import Stage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW417", on=Stage)
def ssh_server_in_image(stage: Stage, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Refuse: whether people or programs log in over SSH is not in the file."""
    del stage, ctx
    yield Refusal(
        "whether people or programs log in over SSH is not in the file, and without the server "
        "they could not"
    )
