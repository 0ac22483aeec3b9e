"""Repairs DW522: the shell is told of conda before an environment is activated."""

from __future__ import annotations

from dockwright.edits.commands import insert_command_before
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.command import Command
from dockwright.model.instructions import Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix

_HOOKS = {
    "conda": 'eval "$(conda shell.posix hook)"',
    "mamba": 'eval "$(conda shell.posix hook)"',
    "micromamba": 'eval "$(micromamba shell hook --shell posix)"',
}


@repair("DW522", on=Command, touches=("run",))
def conda_activate_in_run(command: Command, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Run conda's hook first."""
    run = command.instruction
    assert isinstance(run, Run)
    hook = _HOOKS.get(command.program)
    if hook is None or "does not work" not in ctx.finding.message:
        yield Refusal("which later steps were meant to have the environment cannot be told")
        return
    if command.simple.follower not in {"&&", ";", "\n"}:
        yield Refusal("nothing follows in this RUN that would have the environment")
        return
    yield ctx.unsafe(
        f"Tell the shell of {command.program}: `{hook}`",
        insert_command_before(ctx.tree, run, command.simple, hook),
        unless="the command stands within a condition, a loop or another command's text",
    )
