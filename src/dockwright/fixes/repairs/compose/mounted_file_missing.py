"""Repairs DW724: the name of the file that is there is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.fixes.repair import Refusal, repair
from dockwright.fixes.repairs.compose._files import renamed
from dockwright.rules.compose._shared import MisspeltFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.fixes.document import DocumentRepairContext
    from dockwright.rules.diagnostic import Fix


@repair("DW724", on=MisspeltFile, touches=("services.volumes",))
def mounted_file_missing(to: MisspeltFile, ctx: DocumentRepairContext) -> Iterator[Fix | Refusal]:
    """Write it."""
    yield renamed(to, ctx)
