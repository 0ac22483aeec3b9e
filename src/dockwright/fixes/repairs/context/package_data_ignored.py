"""Repairs DW805: the ignore file lets the build have the data that is needed."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._ignorefile import taken_back
from dockwright.rules.context._shared import KeptFiles

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW805", on=KeptFiles)
def package_data_ignored(subject: KeptFiles, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Take the files back in, or leave out the pattern that keeps nothing else out."""
    yield taken_back(subject.paths, subject.pattern, ctx)
