"""Repairs DW128: the lists are fetched before the install."""

from __future__ import annotations

from dockwright.edits.commands import insert_command_before
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.failure import fails_its_step
from dockwright.model.install import Install
from dockwright.model.instructions import Run
from dockwright.model.words import text_of
from dockwright.rules.diagnostic import Applicability

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW128", on=Install, touches=("run",))
def install_without_index(install: Install, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Put ``apt-get update`` before it."""
    run = install.instruction
    if not isinstance(run, Run):
        return
    name = text_of(install.words[0])
    edits = (
        None
        if install.parent is not None or install.wrappers
        else insert_command_before(ctx.tree, run, install.simple, f"{name} update")
    )
    yield ctx.fix(
        f"Fetch the lists before: `{name} update`",
        edits,
        unless="the install is no plain command of the RUN",
        applicability=Applicability.SAFE if fails_its_step(install) else Applicability.UNSAFE,
    )
