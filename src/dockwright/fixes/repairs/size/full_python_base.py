"""Repairs DW315: the slim image in place of the full one, where nothing is known to need more.

It is unsafe: a package may compile after all, or load a library that the slim image has not.
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


@repair("DW315", on=Stage, touches=("base",))
def full_python_base(stage: Stage, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Give the base image's tag its slim variant."""
    if ctx.finding.confidence is not Confidence.HIGH:
        yield Refusal("whether every package has a wheel, and uses no library of it, is not known")
        return
    yield other_base(stage, ctx, r"Start from `([^`]+)`")
