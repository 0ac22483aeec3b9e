"""Repairs DW406: the image ends as a numeric user who can write where the program does.

Where a USER before, or the base image, had another user, that one comes back.  Where the file adds
an account, or the base image has one, the image ends as that.  Else an account is added.

What the program writes cannot be told from the Dockerfile.  So the working directory, the files
copied into it, volumes, folders that steps make for the program or open to everybody, and the
caches that ENV names become the account's, and it gets a home directory for everything that
libraries write below ``~/.cache``.  Where a step runs the project's own code, what that makes in
the working directory becomes the account's within the same layer.
"""

from __future__ import annotations

from dockwright.edits.lines import insert_after
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs.security._accounts import account_of, family_of, given_to
from dockwright.fixes.repairs.security._obstacles import kept_below, low_port, obstacle
from dockwright.fixes.repairs.security._ownership import (
    given_already,
    grown_in_steps,
    owned_copies,
    owner_changes,
    writable,
)
from dockwright.model.instructions import Add, Copy, CopyLike, Run, User, Volume, Workdir
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.text import Edit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.instructions import Instruction
    from dockwright.rules.diagnostic import Fix

_ROOT = frozenset({"", "0", "root"})


@repair("DW406", on=Stage, touches=("user", "run", "copy", "order"))
def root_at_run_time(stage: Stage, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """End the image as another user."""
    last = _last_layer(stage)
    previous = _previous_user(stage)
    if previous is not None:
        edits = _switch(stage, last, previous, ctx)
        yield ctx.unsafe(f"Switch back with `USER {previous}`", edits, touches=("user", "order"))
        return
    reason = obstacle(stage, ctx)
    if reason:
        yield Refusal(reason)
        return
    account, lines, made_by = given_to(stage) or account_of(stage, ctx)
    if account is None:
        yield Refusal("how this base image adds an account cannot be told")
        return
    grown = grown_in_steps(stage, account, ctx)
    if grown is None:
        yield Refusal("what a step leaves in the program's folders cannot be given to the account")
        return
    paths, missing = writable(stage, ctx)
    kept = kept_below(stage)
    shut = next((path for path in kept if not path.startswith(tuple(f"{p}/" for p in paths))), None)
    if shut is not None:
        yield Refusal(f"the program is told to write `{shut}`, where only root may")
        return
    if lines or family_of(stage, ctx):
        given = given_already(stage, account)
        paths = [path for path in paths if path not in given or path in missing]
        lines += owner_changes(paths, missing, account)
    joint = f" {ctx.tree.escape}\n    && "
    command = [f"RUN {joint.join(lines)}"] if lines else []
    early = _last_before_copies(stage)
    if command and early is not last:
        edits = (
            *insert_after(ctx.tree, early.node, command),
            *owned_copies(stage, account, made_by),
            *grown,
            *_switch(stage, last, account, ctx),
        )
    else:
        edits = (
            *owned_copies(stage, account, made_by),
            *grown,
            *_switch(stage, last, account, ctx, before=command),
        )
    title = f"Run as a user without root's rights: `USER {account}`"
    port = low_port(stage)
    if port:
        title += f" (Docker lets it bind port {port}; other runtimes may not)"
    yield ctx.unsafe(title, edits)


def _last_layer(stage: Stage) -> Instruction:
    """Return the last instruction of the stage whose work may need root."""
    found: Instruction = stage.from_
    for instruction in stage.instructions:
        if isinstance(instruction, (Run, CopyLike, Workdir, Volume)):
            found = instruction
    return found


def _last_before_copies(stage: Stage) -> Instruction:
    """Return what the account is added below: no edit of the source then adds it anew."""
    found: Instruction = stage.from_
    for instruction in stage.instructions:
        if isinstance(instruction, (Run, Workdir, Volume)) or (
            isinstance(instruction, (Copy, Add)) and not instruction.is_from_context
        ):
            found = instruction
    return found


def _previous_user(stage: Stage) -> str | None:
    """Return the user that root took over from, or None."""
    found: str | None = None
    for instruction in stage.layers():
        if isinstance(instruction, User):
            value = instruction.user.known
            if value is not None and value.partition(":")[0] not in _ROOT:
                found = instruction.user.raw
    if found is None and stage.final_state.user_instruction is not None:
        own = stage.root.user
        if not isinstance(own, Unknown) and own.partition(":")[0] not in _ROOT:
            found = own
    return found


def _switch(
    stage: Stage,
    last: Instruction,
    account: str,
    ctx: RepairContext,
    before: list[str] | None = None,
) -> tuple[Edit, ...]:
    """Make the stage end as an account; ``before`` are lines to put above, run as root."""
    user = stage.final_state.user_instruction
    if user is not None and user.stage is stage and user.span.start > last.span.start:
        replaced = (Edit(user.user.span, account),)
        return (*insert_after(ctx.tree, last.node, before), *replaced) if before else replaced
    return insert_after(ctx.tree, last.node, [*(before or ()), f"USER {account}"])
