"""Which programs must be there for an instruction to work."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.command import Command
    from dockwright.model.instructions import Runnable
    from dockwright.text import Span

__all__ = ["programs_of"]

_TRIVIAL = frozenset({"exit", "true", "false", "echo", "kill", "exec", "test", "[", "cd", ":"})


def programs_of(runnable: Runnable) -> Iterator[tuple[str, Span]]:
    """Yield what must be there for the instruction to work."""
    if runnable.is_exec_form:
        argv = runnable.argv
        if argv and argv[0].raw:
            yield argv[0].raw, argv[0].span
    else:
        words = runnable.node.words
        if not words or not runnable.shell:
            return
        yield runnable.shell[0], words[0].span
    others = {command.program for command in runnable.commands} - _TRIVIAL
    for command in runnable.commands:
        simple = command.simple
        # `curl … || wget …` needs one of them.
        alone = len(others) == 1 or "||" not in {simple.connector, simple.follower}
        if simple.context or not alone or not command.is_unconditional:
            continue
        for name, span in _called(command):
            if "/" not in name:
                yield name, span


def _called(command: Command) -> Iterator[tuple[str, Span]]:
    """Yield the names that a command's words call, wrappers such as sudo first."""
    for wrapper in command.wrapping:
        yield wrapper.name, wrapper.span
    if command.interpreter is None and command.words and command.words[0].value is not None:
        yield command.words[0].value, command.words[0].span
