"""Repairs DW007: the stage whose name is nearest."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.dockerfile import Dockerfile
from dockwright.text import Edit
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW007", on=Dockerfile, touches=("copy",))
def unknown_copy_source(model: Dockerfile, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Write the name that the finding suggests."""
    del model
    found = re.fullmatch(r"Write `--from=([\w-]+)`", ctx.finding.help)
    if found is None:
        yield Refusal("which stage or image is meant is not known")
        return
    yield ctx.unsafe(
        f"Copy from the stage `{found[1]}`", (Edit(ctx.finding.primary.span, found[1]),)
    )
