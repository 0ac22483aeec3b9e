"""Files of credentials: mounted for the RUNs whose programs read them."""

from __future__ import annotations

import posixpath

from dockwright.edits.commands import remove_command
from dockwright.edits.flags import add_flag
from dockwright.edits.lines import remove_instruction
from dockwright.fixes.repair import Refusal
from dockwright.fixes.repairs.security._secrets import reads_file, secret_mount
from dockwright.model.actions import ChangeMode, ChangeOwner, Copying, Remove, Setting
from dockwright.model.words import text_of
from dockwright.text import edits_conflict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockwright.fixes.repair import RepairContext
    from dockwright.model.command import Command
    from dockwright.model.instructions import Run
    from dockwright.text import Edit

__all__ = ["mounted_file"]

_EDITORS = frozenset({"sed", "tee", "touch", "truncate", "dos2unix", "perl", "ed"})
_HOMES = ("~/", "$HOME/", "${HOME}/")


def mounted_file(
    target: str,
    name: str,
    runs: Iterable[Run],
    ctx: RepairContext,
    *,
    without: Command | None = None,
) -> list[Edit] | Refusal:
    """Return the edits that mount a secret as a file for the RUNs that read it, or why not.

    Args:
        target: the file's absolute path.
        name: the secret's.
        runs: those that may read it.
        ctx: the repair's context.
        without: a command that goes, since it makes the file.
    """
    edits: list[Edit] = []
    readers = 0
    for run in runs:
        gone: list[Command] = [] if without is None or without.instruction is not run else [without]
        for command in run.commands:
            if command in gone or not _touches(command, target):
                continue
            if command.parent is not None or not _is_about_alone(command, target):
                return Refusal(
                    f"`{command.program}` in line {run.node.start_line} changes the file, which "
                    "cannot be done to a mounted one"
                )
            gone.append(command)
        reads = _reads(run, target, gone, ctx)
        if gone:
            made = _without(run, gone, ctx)
            if made is None:
                return Refusal(
                    f"`{gone[0].program}` in line {run.node.start_line} cannot be taken out of its "
                    "RUN"
                )
            edits += made
        if not reads:
            continue
        readers += 1
        flag = secret_mount(run, name, target)
        if "mode=" in flag and posixpath.basename(target).startswith("id_"):
            return Refusal("ssh takes a key from its owner alone, whose number is not known here")
        edits += add_flag(run.node, flag)
    if not readers:
        return Refusal("no step that is seen here reads it: the program may, when it starts")
    return edits


def _without(run: Run, gone: list[Command], ctx: RepairContext) -> list[Edit] | None:
    """Return the edits that take commands out of a RUN, or None where they hang together."""
    if len(gone) > 1 and len(gone) == len(run.commands):
        return list(remove_instruction(ctx.tree, run.node))
    edits: list[Edit] = []
    for command in gone:
        made = remove_command(ctx.tree, run, command.simple)
        if made is None or any(edits_conflict(one, other) for one in made for other in edits):
            return None
        edits += made
    return edits


def _reads(run: Run, target: str, gone: list[Command], ctx: RepairContext) -> bool:
    """Tell whether what remains of a RUN reads the file, and may."""
    if target.startswith("/root/") and run.state.is_root is False:
        return False
    return reads_file(target, [each for each in run.commands if each not in gone], ctx.kb)


def _is(text: str, target: str) -> bool:
    """Tell whether a word names the file; a home directory may be written by its sign."""
    if text.rstrip("/") == target.rstrip("/"):
        return True
    for home in _HOMES:
        if text.startswith(home):
            rest = text[len(home) :].rstrip("/")
            return target.rstrip("/").endswith("/" + rest) and target.startswith(
                ("/root/", "/home/")
            )
    return False


def _touches(command: Command, target: str) -> bool:
    """Tell whether a command changes, moves or removes the file, or a folder that it lies in."""
    if any(
        redirect.target is not None
        and redirect.operator.startswith(">")
        and _is(text_of(redirect.target), target)
        for redirect in command.simple.redirects
    ):
        return True
    if target.endswith("/.npmrc") and command.program in {"npm", "pnpm", "yarn"}:
        return Setting.of(command) is not None
    if command.program in _EDITORS and any(_is(text_of(word), target) for word in command.words):
        return True
    copying = Copying.of(command)
    if copying is not None:
        goal = copying.destination
        into = () if goal is None else (text_of(goal),)
        sources = [text_of(word) for word in copying.sources] if copying.moves else []
        return any(_is(path, target) for path in (*into, *sources))
    change = ChangeMode.of(command) or ChangeOwner.of(command) or Remove.of(command)
    if change is None:
        return False
    folders = [target]
    while change.recursive and posixpath.dirname(folders[-1]) not in {"/", ""}:
        folders.append(posixpath.dirname(folders[-1]))
    return any(_is(text_of(word), folder) for word in change.paths for folder in folders)


def _is_about_alone(command: Command, target: str) -> bool:
    """Tell whether a command sets rights of the file, or removes it, and does nothing else."""
    change = ChangeMode.of(command) or ChangeOwner.of(command) or Remove.of(command)
    return change is not None and all(_is(text_of(word), target) for word in change.paths)
