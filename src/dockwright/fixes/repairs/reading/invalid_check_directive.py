"""Repairs DW010: no fix."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.dockerfile import Dockerfile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW010", on=Dockerfile)
def invalid_check_directive(model: Dockerfile, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Say why: the options are not known."""
    del model, ctx
    yield Refusal("which checks were to be switched off is not known")
