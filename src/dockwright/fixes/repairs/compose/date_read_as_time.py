"""Repairs DW722: the date is quoted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.fixes.repair import Refusal, repair
from dockwright.model.compose.tree import Item
from dockwright.syntax.yaml import Scalar
from dockwright.text import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.fixes.document import DocumentRepairContext
    from dockwright.rules.diagnostic import Fix


@repair("DW722", on=Item, touches=("services.environment", "services.labels", "services.build"))
def date_read_as_time(item: Item, ctx: DocumentRepairContext) -> Iterator[Fix | Refusal]:
    """Put quotes around it."""
    if item.path != ctx.document.path or not isinstance(item.node, Scalar):
        yield Refusal("the date is written in another file, or taken from an alias")
        return
    text = ctx.document.source.slice(item.node.span)
    yield ctx.unsafe("Write the date in quotes", (Edit(item.node.span, f'"{text}"'),))
