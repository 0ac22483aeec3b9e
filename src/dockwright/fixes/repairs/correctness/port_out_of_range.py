"""Repairs DW117: no fix."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.instructions import Expose

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW117", on=Expose)
def port_out_of_range(instruction: Expose, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Say why: the port is not known."""
    del instruction, ctx
    yield Refusal("which port the program listens on cannot be told from a number that is none")
