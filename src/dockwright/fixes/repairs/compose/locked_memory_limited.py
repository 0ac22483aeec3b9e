"""Repairs DW771: the service may lock memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.edits.yaml import add_key
from dockwright.fixes.repair import Refusal, repair
from dockwright.fixes.repairs.compose._shared import ELSEWHERE, own_mapping, own_pair
from dockwright.model.compose.project import Service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.fixes.document import DocumentRepairContext
    from dockwright.rules.diagnostic import Fix

_NO_LIMIT = "-1"


@repair("DW771", on=Service, touches=("services.ulimits",))
def locked_memory_limited(service: Service, ctx: DocumentRepairContext) -> Iterator[Fix | Refusal]:
    """Take the limit away."""
    mapping, given = own_mapping(service, ctx), service.get("ulimits")
    pair = None if given is None else own_pair(service, given, ctx)
    if mapping is None or (given is not None and pair is None):
        yield Refusal(ELSEWHERE)
        return
    source = ctx.document.source
    edits = (
        add_key(mapping, "ulimits", [f"  memlock: {_NO_LIMIT}"], source)
        if pair is None
        else add_key(pair.value, "memlock", [_NO_LIMIT], source)
    )
    yield ctx.unsafe(f"Set `ulimits` with `memlock: {_NO_LIMIT}`", edits)
