"""Repairs DW541: the distro's package that brings the library is installed."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._system import add_packages
from dockwright.rules.python.loaded_library_missing import Loaded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW541", on=Loaded, touches=("run", "order"))
def loaded_library_missing(subject: Loaded, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Install what is missing, in an install that stands before or in one of its own."""
    edits = add_packages(subject.stage, (subject.package,), ctx)
    if isinstance(edits, Refusal):
        yield edits
        return
    yield ctx.unsafe(f"Install {subject.package}", edits)
