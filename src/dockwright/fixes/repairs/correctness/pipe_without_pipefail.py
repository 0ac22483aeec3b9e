"""Repairs DW120: the shell is told that every program of a pipe counts.

One SHELL instruction before the first RUN with a pipe serves all that follow in the stage.  It is
unsafe: a pipe that fails halfway and was not missed fails the build from then on, and shell forms
of CMD, ENTRYPOINT and HEALTHCHECK are run by that shell as well.  It stands below a RUN whose pipe
it would break for sure, and is refused where such a RUN follows.
"""

from __future__ import annotations

from dockwright.edits.lines import insert_before
from dockwright.edits.quoting import json_array
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs.correctness._shells import pipefail_shell
from dockwright.model.instructions import Run, Runnable
from dockwright.model.words import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.stage import Stage
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
    endless = [each for each in _heirs(stage) if _is_cut_off(each, ctx)]
    broken = next((each for each in endless if each.span.start >= run.span.start), None)
    if broken is not None:
        yield Refusal(
            f"line {broken.node.start_line} pipes from a program that never ends by itself, "
            "which fails the step under pipefail"
        )
        return
    since = max((each.span.end for each in endless), default=0)
    first = next(
        each
        for each in stage.runs()
        if each is run
        or (
            each.span.start > since
            and any(command.simple.pipeline[2] > 1 for command in each.commands)
        )
    )
    if first.state.shell != run.state.shell:
        first = run
    line = f"SHELL {json_array([path, '-o', 'pipefail', '-c'])}"
    yield ctx.unsafe(
        "Let every program of a pipe count: SHELL with `-o pipefail`",
        insert_before(ctx.tree, first.node, [line]),
    )


def _heirs(stage: Stage) -> Iterator[Runnable]:
    """Yield what the stage's shell runs, in it and in the stages FROM it."""
    for other in stage.dockerfile.stages:
        if stage not in other.lineage:
            continue
        for instruction in other.instructions:
            if isinstance(instruction, Runnable) and not instruction.is_exec_form:
                yield instruction


def _is_cut_off(instruction: Runnable, ctx: RepairContext) -> bool:
    """Tell whether a pipe begins with what writes until nobody reads: it dies of SIGPIPE then."""
    endless = ctx.kb.name_set("pipe.endless-programs")
    devices = ctx.kb.name_set("pipe.endless-devices")
    limited = ctx.kb.name_set("pipe.limited-readers")
    for command in instruction.commands:
        _, place, length = command.simple.pipeline
        if command.parent is not None or place == length - 1:
            continue
        if command.program in endless:
            return True
        words = [text_of(word) for word in command.words[1:]]
        words += [text_of(each.target) for each in command.simple.redirects if each.target]
        if command.program not in limited and any(
            word.removeprefix("if=") in devices for word in words
        ):
            return True
    return False
