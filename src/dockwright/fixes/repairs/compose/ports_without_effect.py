"""Repairs DW740: the ports are left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.edits.yaml import remove_pair
from dockwright.fixes.repair import Refusal, repair
from dockwright.fixes.repairs.compose._shared import ELSEWHERE, own_mapping, own_pair
from dockwright.model.compose.project import Service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.fixes.document import DocumentRepairContext
    from dockwright.rules.diagnostic import Fix


@repair("DW740", on=Service, touches=("services.ports",))
def ports_without_effect(service: Service, ctx: DocumentRepairContext) -> Iterator[Fix | Refusal]:
    """Take `ports` out."""
    ports, mapping = service.get("ports"), own_mapping(service, ctx)
    pair = None if ports is None else own_pair(service, ports, ctx)
    if mapping is None or pair is None:
        yield Refusal(ELSEWHERE)
        return
    edits = remove_pair(mapping, pair, ctx.document.source)
    yield ctx.unsafe("Leave `ports` out", edits, unless="a comment stands within the ports")
