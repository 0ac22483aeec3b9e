"""Repairs DW418: no image is taken from elsewhere, since it may not be there."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.instructions import From

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW418", on=From)
def untrusted_registry(instruction: From, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Refuse: what another registry holds is not in the file."""
    del instruction, ctx
    yield Refusal("whether a trusted registry has the same image is not in the file")
