"""Repairs DW414: ``https://`` for the hosts that are known to serve it."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs.security._trust import trust_store, uses_trust_store
from dockwright.model.instructions import Instruction, Run
from dockwright.rules.security._downloads import host_of
from dockwright.text import Edit, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix

_OPEN = "http://"


@repair("DW414", on=Instruction, touches=("run", "copy"))
def remote_http_download(instruction: Instruction, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Write ``https://`` in the addresses of a host."""
    source = ctx.tree.source
    edits: list[Edit] = []
    host = ""
    for span in (ctx.finding.primary.span, *(label.span for label in ctx.finding.related)):
        text = source.slice(span)
        at = text.find(_OPEN)
        if at < 0:
            yield Refusal("its scheme is not written as one word")
            return
        host = host_of(text[at:].rstrip("'\"")).lower()
        authority = text[at + len(_OPEN) :].partition("/")[0]
        if ":" in authority.rpartition("@")[2]:
            yield Refusal("a server's port speaks either HTTP or HTTPS, and the address names one")
            return
        start = span.start + at
        edits.append(Edit(Span(start, start + len("http")), "https"))
    known = ctx.kb.names("security.https-hosts")
    if not any(host == each or host.endswith("." + each) for each in known):
        yield Refusal(f"whether `{host}` serves the same over HTTPS is not known here")
        return
    if isinstance(instruction, Run) and any(
        uses_trust_store(command.program) for command in instruction.commands
    ):
        store = trust_store(instruction)
        if store is None:
            yield Refusal("the base image has no certificate authorities, and no step installs any")
            return
        edits += store
    yield ctx.unsafe("Take the `https://` address", edits)
