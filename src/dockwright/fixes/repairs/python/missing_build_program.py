"""Repairs DW525: the package that brings the program, before the step that calls it."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._system import add_packages, package_with_program
from dockwright.rules.diagnostic import Applicability
from dockwright.rules.python.missing_build_program import MissingHere

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW525", on=MissingHere, touches=("run", "order"))
def missing_build_program(subject: MissingHere, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Install it."""
    if subject.name in ctx.kb.name_set("contents.python-launchers"):
        yield Refusal("which Python is meant, the distribution's or another, is not known")
        return
    package = package_with_program(subject.name, subject.stage, ctx)
    if package is None:
        yield Refusal(f"which package brings `{subject.name}` to this image is not known")
        return
    fetches = subject.name in ctx.kb.name_set("contents.fetching-programs")
    names = [package, "ca-certificates"] if fetches else [package]
    edits = add_packages(subject.stage, names, ctx, before=subject.run)
    if isinstance(edits, Refusal):
        yield edits
        return
    yield ctx.fix(
        f"Install {package} before it",
        edits,
        applicability=Applicability.SAFE if subject.fails else Applicability.UNSAFE,
    )
