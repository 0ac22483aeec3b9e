"""Repairs DW201: the index is fetched in the RUN that installs from it."""

from __future__ import annotations

from dockwright.edits.commands import insert_command_before, remove_command, top_level_commands
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._shared import command_at
from dockwright.model.instructions import Arg, Env, Label, Run, Workdir
from dockwright.rules.diagnostic import Applicability

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.command import Command
    from dockwright.rules.diagnostic import Fix


@repair("DW201", on=Run, touches=("run", "order", "mounts"))
def index_update_alone(run: Run, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Move the fetch to the install that uses it first; drop it where none does."""
    command = command_at(run, ctx)
    if command is None or command.parent is not None:
        yield Refusal("the command stands within the text of another command")
        return
    taken = remove_command(ctx.tree, run, command.simple)
    if taken is None:
        yield Refusal("the RUN's other commands depend on it in a way that is not a plain list")
        return
    if not ctx.finding.related:
        if len(ctx.dockerfile.instructions) == 1:
            yield Refusal("it is all that the file holds")
            return
        yield ctx.fix("Drop the fetch of an index that nothing uses", taken)
        return
    user = _user_of(ctx)
    if user is None or not isinstance(user.instruction, Run):
        yield Refusal("the install stands within the text of another command")
        return
    later = user.instruction
    if later.stage is not run.stage:
        yield Refusal("the install stands in another stage")
        return
    if later.state.user != run.state.user or later.state.shell != run.state.shell:
        yield Refusal("the install runs as another user, or in another shell")
        return
    text = ctx.tree.source.slice(command.simple.span)
    if ctx.tree.escape in text or "\n" in text:
        text = " ".join(word.raw for word in command.simple.words)
    first = _first_of_its_pipeline(later, user)
    put = None if first is None else insert_command_before(ctx.tree, later, first.simple, text)
    if put is None:
        yield Refusal("the RUN that installs is not a plain list of commands")
        return
    yield ctx.fix(
        f"Fetch the index in the RUN that installs: `{text} && …`",
        (*taken, *put),
        applicability=Applicability.SAFE if _are_close(run, later) else Applicability.UNSAFE,
    )


def _user_of(ctx: RepairContext) -> Command | None:
    place = ctx.finding.related[0].span
    for instruction in ctx.dockerfile.instructions:
        if isinstance(instruction, Run):
            for command in instruction.commands:
                if command.own_span == place and command.parent is None:
                    return command
    return None


def _first_of_its_pipeline(run: Run, user: Command) -> Command | None:
    """Return the command that begins the pipeline of an install: ``yes | apt-get install``."""
    top = top_level_commands(run)
    if top is None:
        return None
    for command in run.commands:
        if command.simple in top and command.simple.pipeline[:2] == (user.simple.pipeline[0], 0):
            return command
    return None


def _are_close(run: Run, later: Run) -> bool:
    """Tell whether nothing stands between two RUNs that could change what is fetched."""
    stage = run.stage
    return stage is not None and all(
        isinstance(instruction, (Arg, Env, Label, Workdir))
        for instruction in stage.instructions
        if run.span.start < instruction.span.start < later.span.start
    )
