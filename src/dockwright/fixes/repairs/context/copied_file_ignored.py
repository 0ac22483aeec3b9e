"""Repairs DW801: the ignore file lets the build have what COPY takes, and nothing else."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._ignorefile import taken_back
from dockwright.rules.context.copied_file_ignored import Kept

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW801", on=Kept)
def copied_file_ignored(subject: Kept, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Take the path back in, or leave out the pattern that keeps nothing else out."""
    path, pattern = subject
    if pattern is None:
        yield Refusal("the ignore file keeps everything out: which files are needed is not known")
        return
    yield taken_back(path, pattern, ctx)
