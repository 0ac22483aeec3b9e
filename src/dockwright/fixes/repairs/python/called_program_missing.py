"""Repairs DW513: the distro's package that brings the program is installed."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._system import add_packages
from dockwright.rules.python.called_program_missing import Called

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW513", on=Called, touches=("run", "order"))
def called_program_missing(subject: Called, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Install what is missing, in an install that stands before or in one of its own."""
    if not subject.package:
        yield Refusal("this release of the distro has no package with the program")
        return
    edits = add_packages(subject.stage, (subject.package,), ctx)
    if isinstance(edits, Refusal):
        yield edits
        return
    yield ctx.unsafe(f"Install {subject.package}", edits)
