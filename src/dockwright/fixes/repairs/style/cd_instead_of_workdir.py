"""Repairs DW913: WORKDIR in place of the ``cd`` that a RUN begins with."""

from __future__ import annotations

from dockwright.edits.commands import remove_command, top_level_commands
from dockwright.edits.lines import insert_after, insert_before
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.actions import ChangeDirectory
from dockwright.model.instructions import Run
from dockwright.model.unknown import Unknown
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW913", on=Run, touches=("run", "workdir", "order"))
def cd_instead_of_workdir(run: Run, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Set the directory before the RUN, and set it back behind it."""
    if run.is_onbuild or run.is_exec_form or run.is_heredoc_script:
        yield Refusal("an ONBUILD trigger, an exec form or a here-document is not divided here")
        return
    top = top_level_commands(run)
    if top is None:
        yield Refusal("the RUN is not a plain list of commands")
        return
    first = run.commands[0] if run.commands else None
    change = None if first is None else ChangeDirectory.of(first)
    if not top or first is None or change is None:
        yield Refusal("other commands of the RUN come before it")
        return
    if change.own_span != ctx.finding.primary.span or change.program != "cd" or first.wrappers:
        yield Refusal("other commands of the RUN come before it")
        return
    target = change.directory
    path = None if target is None else target.value
    if path is None or target is None or not re.fullmatch(r"/[\w./+-]*", target.raw):
        yield Refusal("the directory is not written as a plain absolute path")
        return
    if (
        len(top) < 2
        or first.simple.follower != "&&"
        or not ctx.tree.source.slice(top[-1].span).strip()
    ):
        yield Refusal("what follows does not depend on it by `&&`")
        return
    if any(ChangeDirectory.of(command) is not None for command in run.commands[1:]):
        yield Refusal("the RUN changes its directory again")
        return
    before = run.state.workdir
    if isinstance(before, Unknown):
        yield Refusal("the directory to come back to is not known")
        return
    taken = remove_command(ctx.tree, run, first.simple)
    if taken is None:
        yield Refusal("the RUN is not a plain list of commands")
        return
    if before == path.rstrip("/"):
        yield ctx.unsafe("Drop the `cd` to where the RUN starts", taken, touches={"run"})
        return
    yield ctx.unsafe(
        f"Set the directory by `WORKDIR {path}`, and back behind the RUN",
        (
            *insert_before(ctx.tree, run.node, [f"WORKDIR {path}"]),
            *taken,
            *insert_after(ctx.tree, run.node, [f"WORKDIR {before}"]),
        ),
    )
