"""Tells why DW207 is not repaired: which commit is wanted is written nowhere."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.command import Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW207", on=Command)
def unpinned_clone(command: Command, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Refuse, with the reason."""
    del command, ctx
    yield Refusal("which tag or commit of the repository is wanted is not written in the file")
