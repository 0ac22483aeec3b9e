"""Repairs DW311: what is deleted is deleted in the layer that made it, or never comes into one.

What a RUN fetched: the deletion moves into that RUN, or the RUNs up to the deletion become one.
What a COPY brought: the one RUN that uses it sees it through a bind mount.
"""

from __future__ import annotations

import posixpath

from dockwright.edits.commands import append_command, join_runs, remove_command, top_level_commands
from dockwright.edits.flags import add_flag
from dockwright.edits.lines import remove_instruction
from dockwright.edits.words import remove_words
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.actions import Archive, ChangeDirectory, Remove
from dockwright.model.install import install_of
from dockwright.model.instructions import Add, Copy, CopyLike, Run
from dockwright.model.layers import is_under
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.rules.cache.source_before_dependencies import installs_only, path_of_manifest
from dockwright.rules.diagnostic import Applicability

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.command import Command
    from dockwright.model.instructions import Instruction
    from dockwright.rules.diagnostic import Fix
    from dockwright.syntax.shell.nodes import ShellWord
    from dockwright.text import Edit

_MOST_JOINED = 6
_ELSEWHERE = frozenset({"echo", "set", "touch", "mkdir", "cd", "export"})
"""Programs that write, if at all, where they are told."""
_STATE = frozenset({"export", "set", ".", "source", "shopt", "umask", "trap", "exec"})


@repair("DW311", on=Run, touches=("run", "order", "copy", "mounts"))
def deleted_in_later_layer(run: Run, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Delete where it is made, or do not copy it."""
    found = _deletion(run, ctx)
    maker = _maker(run, ctx)
    if found is None or maker is None:
        return
    command, word = found
    if command.parent is not None:
        yield Refusal("the command stands within the text of another command")
        return
    if maker.stage is not run.stage:
        yield Refusal("it is made in another stage, which others may stand on")
        return
    if isinstance(maker, Run):
        yield _in_its_run(run, maker, command, word, ctx)
    elif isinstance(maker, CopyLike):
        yield _through_a_mount(run, maker, command, word, ctx)


def _deletion(run: Run, ctx: RepairContext) -> tuple[Command, ShellWord] | None:
    for command in run.commands:
        remove = Remove.of(command)
        for word in remove.paths if remove is not None else ():
            if word.span == ctx.finding.primary.span:
                return command, word
    return None


def _maker(run: Run, ctx: RepairContext) -> Instruction | None:
    place = ctx.finding.related[0].span
    assert run.stage is not None
    return next(
        (
            each
            for each in run.stage.layers()
            if each.span.start <= place.start and place.end <= each.span.end
        ),
        None,
    )


def _between(maker: Instruction, run: Run) -> list[Instruction]:
    assert run.stage is not None
    return [
        each
        for each in run.stage.instructions
        if maker.span.start < each.span.start < run.span.start
    ]


def _without_deletion(
    run: Run, command: Command, word: ShellWord, ctx: RepairContext
) -> tuple[Edit, ...] | None:
    if len(command.operands) > 1:
        return remove_words(ctx.tree, command, word.span)
    return remove_command(ctx.tree, run, command.simple)


def _in_its_run(
    run: Run, maker: Run, command: Command, word: ShellWord, ctx: RepairContext
) -> Fix | Refusal:
    path = path_of_manifest(text_of(word), run, command)
    name = posixpath.basename((path or "").rstrip("/")).strip("*")
    between = _between(maker, run)
    if maker.state.user != run.state.user or maker.state.shell != run.state.shell:
        return Refusal("another user deletes it, or another shell")
    earlier = [each for each in run.commands if each.span.start < command.span.start]
    is_used = (
        not name
        or any(
            name in each.node.text or any(name in h.content for h in each.node.heredocs)
            for each in between
        )
        or any(name in text_of(part) for each in earlier for part in each.words)
    )
    if not is_used and path is not None:
        taken = _without_deletion(run, command, word, ctx)
        options = " ".join(each.raw for each in command.words[1:] if each.raw.startswith("-"))
        text = " ".join(filter(None, ["rm", options, path]))
        text = f"sudo {text}" if "sudo" in command.wrappers else text
        put = append_command(ctx.tree, maker, text)
        if taken is None or put is None:
            return Refusal("the RUNs are no plain lists of commands")
        return ctx.fix(
            f"Delete it in the RUN that makes it (line {maker.node.start_line})",
            (*taken, *put),
            touches=("run", "order"),
        )
    runs = [maker, *(each for each in between if isinstance(each, Run)), run]
    other = next((each for each in between if not isinstance(each, Run)), None)
    if other is not None:
        return Refusal(
            f"it is used in between, and the instruction in line {other.node.start_line} keeps the "
            "RUNs from becoming one"
        )
    if len(runs) > _MOST_JOINED:
        return Refusal("too many RUNs stand between to make them one")
    if any(_leaves_state(each) for each in runs[:-1]):
        return Refusal("one of the RUNs changes its folder or its variables, which would go on")
    return ctx.fix(
        "Make, use and delete it in one RUN",
        join_runs(ctx.tree, runs),
        touches=("run", "order", "mounts"),
        unless="the RUNs are no plain lists of commands",
    )


def _leaves_state(run: Run) -> bool:
    """Tell whether a RUN's shell is not as it was when the RUN ends."""
    return any(
        ChangeDirectory.of(command) is not None
        or command.program in _STATE
        or not command.simple.words
        for command in run.commands
    ) or len(run.commands) != len(top_level_commands(run) or ())


def _through_a_mount(
    run: Run, copy: CopyLike, command: Command, word: ShellWord, ctx: RepairContext
) -> Fix | Refusal:
    if isinstance(copy, Add) and any("://" in source.raw for source in copy.sources):
        return Refusal("ADD fetches it; a RUN would need a program for that")
    if isinstance(copy, Add) and any(".t" in source.raw for source in copy.sources):
        return Refusal("ADD unpacks archives, and a mount does not")
    mount = _mount(copy, ctx)
    if isinstance(mount, Refusal):
        return mount
    options, target = mount
    name = posixpath.basename(target)
    users: list[Run] = []
    for each in (*_between(copy, run), run):
        texts = (each.node.text, *(heredoc.content for heredoc in each.node.heredocs))
        here = each.state.workdir
        inside = isinstance(here, str) and is_under(here, target)
        if not inside and not any(target in text or name in text for text in texts):
            if each is not run and isinstance(each, Run) and _may_find_it(each, target):
                return Refusal(f"the RUN in line {each.node.start_line} may use it too")
            continue
        if not isinstance(each, Run) or inside:
            return Refusal(f"line {each.node.start_line} needs it in the image")
        if each is not run or _names_before(run, command, target, name):
            users.append(each)
    if len(users) != 1:
        return Refusal("no RUN is seen to use it" if not users else "more than one RUN uses it")
    user = users[0]
    removed = path_of_manifest(text_of(word), run, command)
    edits: tuple[Edit, ...] = ()
    if removed == target:
        other = _copied_there_too(copy, run, target)
        if other is not None:
            return Refusal(f"line {other.node.start_line} copies to the same place")
        taken = _without_deletion(run, command, word, ctx)
        if taken is None:
            return Refusal("the RUN's other commands depend on the deletion")
        edits = taken
    elif user is run:
        return Refusal("the deletion takes more than what was copied")
    uses = [each for each in user.commands if each is not command]
    if not all(_only_reads(each, ctx) or each.program in _ELSEWHERE for each in uses):
        options += ",rw"
    applicability = (
        Applicability.SAFE
        if all(_is_harmless(each, ctx) for each in uses)
        else Applicability.UNSAFE
    )
    return ctx.fix(
        f"Do not copy it: mount `{target}` for the RUN in line {user.node.start_line}",
        (
            *remove_instruction(ctx.tree, copy.node),
            *add_flag(user.node, f"--mount={options}"),
            *edits,
        ),
        applicability=applicability,
    )


def _copied_there_too(copy: CopyLike, run: Run, target: str) -> CopyLike | None:
    """Return what else is copied to the place that a RUN deletes: without that, it would stay."""
    assert run.stage is not None
    for each in run.stage.layers():
        if each is run:
            break
        if each is not copy and isinstance(each, CopyLike):
            path = each.target_path
            if isinstance(path, str) and is_under(posixpath.normpath(path), target):
                return each
    return None


def _may_find_it(run: Run, target: str) -> bool:
    """Tell whether a RUN stands above the files, and may use them without naming them."""
    here = run.state.workdir
    return not installs_only(run) and (isinstance(here, Unknown) or is_under(target, here))


def _names_before(run: Run, command: Command, target: str, name: str) -> bool:
    """Tell whether a command of the RUN uses the files before they are deleted."""
    return any(
        target in text_of(word) or name in text_of(word)
        for each in run.commands
        if each.span.start < command.span.start
        for word in each.words
    )


def _only_reads(command: Command, ctx: RepairContext) -> bool:
    """Tell whether a command writes nothing beside the files that it uses."""
    install = install_of(command)
    if install is not None:
        return not install.installs_project and not any(
            spec.is_directory or spec.editable for spec in ctx.packages(install)
        )
    archive = Archive.of(command)
    return Remove.of(command) is not None or (
        archive is not None and archive.extracts and archive.directory is not None
    )


def _is_harmless(command: Command, ctx: RepairContext) -> bool:
    install = install_of(command)
    if install is not None:
        return install.ecosystem == "python" and not install.is_editable
    return _only_reads(command, ctx) or command.program in _ELSEWHERE


def _mount(copy: CopyLike, ctx: RepairContext) -> tuple[str, str] | Refusal:
    """Return the mount that shows what a COPY brings, and where."""
    target = copy.target_path
    if isinstance(target, Unknown) or len(copy.sources) != 1 or copy.heredocs:
        return Refusal("the COPY brings more than one thing")
    if copy.chown is not None or copy.chmod is not None or copy.excludes:
        return Refusal("the COPY changes what it brings")
    source = copy.sources[0].known
    if source is None or any(char in source for char in "*?[,\"' "):
        return Refusal("what the COPY brings is not a single path")
    if isinstance(copy, Copy) and copy.parents:
        return Refusal("the COPY changes what it brings")
    origin = copy.node.flag("from")
    from_ = "" if origin is None else f"from={origin.value},"
    if "$" in from_ or (origin is not None and (origin.value or "").isdecimal()):
        return Refusal("a mount takes a stage by its name alone")
    name = posixpath.basename(source.rstrip("/"))
    is_file = _is_file(source, copy, ctx)
    if is_file is None and target.endswith("/"):
        return Refusal(f"whether `{source}` is a file cannot be told")
    place = target.rstrip("/")
    if is_file and target.endswith("/"):
        place = posixpath.join(place, name)
    path = posixpath.normpath(source.lstrip("/") or ".")
    path = f"/{path}" if from_ else path
    if not place:
        return Refusal("it is copied to the root directory")
    if path == "." and not from_:
        return f"type=bind,target={place}", place
    return f"type=bind,{from_}source={path},target={place}", place


def _is_file(source: str, copy: CopyLike, ctx: RepairContext) -> bool | None:
    name = posixpath.basename(source.rstrip("/"))
    if source.endswith("/") or posixpath.normpath(source) == ".":
        return False
    context = ctx.build_context
    if isinstance(copy, (Copy, Add)) and copy.is_from_context and not isinstance(context, Unknown):
        if not isinstance(context.read(source), Unknown):
            return True
        if any(True for _ in context.walk(posixpath.normpath(source.lstrip("/")))):
            return False
    if "." in name.strip("."):
        return True
    return False if posixpath.basename(str(copy.target_path).rstrip("/")) == name else None
