"""Repairs DW911: no fix."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.install import Install

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW911", on=Install)
def amd64_only_wheel(install: Install, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Say why: the author decides."""
    del install, ctx
    yield Refusal("another package or another platform is the author's choice")
