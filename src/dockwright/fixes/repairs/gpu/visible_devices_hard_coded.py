"""Repairs DW606: which GPUs are used is left to who starts the container."""

from __future__ import annotations

from dockwright.edits.pairs import remove_pair
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.instructions import Env

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW606", on=Env, touches=("env", "order", "onbuild"))
def visible_devices_hard_coded(env: Env, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Leave the variable out."""
    pair = next((each for each in env.pairs if each.span == ctx.finding.primary.span), None)
    assert pair is not None
    name = pair.name.raw
    later = [each for each in ctx.dockerfile.instructions if each.span.start > env.span.start]
    if any(f"${name}" in each.node.text or f"${{{name}" in each.node.text for each in later):
        yield Refusal(f"a later step uses {name}")
        return
    yield ctx.unsafe(
        f"Leave {name} out",
        remove_pair(ctx.tree, env.node, pair.span, [each.span for each in env.pairs]),
    )
