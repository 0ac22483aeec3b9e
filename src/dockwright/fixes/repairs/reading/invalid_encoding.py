"""Repairs DW005: no fix."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.dockerfile import Dockerfile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW005", on=Dockerfile)
def invalid_encoding(model: Dockerfile, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Say why: the encoding is not known."""
    del model, ctx
    yield Refusal("the encoding that was meant is not known")
