"""What becomes of a failure: whether it ends the script, and with it the step."""

from __future__ import annotations

from dockwright.model.words import text_of
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.model.command import Command
    from dockwright.model.instructions import Runnable

__all__ = ["ends_on_failure", "fails_its_step"]


def ends_on_failure(run: Runnable) -> bool:
    """Tell whether ``set -e`` or the shell's own options end a script at the first failure."""
    if any(re.fullmatch(r"-\w*e\w*|errexit", word) for word in run.shell[1:]):
        return True
    if run.script is not None and re.match(r"#!.* -\w*e", run.script.text):
        return True
    return any(
        re.fullmatch(r"-\w*e\w*|errexit", text_of(word))
        for command in run.commands
        if command.program == "set"
        for word in command.words[1:]
    )


def fails_its_step(command: Command) -> bool:
    """Tell whether the step surely fails where a command that is run does.

    Else its failure is passed over: ``a; b``, ``a | b``, ``a || b``, ``a &``, or lines of a
    here-document without ``set -e``.
    """
    run = command.instruction
    simple = command.simple
    if run is None or simple.follower in {"||", "|", "|&", "&"}:
        return False
    if run.is_exec_form and command.parent is None:
        return True
    is_passed_over = any(
        other.simple.connector in {";", "&", "||"} and other.span.start > command.span.start
        for other in run.commands
        if other.parent is command.parent
    )
    if is_passed_over and not ends_on_failure(run):
        return False
    return command.parent is None or fails_its_step(command.parent)
