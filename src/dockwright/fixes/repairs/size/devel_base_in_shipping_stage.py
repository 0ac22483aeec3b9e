"""Repairs DW309: the runtime flavour of the base image, where nothing compiles.

It is unsafe: the other flavour is another set of libraries.
"""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs.size._base import other_base
from dockwright.model.stage import Stage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW309", on=Stage, touches=("base",))
def devel_base_in_shipping_stage(stage: Stage, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Take the `runtime` flavour of the same image."""
    if not ctx.finding.help.startswith("Start from"):
        yield Refusal("something compiles here, and which paths it writes cannot be told")
        return
    yield other_base(stage, ctx, r"Start from `([^`]+)`")
