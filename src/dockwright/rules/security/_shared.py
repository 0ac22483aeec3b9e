"""What the security rules share: which program an image runs, and what it drops."""

from __future__ import annotations

from dockwright.model.install import install_of
from dockwright.model.instructions import CopyLike, Run
from dockwright.model.words import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.command import Command
    from dockwright.model.instructions import Runnable
    from dockwright.model.stage import Stage
    from dockwright.rules.base import Context

__all__ = ["base_name", "carries_code", "drops_privileges", "is_interactive", "is_verified_later"]

_SCRIPT_OPTIONS = frozenset({"-c", "-lc", "-ec", "-exc", "-xc", "-ic", "-cl"})
"""Options with which a shell runs a script given as a word."""


def base_name(path: str) -> str:
    """Return the last part of a path in lower case."""
    return path.rstrip("/").rpartition("/")[2].lower()


def carries_code(address: str, ctx: Context) -> bool:
    """Tell whether what an address ends in is run, installed or trusted."""
    path = address.partition("?")[0].partition("#")[0].lower()
    return path.endswith(ctx.kb.names("security.code-suffixes"))


def _programs(runs: Runnable) -> Iterator[str]:
    """Yield the names of all programs and words of an ENTRYPOINT or CMD."""
    for word in runs.argv:
        for piece in word.raw.split():
            yield base_name(piece)
    if runs.argv:
        return
    for command in runs.commands:
        yield from command.wrappers
        yield command.program
        for shell_word in command.words:
            yield base_name(text_of(shell_word))


def drops_privileges(stage: Stage, ctx: Context) -> bool:
    """Tell whether the image's program drops root, or begins as root on purpose.

    A program that drops it counts as soon as a step of the image installs or fetches it: the
    script that calls it cannot be read.
    """
    kb = ctx.kb
    droppers = kb.name_set("security.privilege-droppers")
    by_design = kb.name_set("security.root-by-design")
    for runs in stage.final_command():
        if runs is not None and any(
            name in droppers or name in by_design for name in _programs(runs)
        ):
            return True
    installable = kb.name_set("security.installed-droppers")
    for instruction in stage.layers():
        if isinstance(instruction, CopyLike):
            if any(base_name(source.raw) in installable for source in instruction.sources):
                return True
        elif isinstance(instruction, Run):
            for command in instruction.commands:
                if command.program in installable:
                    return True
                install = install_of(command)
                if install is not None and any(
                    package.name in installable for package in install.packages
                ):
                    return True
                if any(name in text_of(word) for word in command.operands for name in installable):
                    return True
    return False


def is_interactive(runs: Runnable, cmd: Runnable | None, ctx: Context) -> bool:
    """Tell whether the image's program is a bare shell or prompt, or one that only waits."""
    waiting = ctx.kb.name_set("security.interactive-programs")
    prompts = ctx.kb.name_set("security.interpreters")
    for each in (runs, cmd):
        if each is None:
            continue
        names = [base_name(word.raw) for word in each.argv] or [
            base_name(text_of(word)) for command in each.commands for word in command.words
        ]
        if not names or (each is not cmd and cmd is not None):
            continue
        if names[0] in prompts and len(names) == 1:
            return True
        if names[0] in waiting and not any(
            name in _SCRIPT_OPTIONS or "." in name for name in names[1:]
        ):
            return True
    return False


def is_verified_later(command: Command, run: Run, ctx: Context) -> bool:
    """Tell whether a program that checks sums or signatures runs after a command of a RUN."""
    verifiers = ctx.kb.name_set("security.verifiers")
    return any(
        other.span.start > command.span.start and _verifies(other)
        for other in run.commands
        if other.program in verifiers
    )


def _verifies(command: Command) -> bool:
    if command.program.startswith("gpg"):
        return any(text_of(word) == "--verify" for word in command.words)
    return True
