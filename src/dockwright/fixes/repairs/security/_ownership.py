"""What the program of an image may write to, and how that becomes its account's."""

from __future__ import annotations

import posixpath

from dockwright.edits.commands import append_command
from dockwright.edits.flags import add_flag
from dockwright.fixes.repairs.security._accounts import family_of
from dockwright.model.actions import (
    ChangeMode,
    ChangeOwner,
    Copying,
    MakeDirectory,
    Remove,
    RunPython,
)
from dockwright.model.instructions import Add, Copy, Run, Volume
from dockwright.model.layers import path_seen_by
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.fixes.repair import RepairContext
    from dockwright.model.command import Command
    from dockwright.model.instructions import Instruction
    from dockwright.model.stage import Stage
    from dockwright.syntax.shell.nodes import ShellWord
    from dockwright.text import Edit

__all__ = ["given_already", "grown_in_steps", "owned_copies", "owner_changes", "writable"]

_SYSTEM = frozenset({"/", "/root", "/usr", "/usr/local", "/etc", "/var", "/opt", "/home"})
"""Directories that stay root's, whatever the working directory is."""
_SYSTEM_BELOW = (
    "/bin/",
    "/boot/",
    "/dev/",
    "/etc/",
    "/lib/",
    "/lib64/",
    "/proc/",
    "/root/",
    "/sbin/",
    "/sys/",
    "/usr/bin/",
    "/usr/include/",
    "/usr/lib/",
    "/usr/local/bin/",
    "/usr/local/lib/",
    "/usr/sbin/",
    "/usr/share/",
)
_DATA = ("/srv/", "/var/lib/", "/var/log/", "/var/run/", "/run/", "/mnt/", "/media/")
"""Beginnings of folders that are made for a program to write to."""
_TOP = frozenset(
    {
        *("bin", "boot", "dev", "etc", "home", "lib", "lib32", "lib64", "libx32", "media", "mnt"),
        *("opt", "proc", "root", "run", "sbin", "srv", "sys", "tmp", "usr", "var"),
    }
)
"""Folders at the top of every system: another that a step makes there is the program's own."""


def writable(stage: Stage, ctx: RepairContext) -> tuple[list[str], list[str]]:
    """Return the paths that are to be the account's, and those of them that are still to make."""
    state = stage.final_state
    workdir = state.workdir if isinstance(state.workdir, str) else "/"
    there = [workdir] if state.workdir_instruction is not None else []
    named: list[str] = []
    for instruction in stage.layers():
        if isinstance(instruction, Volume):
            named += [
                path.known
                for path in instruction.paths
                if path.known is not None and path.known.startswith("/")
            ]
        elif isinstance(instruction, Run) and not instruction.is_exec_form:
            there += _made_by(instruction, workdir)
    for name in (*ctx.kb.names("model.cache-env"), *ctx.kb.names("security.writable-env")):
        value = state.env(name)
        if isinstance(value, str) and value.startswith("/"):
            named.append(value)
    gone = _removed(stage)
    made = {
        posixpath.normpath(path)
        for path in there
        if not any((path + "/").startswith(each + "/") for each in gone)
    }
    found = [
        path
        for path in dict.fromkeys(posixpath.normpath(path) for path in (*there, *named))
        if (path in made or path in map(posixpath.normpath, named))
        and not _is_system(path)
        and path.split("/")[1] not in {"tmp", "root"}
    ]
    return found, [path for path in found if path not in made]


def _removed(stage: Stage) -> list[str]:
    """Return the absolute paths that steps remove or move away."""
    found: list[str] = []
    for run in stage.layers():
        for command in run.commands if isinstance(run, Run) else ():
            remove = Remove.of(command)
            copying = Copying.of(command)
            words = remove.paths if remove is not None else ()
            if copying is not None and copying.moves:
                words = copying.sources
            for word in words:
                path = text_of(word).rstrip("/*")
                seen = path_seen_by(command, path) if path else None
                if seen is not None:
                    found.append(posixpath.normpath(seen))
    return found


def _is_system(path: str) -> bool:
    """Tell whether a directory stays root's, whatever it is used for."""
    return path in _SYSTEM or path.startswith(_SYSTEM_BELOW)


def _made_by(run: Run, workdir: str) -> list[str]:
    """Return what a RUN makes for the program, or opens to everybody: folders, files beside it."""
    found: list[str] = []
    targets = (getattr(use.mount, "target", None) for use in run.mounts)
    mounted = [target for target in targets if target]
    for command in run.commands:
        words: tuple[ShellWord, ...] = ()
        if not command.is_unconditional or command.has_piped_operands:
            continue
        made = MakeDirectory.of(command)
        change = ChangeMode.of(command)
        files = _written_by(command)
        if made is not None:
            words = made.paths
        elif files:
            words = files
        elif command.simple.follower == "||":
            continue
        elif change is not None and (change.is_world_writable or _shuts_others_out(change.mode)):
            words = change.paths
        for word in words:
            if word.value is None or set(word.value) & set("*?[{~"):
                continue
            path = path_seen_by(command, word.value)
            if path is None or path == "/":
                continue
            is_near = (path + "/").startswith(workdir.rstrip("/") + "/") and workdir != "/"
            top = path.split("/")[1]
            if any((path + "/").startswith(target.rstrip("/") + "/") for target in mounted):
                continue
            if is_near:
                found += [*_between(workdir, path), path]
            elif files:
                continue  # a file outside the program's folder may be anybody's
            elif top not in _TOP:
                found += [f"/{top}", *_between(f"/{top}", path), path]
            elif change is not None or path.startswith(_DATA):
                found.append(path)
    return found


def _written_by(command: Command) -> tuple[ShellWord, ...]:
    """Return the files that a command makes anew, or writes its output to."""
    if command.simple.follower == "||":
        return ()
    if command.program == "touch":
        return tuple(word for word in command.operands if not text_of(word).startswith("-"))
    return tuple(
        redirect.target
        for redirect in command.simple.redirects
        if redirect.operator in {">", ">>"} and redirect.target is not None
    )


def _between(workdir: str, path: str) -> list[str]:
    """Return the folders between the working directory and a path below it, outermost first."""
    found: list[str] = []
    parent = posixpath.dirname(posixpath.normpath(path))
    while parent.startswith(workdir.rstrip("/") + "/"):
        found.insert(0, parent)
        parent = posixpath.dirname(parent)
    return found


def _shuts_others_out(mode: str) -> bool:
    """Tell whether a mode lets the owner run a file, and others not."""
    if mode.isdigit():
        digits = mode[-3:].rjust(3, "0")
        return bool(int(digits[0]) & 1) and not int(digits[-1]) & 1
    return bool(re.fullmatch(r"u\+r?w?x", mode))


def grown_in_steps(stage: Stage, account: str, ctx: RepairContext) -> list[Edit] | None:
    """Return the edits that give what steps leave in the program's folders to the account.

    Each ends the RUN that makes it, so that no layer holds it twice.
    """
    if not account.isdigit():
        return []
    calls = ctx.kb.names("model.cache-calls")
    workdir = stage.final_state.workdir
    edits: list[Edit] = []
    for run in stage.instructions:
        if not isinstance(run, Run) or run.is_exec_form or run.state.is_root is not True:
            continue
        text, _ = run.script_text()
        places: list[str] = []
        if any(call in text for call in calls):
            places = [
                value
                for name in ctx.kb.names("model.cache-env")
                if isinstance(value := run.state.env(name), str) and value.startswith("/")
            ]
        lines: list[str] = []
        if places:
            paths = " ".join(dict.fromkeys(places))
            lines = [f"mkdir -p {paths}", f"chown -R {account}:{account} {paths}"]
        if (
            isinstance(workdir, str)
            and not _is_system(workdir)
            and run.state.workdir == workdir
            and family_of(stage, ctx) in {"shadow", "busybox"}
            and any(_is_own_code(command) for command in run.commands)
            and not any(
                (workdir + "/").startswith(text_of(word).rstrip("/*") + "/")
                for command in run.commands
                if (remove := Remove.of(command)) is not None
                for word in remove.paths
            )
        ):
            lines.append(
                f"find {workdir} -maxdepth 1 -user root -exec chown {account}:{account} {{}} +"
            )
        if lines:
            made = append_command(ctx.tree, run, " && ".join(lines))
            if made is None:
                return None
            edits += made
    return edits


def _is_own_code(command: Command) -> bool:
    """Tell whether a command runs a script of the project, which may write beside itself."""
    run = RunPython.of(command)
    if run is not None:
        script = run.script
        return script is not None and "setup.py" not in text_of(script)
    return command.path.startswith("./") and command.parent is None


def given_already(stage: Stage, account: str) -> set[str]:
    """Return the absolute paths that steps give to an account."""
    found: set[str] = set()
    for run in stage.layers():
        for command in run.commands if isinstance(run, Run) else ():
            change = ChangeOwner.of(command)
            if change is not None and change.owner == account and command.is_unconditional:
                paths = (path_seen_by(command, text_of(word)) for word in change.paths)
                found |= {path for path in paths if path is not None}
    return found


def owner_changes(paths: list[str], missing: list[str], account: str) -> list[str]:
    """Return the commands that make directories and give paths to the account."""
    if not paths:
        return []
    named = f"{account}:{account}" if account.isdigit() else account
    make = [f"mkdir -p {' '.join(missing)}"] if missing else []
    return [*make, f"chown {named} {' '.join(paths)}"]


def owned_copies(stage: Stage, account: str, made_by: Instruction | None) -> tuple[Edit, ...]:
    """Give the files that COPY brings into the working directory to the account.

    A number may own files before its account is there; a name may not.
    """
    early = made_by is None or account.isdigit()
    workdir = stage.final_state.workdir
    edits: list[Edit] = []
    for instruction in stage.instructions:
        if not isinstance(instruction, (Copy, Add)):
            continue
        target = instruction.target_path
        if (
            isinstance(workdir, Unknown)
            or isinstance(target, Unknown)
            or instruction.chown is not None
            or (instruction.link and not account.isdigit())
        ):
            continue
        if not early and made_by is not None and instruction.span.start < made_by.span.start:
            continue
        is_shut = instruction.chmod is not None and _shuts_others_out(instruction.chmod.known or "")
        if is_shut or (
            (target.rstrip("/") + "/").startswith(workdir.rstrip("/") + "/")
            and (workdir != "/" or not _is_system(posixpath.normpath(target)))
        ):
            group = f":{account}" if account.isdigit() else ""
            edits += add_flag(instruction.node, f"--chown={account}{group}")
    return tuple(edits)
