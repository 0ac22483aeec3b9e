"""Repairs DW306: the cache of npm or yarn is emptied in the RUN that fills it."""

from __future__ import annotations

from dockwright.edits.commands import insert_command_before
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._shared import command_at, end_with
from dockwright.model.actions import Remove, Uninstall
from dockwright.model.instructions import Run
from dockwright.model.layers import commands_after
from dockwright.model.words import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.command import Command
    from dockwright.rules.diagnostic import Fix

_REMOVES = frozenset({"uninstall", "remove", "rm", "un", "unlink"})
"""How npm calls the removal of a package."""


@repair("DW306", on=Run, touches=("run",))
def npm_cache_in_layer(run: Run, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """End the RUN with the clean-up."""
    command = command_at(run, ctx)
    cache = None if command is None else ctx.kb.cache(command.program)
    if command is None or cache is None or not cache.clean:
        yield Refusal("no command is known that empties this cache")
        return
    program = command.program
    offline = next(filter(_is_offline, _runs_after(run)), None)
    if offline is not None:
        yield Refusal(f"line {offline.node.start_line} installs from the cache, without a network")
        return
    last = [
        each
        for each in run.commands
        if each.program == program and not _may_take_away(each, program)
    ][-1]
    gone = next((each for each in commands_after(last) if _may_take_away(each, program)), None)
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


def _may_take_away(command: Command, program: str) -> bool:
    """Tell whether a command may remove the program whose cache it is: a package, or its files."""
    if Uninstall.of(command) is not None:
        return True
    if command.program == "npm" and command.has("--global"):
        return command.subcommand.partition(" ")[0] in _REMOVES
    remove = Remove.of(command)
    return remove is not None and any(
        text_of(word).rstrip("/*").rpartition("/")[2] in {program, "node_modules"}
        and text_of(word).startswith("/")
        for word in remove.paths
    )


def _runs_after(run: Run) -> Iterator[Run]:
    """Yield the RUNs that find what this one leaves: of its stage, and of stages FROM it."""
    stage = run.stage
    for other in stage.dockerfile.stages if stage is not None else ():
        if stage in other.lineage:
            yield from (each for each in other.runs() if each.span.start > run.span.start)


def _is_offline(run: Run) -> bool:
    return any(
        text_of(word) in {"--offline", "--prefer-offline"}
        for command in run.commands
        for word in command.words
    )
