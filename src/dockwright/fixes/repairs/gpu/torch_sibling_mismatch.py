"""Refuses DW614: either version may be the one that is meant."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.install import Install

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW614", on=Install)
def torch_sibling_mismatch(install: Install, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Say what would have to be known."""
    del install, ctx
    yield Refusal("either version may be the one that is meant")
