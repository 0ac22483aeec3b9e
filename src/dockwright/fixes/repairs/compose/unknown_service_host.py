"""Repairs DW777: the setting gets the service's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.fixes.repair import Refusal, repair
from dockwright.fixes.repairs.compose._endpoints import SETTINGS, redirected
from dockwright.rules.compose._endpoints import Redirection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.fixes.document import DocumentRepairContext
    from dockwright.rules.diagnostic import Fix


@repair("DW777", on=Redirection, touches=SETTINGS)
def unknown_service_host(to: Redirection, ctx: DocumentRepairContext) -> Iterator[Fix | Refusal]:
    """Write it in place of what is there."""
    yield redirected(to, ctx)
