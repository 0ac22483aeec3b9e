"""Repairs DW778: the setting gets the port of the container."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.fixes.repair import Refusal, repair
from dockwright.fixes.repairs.compose._endpoints import SETTINGS, redirected
from dockwright.rules.compose._endpoints import Redirection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.fixes.document import DocumentRepairContext
    from dockwright.rules.diagnostic import Fix


@repair("DW778", on=Redirection, touches=SETTINGS)
def host_port_between_services(
    to: Redirection, ctx: DocumentRepairContext
) -> Iterator[Fix | Refusal]:
    """Write it in place of what is there."""
    yield redirected(to, ctx)
