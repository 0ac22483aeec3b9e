"""Repairs DW306: the cache of npm or yarn is emptied in the RUN that fills it."""

from __future__ import annotations

from dockwright.edits.commands import insert_command_before
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._shared import command_at, end_with
from dockwright.model.actions import Uninstall
from dockwright.model.instructions import Run
from dockwright.model.layers import commands_after

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW306", on=Run, touches=("run",))
def npm_cache_in_layer(run: Run, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """End the RUN with the clean-up."""
    command = command_at(run, ctx)
    cache = None if command is None else ctx.kb.cache(command.program)
    if command is None or cache is None or not cache.clean:
        yield Refusal("no command is known that empties this cache")
        return
    last = [each for each in run.commands if each.program == command.program][-1]
    gone = next((each for each in commands_after(last) if Uninstall.of(each) is not None), None)
    if gone is None:
        yield end_with(run, ctx, cache.clean, like=command)
        return
    clean = f"sudo {cache.clean}" if "sudo" in command.wrappers else cache.clean
    edits = None
    if gone.simple.connector == "&&" and gone.parent is None and command.parent is None:
        edits = insert_command_before(ctx.tree, run, gone.simple, clean)
    yield ctx.fix(
        f"Empty the cache before the packages go: `{clean}`",
        edits,
        unless="the RUN removes packages at its end, and the program may be among them",
    )
