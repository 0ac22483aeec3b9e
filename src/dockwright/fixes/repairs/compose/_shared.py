"""What the repairs of Compose files share: what a service itself writes in the checked file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.syntax.yaml import Mapping

if TYPE_CHECKING:
    from dockwright.fixes.document import DocumentRepairContext
    from dockwright.model.compose.project import Service
    from dockwright.model.compose.tree import Item
    from dockwright.syntax.yaml import Pair

__all__ = ["ELSEWHERE", "own_mapping", "own_pair", "root_of"]

ELSEWHERE = "the service takes it from another file, an alias or a merge, which others may take too"


def own_mapping(service: Service, ctx: DocumentRepairContext) -> Mapping | None:
    """Return what the checked file writes for a service and no alias takes elsewhere, or None."""
    node = service.item.node
    if service.path != ctx.document.path or not isinstance(node, Mapping) or node.anchor:
        return None
    # A service that another file adds to has the node of the last one.
    begins = service.item.key_span
    return node if begins is not None and begins.end <= node.span.start else None


def own_pair(service: Service, item: Item, ctx: DocumentRepairContext) -> Pair | None:
    """Return the pair that the service itself writes for one of its values, or None."""
    mapping = own_mapping(service, ctx)
    if mapping is None or item.path != ctx.document.path:
        return None
    return next((pair for pair in mapping.pairs if pair.key.span == item.key_span), None)


def root_of(ctx: DocumentRepairContext) -> Mapping | None:
    """Return the top of the checked file; None where it holds several documents, or no mapping."""
    for file in ctx.document.root.files:
        if file.path == ctx.document.path:
            documents = file.stream.documents
            root = documents[0] if len(documents) == 1 else None
            return root if isinstance(root, Mapping) else None
    return None
