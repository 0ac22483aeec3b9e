"""Repairs DW111: no fix."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.instructions import From

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW111", on=From)
def base_image_platform_mismatch(instruction: From, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Say why: the author decides."""
    del instruction, ctx
    yield Refusal("either the platform or the image has to change, which is the author's choice")
