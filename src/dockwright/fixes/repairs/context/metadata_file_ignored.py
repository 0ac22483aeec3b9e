"""Repairs DW803: the ignore file lets the build have what the package's build reads."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._ignorefile import taken_back
from dockwright.rules.context.copied_file_ignored import Kept

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW803", on=Kept)
def metadata_file_ignored(subject: Kept, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Take the file back in, or leave out the pattern that keeps nothing else out."""
    if subject.pattern is not None:
        yield taken_back(subject.path, subject.pattern, ctx)
