"""Repairs DW001: no fix."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.dockerfile import Dockerfile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW001", on=Dockerfile)
def syntax_error(model: Dockerfile, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Say why: what was meant is not known."""
    del model, ctx
    yield Refusal("Docker cannot parse it, and what was meant is not known")
