"""What the rules on continued lines share: instructions that became words of a RUN."""

from __future__ import annotations

from dockwright.syntax.dockerfile.validate import INSTRUCTIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.instructions import Run
    from dockwright.syntax.shell.nodes import ShellWord

__all__ = ["line_before", "swallowed_words"]

_NAMES = frozenset(INSTRUCTIONS)


def swallowed_words(run: Run, text: str) -> Iterator[ShellWord]:
    """Yield the words of a RUN that are an instruction's name at the beginning of their line."""
    if run.is_exec_form or run.node.heredocs:
        return
    for command in run.commands:
        if _NAMES.isdisjoint([word.raw for word in command.simple.words]):
            continue
        for word, following in zip(command.simple.words, command.simple.words[1:], strict=False):
            if word.raw not in _NAMES or command.parent is not None:
                continue
            start = text.rfind("\n", 0, word.span.start) + 1
            if start <= run.span.start or text[start : word.span.start].strip():
                continue
            if "\n" not in text[word.span.end : following.span.start]:
                yield word


def line_before(text: str, start: int) -> int:
    """Return the number of the line that goes on at ``start``, blank lines and comments skipped."""
    lines = text[:start].split("\n")[:-1]
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
        lines.pop()
    return len(lines)
