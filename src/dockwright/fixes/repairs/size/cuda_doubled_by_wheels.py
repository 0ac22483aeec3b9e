"""Repairs DW313: the base image's flavour without CUDA libraries, which the wheels bring.

It is unsafe: something may load a library of the base image's after all.
"""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs.size._base import other_base
from dockwright.model.stage import Stage
from dockwright.rules.diagnostic import Confidence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW313", on=Stage, touches=("base",))
def cuda_doubled_by_wheels(stage: Stage, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Take the `base` flavour of the same image."""
    if ctx.finding.confidence is Confidence.MEDIUM:
        yield Refusal("whether a requirement is built against the image's CUDA cannot be told")
        return
    yield other_base(stage, ctx, r", or from `([^`]+)`")
