"""Repairs DW409 where a publisher keeps each release's script at an address with its version.

A checksum is not written: somebody must read the script before that means anything.
"""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.instructions import Run
from dockwright.rules.security._downloads import address_of, scripts_run_at_once
from dockwright.text import Edit, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW409", on=Run, touches=("run",))
def unverified_script_piped_to_shell(run: Run, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Name the release of today in the address; else refuse."""
    place = ctx.finding.primary.span
    source = ctx.tree.source
    for _, download in scripts_run_at_once(run, ctx.kb):
        address = address_of(download)
        row = ctx.kb.mapping("security.versioned-installers").get(address)
        if download.own_span != place or row is None:
            continue
        version = ctx.kb.text(row[1])
        new = row[0].replace("VERSION", version)
        start = source.text.find(address, place.start, place.end)
        if start < 0:
            break
        yield ctx.unsafe(
            f"Name the release that it installs today: `{new}` (as of {ctx.kb.as_of[:7]})",
            (Edit(Span(start, start + len(address)), new),),
        )
        return
    yield Refusal(
        "the script's content is not known here, so no checksum can be written: somebody has to "
        "fetch it, read it and give its digest"
    )
