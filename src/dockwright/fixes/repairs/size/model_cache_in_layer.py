"""Repairs DW314: the model goes where the running program looks for it.

It is unsafe: the program looks there too, and may find less than it did in its own cache.
"""

from __future__ import annotations

from dockwright.edits.lines import insert_before
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.instructions import Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix

_BY_LIBRARY = (("nltk", "NLTK_DATA"), ("torch.hub", "TORCH_HOME"), ("torchvision", "TORCH_HOME"))


@repair("DW314", on=Run, touches=("env", "order"))
def model_cache_in_layer(run: Run, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Name a place that every user can read."""
    stage = run.stage
    if stage is None or run.stage is not ctx.dockerfile.target:
        yield Refusal("it is downloaded in another stage, and a variable set there may not last")
        return
    text = ctx.tree.source.slice(ctx.finding.primary.span)
    variable = next((name for part, name in _BY_LIBRARY if part in text), "HF_HOME")
    yield ctx.unsafe(
        f"Name a place that every user can read: `{variable}`",
        insert_before(ctx.tree, run.node, [f"ENV {variable}=/opt/models"]),
    )
