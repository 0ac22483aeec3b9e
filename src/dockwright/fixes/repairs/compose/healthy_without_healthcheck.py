"""Repairs DW728: the service gets a health check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.fixes.repair import Refusal, repair
from dockwright.fixes.repairs.compose._health import NOT_KNOWN, health_check
from dockwright.model.compose.project import Service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.fixes.document import DocumentRepairContext
    from dockwright.rules.diagnostic import Fix


@repair("DW728", on=Service, touches=("services.healthcheck",))
def healthy_without_healthcheck(
    other: Service, ctx: DocumentRepairContext
) -> Iterator[Fix | Refusal]:
    """Add the check."""
    edits = health_check(other, ctx)
    if edits is None:
        yield Refusal(NOT_KNOWN)
        return
    yield ctx.unsafe(f"Give `{other.name}` a health check", edits)
