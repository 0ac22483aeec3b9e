"""Repairs DW742: the server gets the policy that another one has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.edits.yaml import add_key
from dockwright.fixes.repair import Refusal, repair
from dockwright.fixes.repairs.compose._shared import ELSEWHERE, own_mapping
from dockwright.model.compose.project import Service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.fixes.document import DocumentRepairContext
    from dockwright.rules.diagnostic import Fix


@repair("DW742", on=Service, touches=("services.restart",))
def server_without_restart(service: Service, ctx: DocumentRepairContext) -> Iterator[Fix | Refusal]:
    """Add the policy."""
    mapping = own_mapping(service, ctx)
    if mapping is None:
        yield Refusal(ELSEWHERE)
        return
    policies = {each.text("restart") for each in service.project.services if each is not service}
    policy = "always" if "unless-stopped" not in policies else "unless-stopped"
    edits = add_key(mapping, "restart", [policy], ctx.document.source)
    yield ctx.unsafe(f"Add `restart: {policy}`", edits)
