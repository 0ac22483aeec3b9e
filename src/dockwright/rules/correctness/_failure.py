"""What the rules on unseen failures share: whether a script ends at the first failure."""

from __future__ import annotations

from dockwright.model.words import text_of
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.model.instructions import Runnable

__all__ = ["ends_on_failure"]


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
