"""Repairs DW810: the ignore file lets the build have the requirements that an install reads."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._ignorefile import taken_back
from dockwright.rules.context.copied_file_ignored import Kept

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW810", on=Kept)
def requirements_file_ignored(subject: Kept, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Take the file back in, or leave out the pattern that keeps nothing else out."""
    if subject.pattern is not None:
        yield taken_back(subject.path, subject.pattern, ctx)
