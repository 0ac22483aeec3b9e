"""Repairs DW126: ``.`` for ``source``, and bash as the shell for the rest."""

from __future__ import annotations

from dockwright.edits.lines import insert_before
from dockwright.edits.quoting import json_array
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs.correctness._shells import pipefail_shell
from dockwright.model.failure import fails_its_step
from dockwright.model.instructions import Run, Runnable
from dockwright.model.words import text_of
from dockwright.rules.correctness.bash_syntax_in_sh import misread
from dockwright.rules.diagnostic import Applicability
from dockwright.text import Edit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.correctness.bash_syntax_in_sh import Misread
    from dockwright.rules.diagnostic import Fix
    from dockwright.syntax.shell.nodes import SimpleCommand


@repair("DW126", on=Runnable, touches=("shell", "order"))
def bash_syntax_in_sh(instruction: Runnable, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Write ``.``, else insert SHELL."""
    found = list(misread(instruction, ctx.kb))
    if isinstance(instruction, Run) and _are_sources(found):
        yield ctx.fix(
            "Write `.` for `source`",
            [Edit(each.trait.span, ".") for each in found],
            touches=("run",),
            applicability=Applicability.SAFE
            if all(_ends_the_step(each.simple, instruction) for each in found)
            else Applicability.UNSAFE,
        )
        return
    stage = instruction.stage
    if instruction.state.is_shell_set:
        yield Refusal("the stage sets a shell of its own")
        return
    path = None if stage is None else pipefail_shell(stage, ctx)
    if path is None or not path.endswith("bash"):
        yield Refusal("the base image brings no bash")
        return
    # One SHELL serves all that follow: each finding of the stage has the same one.
    first = next(
        each
        for each in (() if stage is None else stage.instructions)
        if isinstance(each, Runnable)
        and not each.state.is_shell_set
        and (others := list(misread(each, ctx.kb)))
        and not (isinstance(each, Run) and _are_sources(others))
    )
    yield ctx.unsafe(
        "Let bash run it: SHELL before it",
        insert_before(ctx.tree, first.node, [f"SHELL {json_array([path, '-c'])}"]),
    )


def _are_sources(found: list[Misread]) -> bool:
    return all(each.trait.shown == "source" and _is_path(each.simple) for each in found)


def _is_path(simple: SimpleCommand) -> bool:
    """Tell whether a file is sourced by a path; a name alone ``.`` looks for on PATH."""
    return len(simple.words) == 2 and "/" in text_of(simple.words[1])


def _ends_the_step(simple: SimpleCommand, run: Run) -> bool:
    return any(
        command.simple is simple and command.is_unconditional and fails_its_step(command)
        for command in run.commands
    )
