"""Repairs DW110: the container's port alone."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.instructions import Expose
from dockwright.text import Edit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW110", on=Expose)
def published_port_in_expose(instruction: Expose, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Leave out what stands before the last colon."""
    span = ctx.finding.primary.span
    text = ctx.tree.source.slice(span)
    port = next((port for port in instruction.ports if port.span == span), None)
    if port is None or port.known != text:
        yield Refusal("a variable or quotes hold the port")
        return
    container = text.rpartition(":")[2]
    yield ctx.fix(f"Write the container's port alone: `{container}`", (Edit(span, container),))
