"""Repairs DW958: the limit is what is requested."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.edits.yaml import add_key, remove_pair
from dockwright.fixes.repair import Refusal, repair
from dockwright.model.kubernetes.container import Container
from dockwright.model.kubernetes.values import below
from dockwright.syntax.yaml import Mapping

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.fixes.document import DocumentRepairContext
    from dockwright.rules.diagnostic import Fix


@repair("DW958", on=Container, touches=("containers.resources",))
def gpu_request_without_limit(
    container: Container, ctx: DocumentRepairContext
) -> Iterator[Fix | Refusal]:
    """Write the limit, or leave the request to it."""
    source, at = ctx.document.source, ctx.finding.primary.span
    resources = below(container.node, "resources")
    requests = below(resources, "requests")
    if not isinstance(resources, Mapping) or not isinstance(requests, Mapping):
        yield Refusal("the resources are taken from an alias")
        return
    pair = next((each for each in requests.pairs if each.span == at), None)
    if pair is None:
        yield Refusal("the request is taken from an alias or a merge")
        return
    if pair.name in container.limits:
        edits = remove_pair(requests, pair, source)
        yield ctx.unsafe("Leave the request out: it follows the limit", edits)
        return
    key, amount = source.slice(pair.key.span), source.slice(pair.value.span)
    limits = below(resources, "limits")
    edits = (
        add_key(resources, "limits", [f"  {key}: {amount}"], source)
        if limits is None
        else add_key(limits, key, [amount], source)
    )
    yield ctx.fix(f"Write `{key}: {amount}` under `limits`", edits)
