"""Repairs DW207: ADD takes the clone's place, and BuildKit looks whether the branch moved.

Which commit is wanted is written nowhere, and no repair may choose one.  But an ADD of a git
repository is looked up at each build: its layer, and all that follows, is made anew where the
branch moved, and taken from the cache where it did not.

The ADD stands above the RUN.  So nothing that the RUN does before the clone may matter to it, and
nothing after it may want what an ADD does not bring, or take the files away again.
"""

from __future__ import annotations

import posixpath

from dockwright.edits.commands import remove_commands, top_level_commands
from dockwright.edits.lines import insert_before, replace_instruction
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.actions import (
    ChangeDirectory,
    ChangeMode,
    ChangeOwner,
    GitClone,
    MakeDirectory,
    RefreshIndex,
    Remove,
    SetEnv,
    Setting,
    UpgradeSystem,
    cleanups_of,
)
from dockwright.model.command import Command
from dockwright.model.install import install_of
from dockwright.model.instructions import CopyLike, Run
from dockwright.model.layers import commands_after, commands_before, is_under
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.rules._clones import moving_clone
from dockwright.syntax.shell.nodes import PartKind
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dockwright.model.instructions import Instruction
    from dockwright.rules.diagnostic import Fix
    from dockwright.syntax.shell.nodes import ShellWord

_ADDRESS = re.compile(r"https://([\w.-]+)(/[\w./~+-]*[\w~+-])/?")
_OPTIONS = frozenset(
    {
        "--branch",
        "--depth",
        "--jobs",
        "--progress",
        "--quiet",
        "--recurse-submodules",
        "--shallow-submodules",
        "--single-branch",
        "--verbose",
    }
)
"""Options of a clone that an ADD does without, or has a like of."""
_HARMLESS = frozenset({"echo", "set", "true", ":"})
_HERE = "/<working directory>"
"""Stands for a working directory that is not known: paths below it can still be compared."""


class _Fetch(NamedTuple):
    """A clone, and the ADD that takes its place.

    Attributes:
        clone: the command.
        line: the ADD.
        folder: where the files go, absolute or below ``_HERE``.
    """

    clone: GitClone
    line: str
    folder: str


@repair("DW207", on=Command, touches=("run", "copy", "order", "mounts"))
def unpinned_clone(command: Command, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Let ADD fetch what the RUN clones, all of its clones at once."""
    run = command.instruction
    if not isinstance(run, Run):
        return
    reason = _obstacle_of(run, ctx)
    if reason:
        yield Refusal(reason)
        return
    fetches: list[_Fetch] = []
    for other in run.commands:
        clone = moving_clone(other, ctx.kb)
        if clone is None:
            continue
        found = _fetch_of(clone, run, fetches, ctx)
        if isinstance(found, _Fetch):
            fetches.append(found)
        elif clone.own_span == command.own_span:
            yield Refusal(found)
            return
    if all(fetch.clone.own_span != command.own_span for fetch in fetches):
        yield Refusal("the clone stands within the text of another command")
        return
    top = top_level_commands(run) or ()
    gone = [fetch.clone.simple for fetch in fetches]
    if all(each.simple.span in [g.span for g in gone] or _only_goes(each) for each in run.commands):
        edits = replace_instruction(ctx.tree, run.node, [fetch.line for fetch in fetches])
    else:
        taken = remove_commands(ctx.tree, run, [each for each in top if each in gone])
        if taken is None:
            yield Refusal("the RUN's other commands depend on it in a way that is not a plain list")
            return
        lines = [fetch.line for fetch in fetches]
        edits = (*insert_before(ctx.tree, run.node, lines, above_comments=False), *taken)
    own = next(fetch for fetch in fetches if fetch.clone.own_span == command.own_span)
    yield ctx.unsafe(f"Let BuildKit look whether the branch moved: `{own.line}`", edits)


def _only_goes(command: Command) -> bool:
    """Tell whether a command does nothing that is left when its RUN is over."""
    if ChangeDirectory.of(command) is not None:
        return len(command.operands) == 1  # more may be an instruction that the RUN has swallowed
    return command.program == "set"


def _obstacle_of(run: Run, ctx: RepairContext) -> str:
    """Return what of a RUN and its stage keeps an ADD from taking a clone's place, or ``""``."""
    if top_level_commands(run) is None:
        return "the RUN that clones is not a plain list of commands"
    for directive in ctx.tree.directives:
        if directive.name == "syntax" and not _knows_git(directive.value, ctx):
            return f"ADD of a git repository is not certain to be in `{directive.value}`"
    if any(flag.name in {"network", "security"} for flag in run.node.flags):
        return "the RUN has a network or rights of its own, which an ADD has not"
    for use in run.mounts:
        if isinstance(use.mount, Unknown) or use.mount.type not in {"cache", "tmpfs", "bind"}:
            return "the RUN may fetch with a secret or a key, which an ADD cannot be given"
    stage = run.stage
    for instruction in stage.layers() if stage is not None else ():
        if instruction.span.start > run.span.start:
            break
        if isinstance(instruction, Run):
            for command in instruction.commands:
                if _sets_up_git(command):
                    line = instruction.node.start_line
                    return f"line {line} sets git up, and an ADD would not heed it"
    if any(name.startswith("GIT_") for name in run.state.variables):
        return "a variable tells git how to clone, and an ADD would not heed it"
    return ""


def _knows_git(channel: str, ctx: RepairContext) -> bool:
    """Tell whether a frontend named by ``syntax`` has ADD of git repositories."""
    name, _, tag = channel.partition("@")[0].rpartition(":")
    own, _, newest = ctx.kb.text("dockerfile.syntax-channel").rpartition(":")
    if name.removeprefix("docker.io/") != own:
        return False
    number = tag.removesuffix("-labs")
    if number in {newest, "labs", "latest"}:
        return True
    least = ctx.kb.mapping("dockerfile.syntax-features")["add-git"]
    if re.fullmatch(r"\d+(\.\d+)+", number) is None:
        return False
    return [int(part) for part in number.split(".")] >= [int(part) for part in least.split(".")]


def _sets_up_git(command: Command) -> bool:
    """Tell whether a command changes how later clones go: settings, Git LFS, credentials."""
    if command.program == "git":
        setting = Setting.of(command)
        if setting is not None:
            return "safe.directory" not in " ".join(map(text_of, command.words))
        return command.subcommand.startswith("lfs")
    return any(
        "git-lfs" in text or ".netrc" in text or ".gitconfig" in text or ".git-credentials" in text
        for text in map(text_of, command.words)
    )


def _fetch_of(
    clone: GitClone, run: Run, before: Sequence[_Fetch], ctx: RepairContext
) -> _Fetch | str:
    """Return the ADD that takes a clone's place, or what speaks against it."""
    simple = clone.simple
    if clone.parent is not None or simple.context or simple.pipeline[2] != 1:
        return "the clone stands within the text of another command"
    if {simple.connector, simple.follower} & {"||", "&"}:
        return "whether the clone is to happen depends on another command"
    if clone.wrappers or clone.environment or simple.redirects or not clone.is_certain:
        return "the clone is run in a way that an ADD has no like of"
    for option in clone.options:
        if option.name not in _OPTIONS:
            return f"ADD has no like of `{option.spelled}`"
    address = _address_of(clone, ctx)
    if address is None:
        return "BuildKit is not certain to fetch that address with git and without credentials"
    if clone.branch is not None:
        address += f"#{clone.branch.value}"
    place = _place_of(clone, run)
    if place is None:
        return "which folder the clone goes to is not known"
    target, folder = place
    owner = _owner_in(run, folder, ctx)
    if owner is None:
        return "as whom the RUN works, and so whose the files are, cannot be told"
    reason = _before(clone, folder, before) or _after(clone, run, folder)
    if reason:
        return reason
    if any(
        isinstance(use.mount, Unknown) or _touches(use.mount.target, folder, run)
        for use in run.mounts
    ):
        return "a mount of the RUN is where the clone goes"
    keep = "" if _drops_history(clone, folder, run) else "--keep-git-dir=true "
    return _Fetch(clone, f"ADD {owner}{keep}{address} {target}", folder)


def _address_of(clone: GitClone, ctx: RepairContext) -> str | None:
    """Return the address as ADD takes it for a git repository: it must end in ``.git``."""
    value = clone.url.value if clone.url is not None else None
    found = _ADDRESS.fullmatch(value or "")
    if found is None:
        return None
    host, path = found.groups()
    if path.endswith(".git"):
        return f"https://{host}{path}"
    if host.lower() in ctx.kb.name_set("branch.hosts-with-suffix") and path.count("/") == 2:
        return f"https://{host}{path}.git"
    return None


def _owner_in(run: Run, folder: str, ctx: RepairContext) -> str | None:
    """Return the flag that gives the files to the RUN's user, ``""`` for root."""
    user = run.state.user
    if run.state.is_root is True:
        return ""
    if isinstance(user, str):
        return f"--chown={user} " if re.fullmatch(r"[\w.-]+(:[\w.-]+)?", user) else None
    if posixpath.dirname(folder) in ctx.kb.name_set("security.folders-of-root"):
        return ""  # nobody else makes a folder there
    stage = run.stage
    for other in stage.runs() if stage is not None else ():
        if other.state.user_instruction is run.state.user_instruction and any(
            map(_is_roots_work, other.commands)
        ):
            return ""
    return None


def _is_roots_work(command: Command) -> bool:
    """Tell whether only root can do what a command does: install packages of the system."""
    if command.wrappers:
        return False
    install = install_of(command)
    if install is not None:
        return install.ecosystem == "system"
    refresh = RefreshIndex.of(command)
    return refresh is not None and refresh.manager in {"apt", "apk", "dnf", "yum"}


def _folder_at(command: Command, run: Run) -> str | None:
    """Return the folder that a command works in; None where a ``cd`` hides it."""
    here = run.state.workdir
    folder = here if isinstance(here, str) else _HERE
    for other in commands_before(command):
        if ChangeDirectory.of(other) is None:
            continue
        if other.parent is not None or other.simple.context:
            return None
        moved = ChangeDirectory.of(other)
        word = moved.directory if moved is not None else None
        path = None if word is None else _path_of(word, run)
        if path is None or path == "-":
            return None
        folder = posixpath.normpath(posixpath.join(folder, path))
    return folder


def _path_of(word: ShellWord, run: Run) -> str | None:
    """Return the path that a word is; None where it is not known."""
    value = word.value
    if value is None:
        parts: list[str] = []
        for part in word.parts:
            if part.kind is PartKind.LITERAL:
                parts.append(part.text)
                continue
            known = run.state.variable(part.name) if part.name and not part.operator else None
            if not isinstance(known, str):
                return None
            parts.append(known)
        value = "".join(parts)
    return None if not value or value.startswith("~") or set(value) & set("*?[") else value


def _written(word: ShellWord, run: Run) -> str | None:
    """Return a path as ADD takes it: the variables that both see by name, since they may change."""
    if word.value is not None:
        return word.value
    script = run.script
    commands = script.commands if script is not None else ()
    assigned = {each.name for command in commands for each in command.assignments}
    assigned |= {
        each.name
        for command in run.commands
        if (export := SetEnv.of(command)) is not None
        for each in export.assignments
    }
    parts: list[str] = []
    for part in word.parts:
        if part.kind is PartKind.LITERAL:
            parts.append(part.text)
        elif part.name in run.state.variables and part.name not in assigned:
            parts.append(f"${{{part.name}}}")
        else:
            return None
    return "".join(parts)


def _place_of(clone: GitClone, run: Run) -> tuple[str, str] | None:
    """Return where a clone goes: as ADD writes it, and whole."""
    word = clone.destination
    url = text_of(clone.url) if clone.url is not None else ""
    name = url.rstrip("/").rpartition("/")[2].removesuffix(".git")
    path = name if word is None else _path_of(word, run)
    written = name if word is None else _written(word, run)
    folder = _folder_at(clone, run)
    if path is None or written is None or re.fullmatch(r"[\w./+-]+", path) is None:
        return None
    if path.startswith("/"):
        whole = posixpath.normpath(path)
        return (written, whole) if whole != "/" else None
    if folder is None:
        return None
    whole = posixpath.normpath(posixpath.join(folder, path))
    workdir = run.state.workdir
    if folder == (workdir if isinstance(workdir, str) else _HERE):
        return ("./" if path in {".", "./"} else written, whole)
    if written != path or not all(
        moved.directory is not None and moved.directory.value is not None
        for command in commands_before(clone)
        if (moved := ChangeDirectory.of(command)) is not None
    ):
        return None  # a variable in the text of a `cd` may have another value in another build
    if whole == _HERE or whole.startswith(f"{_HERE}/"):
        return (whole.removeprefix(_HERE).lstrip("/") or "./", whole)
    return (whole, whole) if whole != "/" else None


def _touches(path: str, folder: str, run: Run) -> bool:
    """Tell whether a path is a folder, above it or below it; what is not known may be."""
    place = run.state.resolve(path)
    if isinstance(place, Unknown) or "$" in place:
        return True
    return is_under(place, folder) or is_under(folder, place)


def _before(clone: GitClone, folder: str, fetches: Sequence[_Fetch]) -> str:
    """Return what a command before the clone does that may matter to it, or ``""``."""
    own = [fetch.clone.simple for fetch in fetches]
    run = clone.instruction
    for command in commands_before(clone):
        if command.simple in own or not isinstance(run, Run):
            continue
        other = GitClone.of(command)
        if other is not None:
            place = _place_of(other, run)
            if place is not None and not is_under(folder, place[1]):
                continue
            return "the clone may go into what another clone of the RUN makes"
        named = _named_paths(command)
        if named:
            # Not what it is but where it works: `rm` of a folder above would take the files away.
            if not any(_may_hold(path, folder, command, run) for path in named):
                continue
        elif _is_harmless_before(command):
            continue
        shown = command.program or "a command"
        return f"what `{shown}` does before it may matter to it, and an ADD comes first"
    return ""


def _named_paths(command: Command) -> Sequence[ShellWord]:
    """Return all paths that a command works on, where it works on nothing else."""
    removed = Remove.of(command)
    if removed is not None:
        return removed.paths
    for kind in (ChangeOwner, ChangeMode):
        change = kind.of(command)
        if change is not None:
            return change.paths
    return command.operands if command.program == "mv" else ()


def _is_harmless_before(command: Command) -> bool:
    """Tell whether a command does as well when what is cloned later is there already."""
    if ChangeDirectory.of(command) is not None or RefreshIndex.of(command) is not None:
        return True
    if UpgradeSystem.of(command) is not None or cleanups_of(command):
        return True
    made = MakeDirectory.of(command)
    if made is not None:
        return made.parents
    exported = SetEnv.of(command)
    if exported is not None:
        names = [each.name.upper() for each in exported.assignments]
        return not any(name.startswith("GIT_") or name.endswith("_PROXY") for name in names)
    install = install_of(command)
    if install is not None:
        return not install.has("--editable") and not any(
            package.path or package.is_dynamic for package in install.packages
        )
    return command.program in _HARMLESS and not command.simple.redirects


def _after(clone: GitClone, run: Run, folder: str) -> str:
    """Return what a later command does that an ADD does not allow, or ``""``."""
    for command in commands_after(clone):
        paths = _changed_paths(command)
        if any(_may_hold(path, folder, command, run) for path in paths):
            return (
                f"the RUN changes or removes it with `{command.program}`, and an ADD would leave "
                "another copy of it in its layer"
            )
    for other in _from_here(run):
        for command in other.commands if isinstance(other, Run) else ():
            if other is run and command.span.start <= clone.span.start:
                continue
            if command.program != "git" or GitClone.of(command) or Setting.of(command):
                continue
            if isinstance(other, Run) and _works_in(command, folder, other):
                line = other.node.start_line
                return f"line {line} asks git about it, and an ADD brings the newest commit alone"
    return ""


def _from_here(run: Run) -> list[Instruction]:
    """Return what goes on from a RUN, itself first: in its stage, and in stages FROM it."""
    stage = run.stage
    found: dict[int, Instruction] = {run.span.start: run}
    for other in stage.dockerfile.stages if stage is not None else ():
        if stage in other.lineage:
            for each in other.layers():
                if each.span.start > run.span.start and isinstance(each, (Run, CopyLike)):
                    found[each.span.start] = each
    return list(found.values())


def _works_in(command: Command, folder: str, run: Run) -> bool:
    """Tell whether a command of git may be about what lies in a folder."""
    place = command.option("-C")
    if place is not None:
        path = None if place.value is None else _path_of(place.value, run)
        at = _folder_at(command, run)
        if path is None or (at is None and not path.startswith("/")):
            return True
        return is_under(posixpath.normpath(posixpath.join(at or "/", path)), folder)
    at = _folder_at(command, run)
    if at is None:
        # After a clone of its own, what the RUN asks git about is most likely that.
        return not any(GitClone.of(other) for other in commands_before(command))
    return is_under(at, folder)


def _changed_paths(command: Command) -> Sequence[ShellWord]:
    """Return the paths that a command removes, moves, or writes anew as a whole."""
    removed = Remove.of(command)
    if removed is not None:
        return removed.paths if removed.recursive else ()
    for kind in (ChangeOwner, ChangeMode):
        change = kind.of(command)
        if change is not None:
            return change.paths if change.recursive else ()
    return command.operands[:-1] if command.program == "mv" else ()


def _may_hold(word: ShellWord, folder: str, command: Command, run: Run) -> bool:
    """Tell whether a path that a command names may be a folder or one above it."""
    text = word.value
    if text is None:
        text = _path_of(word, run)
        if text is None:
            return True
    pattern = re.search(r"[*?[]", text)
    at = "/" if text.startswith("/") else _folder_at(command, run)
    if at is None:
        names = text.split("/")
        return pattern is not None or posixpath.basename(folder) in names or not text.strip("./")
    if pattern is not None:
        # What begins as the pattern does may be what it stands for.
        return f"{folder}/".startswith(posixpath.join(at, text[: pattern.start()]))
    return is_under(folder, posixpath.normpath(posixpath.join(at, text)))


def _drops_history(clone: GitClone, folder: str, run: Run) -> bool:
    """Tell whether the RUN removes ``.git`` from the clone."""
    for command in commands_after(clone):
        removed = Remove.of(command)
        at = _folder_at(command, run)
        if removed is None or not removed.recursive:
            continue
        for word in removed.paths:
            path = _path_of(word, run)
            if path is None or (at is None and not path.startswith("/")):
                continue
            if posixpath.normpath(posixpath.join(at or "/", path)) == f"{folder}/.git":
                return True
    return False
