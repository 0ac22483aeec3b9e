"""Repairs DW511: the distro's package that brings the library is installed."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._system import add_packages
from dockwright.rules.python.missing_system_library import Lacking

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW511", on=Lacking, touches=("run", "order"))
def missing_system_library(subject: Lacking, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Install what is missing, in an install that stands before or in one of its own."""
    if not subject.packages:
        yield Refusal(subject.reason)
        return
    edits = add_packages(subject.stage, subject.packages, ctx)
    if isinstance(edits, Refusal):
        yield edits
        return
    yield ctx.unsafe(f"Install {' '.join(subject.packages)}", edits)
