"""Repairs DW120: the shell is told that every program of a pipe counts.

One SHELL instruction before the first RUN with a pipe serves all that follow in the stage.  It is
unsafe: a pipe that fails halfway and was not missed fails the build from then on, and shell forms
of CMD, ENTRYPOINT and HEALTHCHECK are run by that shell as well.
"""

from __future__ import annotations

from dockwright.edits.lines import insert_before
from dockwright.edits.quoting import json_array
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs.correctness._shells import pipefail_shell
from dockwright.model.instructions import Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW120", on=Run, touches=("shell", "order"))
def pipe_without_pipefail(run: Run, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Insert SHELL with pipefail."""
    stage = run.stage
    if stage is None or run.is_onbuild:
        yield Refusal("an ONBUILD trigger takes the shell of the build that it runs in")
        return
    if run.is_exec_form or any(
        command.parent is not None and command.own_span == ctx.finding.primary.span
        for command in run.commands
    ):
        yield Refusal(
            "the pipe stands in the text of another shell: begin it with `set -o pipefail`"
        )
        return
    if run.state.is_shell_set:
        yield Refusal("the stage sets a shell of its own")
        return
    path = pipefail_shell(stage, ctx)
    if path is None:
        yield Refusal("which shells the base image has cannot be told")
        return
    first = next(
        each
        for each in stage.runs()
        if each is run or any(command.simple.pipeline[2] > 1 for command in each.commands)
    )
    if first.stage is not stage or first.state.shell != run.state.shell:
        first = run
    line = f"SHELL {json_array([path, '-o', 'pipefail', '-c'])}"
    yield ctx.unsafe(
        "Let every program of a pipe count: SHELL with `-o pipefail`",
        insert_before(ctx.tree, first.node, [line]),
    )
