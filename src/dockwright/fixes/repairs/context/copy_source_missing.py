"""Repairs DW802 where all that a pattern of COPY matches is there, and ignored."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._ignorefile import taken_back
from dockwright.model.brought import MissingSource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW802", on=MissingSource)
def copy_source_missing(missing: MissingSource, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Take the files back in."""
    if not missing.dropped:
        yield Refusal("which file is meant is not known")
        return
    _, pattern = missing.context.is_ignored(missing.dropped[0])
    if pattern is not None:
        yield taken_back(missing.dropped, pattern, ctx)
