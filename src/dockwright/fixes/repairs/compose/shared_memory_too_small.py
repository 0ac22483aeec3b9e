"""Repairs DW770: `/dev/shm` gets a size that workers can do with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.edits.yaml import add_key, replace_scalar
from dockwright.fixes.repair import Refusal, repair
from dockwright.fixes.repairs.compose._shared import ELSEWHERE, own_mapping, own_pair
from dockwright.model.compose.project import Service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.fixes.document import DocumentRepairContext
    from dockwright.rules.diagnostic import Fix


@repair("DW770", on=Service, touches=("services.shm_size",))
def shared_memory_too_small(
    service: Service, ctx: DocumentRepairContext
) -> Iterator[Fix | Refusal]:
    """Set `shm_size`."""
    mapping, given = own_mapping(service, ctx), service.get("shm_size")
    pair = None if given is None else own_pair(service, given, ctx)
    if mapping is None or (given is not None and pair is None):
        yield Refusal(ELSEWHERE)
        return
    size = ctx.kb.text("compose.shared-memory-size")
    edits = (
        add_key(mapping, "shm_size", [size], ctx.document.source)
        if pair is None
        else replace_scalar(pair.value, size)
    )
    yield ctx.unsafe(f"Set `shm_size: {size}`", edits)
