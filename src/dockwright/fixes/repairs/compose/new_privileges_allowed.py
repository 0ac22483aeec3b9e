"""Repairs DW737: the service may not gain privileges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.edits.yaml import add_item, add_key
from dockwright.fixes.repair import Refusal, repair
from dockwright.model.compose.project import Service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.fixes.document import DocumentRepairContext
    from dockwright.rules.diagnostic import Fix


@repair("DW737", on=Service, touches=("services.security_opt",))
def new_privileges_allowed(service: Service, ctx: DocumentRepairContext) -> Iterator[Fix | Refusal]:
    """Add the option."""
    node = service.item.node
    given = service.get("security_opt")
    own = ctx.document.path
    if service.path != own or node is None or (given is not None and given.path != own):
        yield Refusal("the service is written in another file")
        return
    source = ctx.document.source
    option = "no-new-privileges:true"
    edits = (
        add_key(node, "security_opt", [f"[{option}]"], source)
        if given is None
        else None
        if given.node is None
        else add_item(given.node, option, source)
    )
    yield ctx.unsafe(f"Add `{option}`", edits)
