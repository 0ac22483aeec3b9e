"""Repairs DW413: no ADD is repaired, since a checksum is not known without fetching the file."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.instructions import Add

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW413", on=Add)
def unverified_remote_add(add: Add, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Refuse: the digest of the right content is known to those who checked it."""
    if len(add.sources) > 1:
        yield Refusal("it brings several files, and `--checksum` is of one")
        return
    source = next(iter(add.sources), None)
    if source is not None and source.known is None:
        yield Refusal("a build argument decides which file it is, and each has its own checksum")
        return
    if ctx.finding.help.startswith("Take the address of a release"):
        yield Refusal("the address names what moves, so that no checksum would hold for long")
        return
    yield Refusal("the file's checksum is not known without fetching it")
