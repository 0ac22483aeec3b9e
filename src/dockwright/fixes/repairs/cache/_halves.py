"""Which commands of a RUN do without the source, and how the RUN is cut behind them.

The first half goes above the COPY of the source, the second stays below.  What the shell knows only
by an earlier command of the same RUN, such as ``cd`` and ``export``, is said again in the second.
"""

from __future__ import annotations

from dockwright.edits.commands import top_level_commands
from dockwright.fixes.repair import Refusal
from dockwright.model.actions import (
    ChangeDirectory,
    Download,
    GitClone,
    MakeDirectory,
    MakeVenv,
    RefreshIndex,
    Remove,
    SetEnv,
    Uninstall,
    UpgradeSystem,
    cleanups_of,
)
from dockwright.model.install import install_of
from dockwright.model.layers import commands_before, is_under
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.rules.cache.source_before_dependencies import path_of_manifest, takes_away
from dockwright.syntax.shell.nodes import PartKind
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockwright.model.command import Command
    from dockwright.model.install import Install
    from dockwright.model.instructions import CopyLike, Run
    from dockwright.syntax.shell.nodes import SimpleCommand

__all__ = ["Halves", "folders_entered", "halves_of", "is_plain"]

_SHELL = frozenset(
    {
        *("set", "true", ":", "echo", "pwd", "shopt", "umask", "[", "test", "ulimit", "popd"),
        *("nproc", "uname"),
    }
)
_SETTINGS = frozenset(
    {"apt-get", "apt", "apt-key", "add-apt-repository", "apt-add-repository", "corepack", "nvm"}
)
_CONFIGURED = frozenset({"pip", "poetry", "npm", "yarn", "pnpm", "conda", "pdm", "bun", "uv"})
_FILTERS = frozenset({"tee", "gpg", "apt-key", "grep", "sed"})
"""Programs that read what a pipe hands them."""
_FILE_TESTS = frozenset(
    [
        "-a",
        "-b",
        "-c",
        "-d",
        "-e",
        "-f",
        "-g",
        "-h",
        "-k",
        "-L",
        "-N",
        "-O",
        "-p",
        "-r",
        "-s",
        "-S",
        "-u",
        "-w",
        "-x",
    ]
)
_STATE = frozenset(
    {"cd", "pushd", "popd", "export", "set", "shopt", "umask", "ulimit", ".", "source"}
)
"""Commands that change the shell itself, which a RUN of its own begins without."""


class Halves(NamedTuple):
    """A RUN in two.

    Attributes:
        last: the last command of the first half; None where the whole RUN is the first half.
        next: the first command of the second half.
        carried: the commands that the second half says again.
        cleanups: the second half's clean-ups, which the first half needs as well.
        installs: the installs of the first half.
    """

    last: SimpleCommand | None
    next: SimpleCommand | None
    carried: tuple[SimpleCommand, ...]
    cleanups: tuple[SimpleCommand, ...]
    installs: tuple[Install, ...]


def halves_of(
    run: Run, copy: CopyLike, install: Install, *, before: bool = False
) -> Halves | Refusal:
    """Return how a RUN is cut so that an install goes above the COPY.

    Args:
        run: the RUN.
        copy: what brings the source.
        install: the install that is to go above.
        before: whether the install itself needs the source, so that the cut is before it.
    """
    own = install.own_span
    if not before and all(is_plain(command, run, copy) for command in run.commands):
        return Halves(None, None, (), (), _installs(run.commands))
    holds = Refusal("the RUN that installs holds commands that may need the source")
    top = top_level_commands(run)
    if top is None or run.is_heredoc_script or install.parent is not None:
        return holds
    groups = [
        [each for each in run.commands if one.span.start <= each.span.start < one.span.end]
        for one in top
    ]
    cut = 0
    for group in groups:
        if not all(is_plain(command, run, copy) for command in group):
            break
        if before and any(command.own_span == own for command in group):
            break
        cut += 1
    while 0 < cut < len(top) and top[cut].connector in {"|", "|&"}:
        cut -= 1  # a pipeline is not torn apart
    first = [command for group in groups[:cut] for command in group]
    if not before and all(command.own_span != own for command in first):
        return holds
    if cut == 0 or cut == len(top):
        return holds
    if any(one.connector not in {"&&", "|", ""} for one in top):
        return Refusal("the RUN that installs is not a plain list of commands joined by `&&`")
    carried: list[SimpleCommand] = []
    for one in top[:cut]:
        if not _changes_the_shell(one):
            continue
        values = [each.value for each in one.assignments if each.value is not None]
        if any(
            part.kind is PartKind.COMMAND for word in (*one.words, *values) for part in word.parts
        ):
            return Refusal("what the RUN sets for its later commands would be worked out twice")
        carried.append(one)
    cleanups: list[SimpleCommand] = []
    for one, group in zip(top[cut:], groups[cut:], strict=True):
        for command in group:
            if cleanups_of(command) and one.pipeline[2] == 1:
                cleanups.append(one)
            elif takes_away(command) or _removes(command, run, copy):
                return Refusal(
                    "the RUN removes at its end what it makes before, which takes a single layer"
                )
    return Halves(top[cut - 1], top[cut], tuple(carried), tuple(cleanups), _installs(first))


def _installs(commands: Iterable[Command]) -> tuple[Install, ...]:
    return tuple(install for command in commands if (install := install_of(command)) is not None)


def _changes_the_shell(one: SimpleCommand) -> bool:
    if not one.words:
        return True  # a lone assignment
    return one.name in _STATE or (
        one.name == "nvm" and len(one.words) > 1 and one.words[1].value in {"use", "install"}
    )


def _removes(command: Command, run: Run, copy: CopyLike) -> bool:
    """Tell whether a command deletes what the first half may have made."""
    remove = Remove.of(command)
    if remove is None:
        return command.program == "apt-get" and "remove" in command.subcommand
    return any(not _is_in(text_of(word), command, run, copy) for word in remove.paths)


def _is_in(path: str, command: Command, run: Run, copy: CopyLike) -> bool:
    """Tell whether a path lies where the COPY puts the source, as far as can be told."""
    target = copy.target_path
    place = path_of_manifest(path, run, command)
    if place is None or isinstance(target, Unknown):
        return True
    own = target.rstrip("/") or "/"
    whole = place.rstrip("*").rstrip("/") or "/"
    return is_under(place, own) or is_under(own, whole)


def is_plain(command: Command, run: Run, copy: CopyLike) -> bool:
    """Tell whether a command does what it does without the source."""
    simple = command.simple
    if any(redirect.operator in {"<", "<>"} for redirect in simple.redirects):
        return False
    if command.has_piped_operands:
        return False
    install = install_of(command)
    if install is not None:
        return not (
            install.installs_project
            or install.has("--find-links", "--no-index")
            or any(spec.path or spec.editable for spec in install.packages)
        )
    if cleanups_of(command):
        return True
    remove = Remove.of(command)
    if remove is not None:
        return not any(_is_in(text_of(word), command, run, copy) for word in remove.paths)
    moved = ChangeDirectory.of(command)
    if moved is not None:
        return (
            moved.directory is not None
            and moved.directory.value is not None
            and not {"subshell", "substitution"} & set(simple.context)
        )
    clone = GitClone.of(command)
    if clone is not None:
        name = clone.destination
        return name is not None and not _is_in(text_of(name), command, run, copy)
    if any(
        kind.of(command) is not None
        for kind in (RefreshIndex, UpgradeSystem, SetEnv, MakeDirectory, MakeVenv, Uninstall)
    ):
        return True
    if Download.of(command) is not None:
        return not command.has("--upload-file", "--data", "--data-binary", "--input-file", "--form")
    return _is_plain_program(command, run, copy)


def _is_plain_program(command: Command, run: Run, copy: CopyLike) -> bool:
    program = command.program
    simple = command.simple
    if not simple.words:
        return True
    if program in {".", "source"}:
        return bool(command.operands) and _is_sourced_elsewhere(command, run, copy)
    if program in {"[", "test"}:
        return not any(word.value in _FILE_TESTS for word in command.words)
    if program in _SHELL or program in _SETTINGS:
        return True
    if program in _CONFIGURED:
        return command.subcommand.split(" ")[:1] in (["config"], ["set"])
    if simple.pipeline[1] > 0:
        if program in {"bash", "sh", "python"}:
            return all(text_of(word).startswith("-") for word in command.words[1:])
        return program in _FILTERS
    return False


def _is_sourced_elsewhere(command: Command, run: Run, copy: CopyLike) -> bool:
    """Tell whether a script that the shell reads is none of the source's."""
    word = command.operands[0]
    path = text_of(word)
    if path.startswith(("~", "$HOME/", "${HOME}/")):
        return True
    if word.value is None:
        return "nvm.sh" in path
    for other in commands_before(command):
        venv = MakeVenv.of(other)
        if venv is not None and venv.directory is not None and venv.directory.value:
            made = path_of_manifest(venv.directory.value, run, other)
            place = path_of_manifest(path, run, command)
            if made is not None and place is not None and is_under(place, made):
                return True
    return path.startswith("/") and not _is_in(path, command, run, copy)


def folders_entered(run: Run, until: int) -> list[str | None]:
    """Return the folders that a RUN changes to before a place in its text; None where unknown."""
    return [
        path_of_manifest(text_of(moved.directory) or ".", run, command)
        if moved.directory is not None
        else None
        for command in run.commands
        if command.span.start < until and (moved := ChangeDirectory.of(command)) is not None
    ]
