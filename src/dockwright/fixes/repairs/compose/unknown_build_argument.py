"""Repairs DW704: a misspelt argument gets the name of the one that is near."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.fixes.repair import Refusal, repair
from dockwright.fixes.repairs._nearest import write_nearest
from dockwright.model.compose.project import Service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.fixes.document import DocumentRepairContext
    from dockwright.rules.diagnostic import Fix


@repair("DW704", on=Service, touches=("services.build",))
def unknown_build_argument(_: Service, ctx: DocumentRepairContext) -> Iterator[Fix | Refusal]:
    """Write the argument that is meant."""
    yield write_nearest(ctx, "services.build")
