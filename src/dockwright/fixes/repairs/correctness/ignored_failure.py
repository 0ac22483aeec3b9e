"""Repairs DW122: the step ends where the install fails."""

from __future__ import annotations

from dockwright.edits.commands import begin_script_with, join_by_success, top_level_commands
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.install import Install
from dockwright.model.instructions import Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW122", on=Install, touches=("run",))
def ignored_failure(install: Install, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Join what follows by ``&&``, or begin the here-document with ``set -e``."""
    run = install.instruction
    if not isinstance(run, Run):
        return
    if run.heredocs:
        yield ctx.unsafe(
            "Begin the script with `set -e`",
            begin_script_with(ctx.tree, run, "set -e"),
            unless="the script's first line is not where its commands begin",
        )
        return
    top = top_level_commands(run)
    if top is None:
        yield Refusal("the RUN is not a plain list of commands")
        return
    yield ctx.unsafe(
        "Join the commands by `&&`",
        join_by_success(ctx.tree, run, install.simple),
        unless="the commands are joined in a way that is not changed here",
    )
