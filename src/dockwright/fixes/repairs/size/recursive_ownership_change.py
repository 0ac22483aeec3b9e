"""Repairs DW310: COPY brings the files as they are to be.

Each COPY below the folder gets ``--chown`` or ``--chmod``; the command then changes only the
directories that no COPY made, without ``-R``.  Where a single RUN made the files, the command moves
to its end.
"""

from __future__ import annotations

from dockwright.edits.commands import remove_command, top_level_commands
from dockwright.edits.flags import add_flag, replace_flag_value
from dockwright.edits.lines import insert_before
from dockwright.edits.words import insert_words, remove_words, replace_word
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._shared import command_at, end_with
from dockwright.model.actions import (
    AddGroup,
    AddUser,
    ChangeDirectory,
    ChangeMode,
    ChangeOwner,
    MakeDirectory,
)
from dockwright.model.install import install_of
from dockwright.model.instructions import Add, Copy, CopyLike, Run, Workdir
from dockwright.model.layers import is_under
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.rules.cache.source_before_dependencies import installs_only, path_of_manifest
from dockwright.rules.diagnostic import Applicability
from dockwright.text import Edit, Span
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.stage import Stage
    from dockwright.rules.diagnostic import Fix

_SHARED = frozenset({"/", "/opt", "/home", "/root"})
"""Directories that hold what the base image brought."""
_PACKAGED = frozenset({"usr", "var", "etc", "lib", "lib64", "bin", "sbin", "tmp"})
"""Where packages of the system put files, whatever the Dockerfile copies there."""


class _Before(NamedTuple):
    copies: list[CopyLike]
    """What brings files below the folders."""
    folders: list[str]
    """Directories below the folders that were made on their own."""
    writers: list[Run]
    """RUNs that put something there, or may."""
    readers: bool
    """Whether a RUN between a COPY and the change may mind whose the files are."""


@repair("DW310", on=Run, touches=("run", "copy"))
def recursive_ownership_change(run: Run, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Set the owner or the mode where the files come in."""
    command = command_at(run, ctx)
    if command is None:
        return
    change = ChangeOwner.of(command) or ChangeMode.of(command)
    stage = run.stage
    if change is None or stage is None:
        return
    if command.parent is not None or run.is_exec_form:
        yield Refusal("the command stands within the text of another command")
        return
    folders = [
        path_of_manifest(text_of(word).removesuffix("/*"), run, command) or ""
        for word in change.paths
    ]
    if not all(folders):
        yield Refusal("which folders it changes cannot be told")
        return
    before = _before(run, stage, folders)
    if any(folder in _SHARED or folder.split("/")[1] in _PACKAGED for folder in folders) or not (
        before.copies or before.writers
    ):
        yield Refusal("the files are the base image's, at least in part")
        return
    if before.writers:
        if before.copies or len(before.writers) > 1:
            lines = ", ".join(str(each.node.start_line) for each in before.writers)
            yield Refusal(f"RUNs put files there too, or may (line {lines})")
            return
        yield _moved(run, before.writers[0], change, ctx)
        return
    if any(copy.stage is not stage for copy in before.copies):
        yield Refusal("the files come in with another stage, which others may stand on")
        return
    if any(
        not any(is_under(_target(copy), folder) for copy in before.copies) for folder in folders
    ):
        yield Refusal("no COPY brings the files of one of the folders")
        return
    if any(isinstance(copy, Add) and _may_unpack(copy, ctx) for copy in before.copies):
        yield Refusal("an ADD may unpack an archive, whose files keep their own owner and mode")
        return
    account: tuple[Edit, ...] = ()
    if isinstance(change, ChangeOwner):
        account = _account_first(change, run, before.copies[0], ctx)
    flag = _flag(change, before.copies, stage, is_added=bool(account))
    if isinstance(flag, Refusal):
        yield flag
        return
    edits = _without_recursion(change, before.folders, folders, ctx)
    if edits is None:
        yield Refusal("its options are not written in a way that is changed here")
        return
    name, value = flag
    for copy in before.copies:
        own = next((each for each in copy.node.flags if each.name == name), None)
        if own is None:
            edits += add_flag(copy.node, f"--{name}={value}")
        elif own.value != value:
            edits += replace_flag_value(own, value)
    is_unsafe = before.readers or bool(account)
    yield ctx.fix(
        f"Let COPY set it: `--{name}={value}`"
        + (", and add the account before" if account else ""),
        (*account, *edits),
        applicability=Applicability.UNSAFE if is_unsafe else Applicability.SAFE,
        touches=("run", "copy", "order") if account else None,
    )


def _account_first(
    change: ChangeOwner, run: Run, first: CopyLike, ctx: RepairContext
) -> tuple[Edit, ...]:
    """Add the account before the first COPY, where this RUN begins by adding it."""
    top = top_level_commands(run)
    if top is None or run.is_heredoc_script or first.stage is not run.stage:
        return ()
    if first.state.user != run.state.user or first.state.shell != run.state.shell:
        return ()
    count = 0
    is_added = False
    for one in top:
        command = next(each for each in run.commands if each.simple is one)
        added = AddUser.of(command)
        if added is None and AddGroup.of(command) is None:
            break
        name = None if added is None else added.name
        is_added = is_added or (name is not None and name.value == change.owner)
        count += 1
    if (
        not is_added
        or count == len(top)
        or any(one.connector != "&&" for one in top[1 : count + 1])
    ):
        return ()
    source = ctx.tree.source
    start, end = top[0].span.start, top[count].span.start
    if any(start <= comment.span.start < end for comment in ctx.tree.comments):
        return ()
    text = source.slice(Span(start, top[count - 1].span.end)).replace("\r\n", "\n")
    put = insert_before(ctx.tree, first.node, [f"RUN {text}"])
    return (*put, Edit(Span(start, end), ""))


def _before(run: Run, stage: Stage, folders: list[str]) -> _Before:
    copies: list[CopyLike] = []
    made: list[str] = []
    writers: list[Run] = []
    readers = False
    for instruction in stage.layers():
        if instruction is run:
            break
        if isinstance(instruction, CopyLike):
            target = instruction.target_path
            if isinstance(target, Unknown):
                continue
            place = target.rstrip("/") or "/"
            if any(is_under(place, folder) for folder in folders):
                copies.append(instruction)
        elif isinstance(instruction, Workdir):
            path = instruction.state.workdir
            after = _workdir_after(instruction)
            made += [each for each in (path, after) if isinstance(each, str)]
        elif isinstance(instruction, Run):
            made += _made(instruction)
            if _may_write(instruction, folders):
                writers.append(instruction)
            elif copies and (not installs_only(instruction) or _installs_source(instruction)):
                readers = True
    inside = [path for path in made if any(is_under(path, folder) for folder in folders)]
    return _Before(copies, list(dict.fromkeys(inside)), writers, readers)


def _installs_source(run: Run) -> bool:
    """Tell whether a RUN installs from files, whose owner git minds when it is asked for a version.

    It refuses to read a repository of another user's.
    """
    return any(
        install.installs_project or any(spec.path for spec in install.packages)
        for command in run.commands
        if (install := install_of(command)) is not None
    )


def _target(copy: CopyLike) -> str:
    target = copy.target_path
    return "" if isinstance(target, Unknown) else target.rstrip("/") or "/"


def _may_unpack(add: Add, ctx: RepairContext) -> bool:
    suffixes = tuple(ctx.kb.names("installer.archive-suffixes"))
    return any(
        source.known is None or "*" in source.known or source.known.lower().endswith(suffixes)
        for source in add.sources
    )


def _workdir_after(instruction: Workdir) -> str | Unknown:
    value = instruction.path.value
    return value if isinstance(value, Unknown) else instruction.state.resolve(value)


def _made(run: Run) -> list[str]:
    found: list[str] = []
    for command in run.commands:
        make = MakeDirectory.of(command)
        for word in make.paths if make is not None else ():
            path = path_of_manifest(text_of(word), run, command)
            if path is not None:
                found.append(path)
    return found


def _may_write(run: Run, folders: list[str]) -> bool:
    """Tell whether a RUN may put files below the folders, other than directories it makes."""
    here = run.state.workdir
    for command in run.commands:
        if MakeDirectory.of(command) is not None or AddUser.of(command) is not None:
            continue
        if ChangeDirectory.of(command) is not None:
            continue
        mode = ChangeMode.of(command)
        if mode is not None and not mode.recursive:
            continue  # what it changes keeps its mode, whoever owns it
        install = install_of(command)
        if install is not None and install.target is None and not install.manifests:
            continue
        words = [text_of(word) for word in command.words]
        words += [text_of(each.target) for each in command.simple.redirects if each.target]
        if any(folder in word for folder in folders for word in words):
            return True
        if installs_only(run) and install is None:
            continue
        places = [here] if isinstance(here, str) else []
        moved = path_of_manifest(".", run, command)
        places += [moved] if moved is not None else []
        if any(is_under(place, folder) for place in places for folder in folders):
            return not _is_harmless(command.program)
    return False


def _is_harmless(program: str) -> bool:
    return program in {"groupadd", "addgroup", "usermod", "echo", "set", "export", "true", "id"}


def _moved(
    run: Run, writer: Run, change: ChangeOwner | ChangeMode, ctx: RepairContext
) -> Fix | Refusal:
    """Let the RUN that made the files change them."""
    if writer.stage is not run.stage or writer.state.shell != run.state.shell:
        return Refusal("the files come in with another stage, which others may stand on")
    if writer.state.user != run.state.user:
        return Refusal("the files are made by another user, who may not give them away")
    if isinstance(change, ChangeOwner) and _added_between(change, writer, run):
        return Refusal("the account is added after the files are made")
    if not all(text_of(word).startswith("/") for word in change.paths):
        return Refusal("the folder is named relative to where the RUN stands")
    taken = remove_command(ctx.tree, run, change.simple)
    if taken is None:
        return Refusal("the RUN's other commands depend on it in a way that is not a plain list")
    text = " ".join(word.raw for word in change.simple.words)
    put = end_with(writer, ctx, text.removeprefix("sudo "), like=change)
    if isinstance(put, Refusal):
        return put
    return ctx.unsafe(
        f"Change them in the RUN that makes them (line {writer.node.start_line})",
        (*taken, *put.edits[ctx.dockerfile.source.path]),
        touches=("run", "order"),
    )


def _added_between(change: ChangeOwner, first: Run | CopyLike, run: Run) -> bool:
    """Tell whether an instruction after ``first`` adds the account that files are given to."""
    stage = run.stage
    assert stage is not None
    return any(
        added.name is not None and added.name.value == change.owner
        for later in stage.layers()
        if isinstance(later, Run) and later.span.start > first.span.start
        for command in later.commands
        if (added := AddUser.of(command)) is not None
    )


def _flag(
    change: ChangeOwner | ChangeMode, copies: list[CopyLike], stage: Stage, *, is_added: bool
) -> tuple[str, str] | Refusal:
    """Return the flag that says for a COPY what the command says."""
    if isinstance(change, ChangeMode):
        if not re.fullmatch(r"[0-7]{3,4}", change.mode):
            return Refusal(f"COPY takes a mode as a number, not as `{change.mode}`")
        if any(copy.flag("chmod") is not None for copy in copies):
            return Refusal("a COPY sets a mode of its own")
        return "chmod", change.mode
    spec = change.spec
    if spec is None or spec.value is None:
        return Refusal("whose the files become is worked out by the shell")
    if change.program == "chgrp" or spec.value.startswith((":", ".")):
        return Refusal("it changes the group alone, and COPY sets both")
    owner, group = change.owner, change.group
    if not owner.isdecimal() and not is_added:
        if any(_added_between(change, copy, _run_of(change)) for copy in copies):
            return Refusal(f"the account `{owner}` is added after the files are copied")
        if not _is_known(owner, copies[0], stage):
            return Refusal(f"whether the account `{owner}` is there already cannot be told")
    if not owner.isdecimal() and any(isinstance(copy, Copy) and copy.link for copy in copies):
        return Refusal("`COPY --link` takes an owner as a number")
    if not group:
        # chown leaves the group alone; COPY would take the owner's.
        return "chown", owner if spec.value.endswith(":") else f"{owner}:0"
    if group != owner and not group.isdecimal() and group not in {"root", "0"}:
        named = f"{group}" in "".join(
            each.node.text
            for each in stage.layers()
            if isinstance(each, Run) and each.span.start < copies[0].span.start
        )
        if not named:
            return Refusal(f"whether the group `{group}` is there already cannot be told")
    return "chown", f"{owner}:{group}"


def _run_of(change: ChangeOwner) -> Run:
    assert isinstance(change.instruction, Run)
    return change.instruction


def _is_known(owner: str, first: CopyLike, stage: Stage) -> bool:
    """Tell whether an account is there when the first COPY is made."""
    facts = stage.image_facts
    if owner == "root" or (not isinstance(facts, Unknown) and owner in facts.users):
        return True
    return any(
        added.name is not None and added.name.value == owner
        for earlier in stage.layers()
        if isinstance(earlier, Run) and earlier.span.start < first.span.start
        for command in earlier.commands
        if (added := AddUser.of(command)) is not None
    )


def _without_recursion(
    change: ChangeOwner | ChangeMode, made: list[str], folders: list[str], ctx: RepairContext
) -> tuple[Edit, ...] | None:
    """Take ``-R`` out, and name the directories that no COPY makes."""
    edits: tuple[Edit, ...] = ()
    for word in change.words[1:]:
        text = text_of(word)
        if text in {"--recursive", "-R"}:
            more = remove_words(ctx.tree, change, word.span)
        elif re.fullmatch(r"-[a-zA-Z]*R[a-zA-Z]*", text):
            more = replace_word(change, word, text.replace("R", ""))
        else:
            continue
        if more is None:
            return None
        edits += more
    extra = [path for path in made if path not in folders and "$" not in path]
    if extra:
        more = insert_words(change, change.paths[-1], *extra)
        edits += more or ()
    return edits or None
