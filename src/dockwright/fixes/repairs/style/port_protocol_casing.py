"""Repairs DW909: the protocol in lower case."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.instructions import Expose
from dockwright.text import Edit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW909", on=Expose)
def port_protocol_casing(instruction: Expose, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Write the word in lower case."""
    span = ctx.finding.primary.span
    text = ctx.tree.source.slice(span)
    port = next((port for port in instruction.ports if port.span == span), None)
    if port is None or port.known != text:
        yield Refusal("a variable or quotes hold the port")
        return
    yield ctx.fix(f"Write `{text.lower()}`", (Edit(span, text.lower()),))
