"""Repairs DW608: containers get the parts of the driver that CUDA's own images ask for."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.instructions import Env
from dockwright.text import Edit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW608", on=Env, touches=("env",))
def all_driver_capabilities(env: Env, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Name them."""
    pair = next((each for each in env.pairs if each.span == ctx.finding.primary.span), None)
    assert pair is not None
    usual = ",".join(ctx.kb.names("nvidia-env.cuda-image-capabilities"))
    yield ctx.unsafe(f"Ask for {usual}", [Edit(pair.value.span, usual)])
