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


_PASS_ON = frozenset({"", "&&", "|", "|&"})
"""What may follow a command without making good for a failure before it."""


def fails_its_step(command: Command) -> bool:
    """Tell whether the step surely fails where a command that is run does.

    Else its failure is passed over: ``a; b``, ``a | b``, ``a || b``, ``a && b || c``, ``a &``, or
    lines of a here-document without ``set -e``, which itself ends nothing at ``a && b; c``.  What
    stands within compound commands is not followed.
    """
    run = command.instruction
    if run is None:
        return False
    if run.is_exec_form and command.parent is None:
        return True
    simple = command.simple
    number, place, length = simple.pipeline
    if simple.context or place != length - 1:
        return False
    is_ended = simple.follower in {"", ";"} and ends_on_failure(run)
    if not is_ended and any(
        other.simple.follower
        not in ({"", "&&"} if other.simple.pipeline[0] == number else _PASS_ON)
        for other in run.commands
        if other.parent is command.parent
        and other.simple.span.start >= simple.span.start
        and "substitution" not in other.simple.context
    ):
        return False
    return command.parent is None or fails_its_step(command.parent)
