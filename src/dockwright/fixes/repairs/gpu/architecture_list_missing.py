"""Refuses DW609: which GPUs the image will meet is not in the file."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.install import Install

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW609", on=Install)
def architecture_list_missing(install: Install, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Say what would have to be known."""
    del install, ctx
    yield Refusal("which GPUs the image will meet is not in the file")
