"""Repairs DW304: the RUN that fetches apt's lists removes them."""

from __future__ import annotations

from dockwright.edits.commands import append_command, insert_command_before, top_level_commands
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._shared import command_at, end_with
from dockwright.model.actions import AddUser, Download, RefreshIndex
from dockwright.model.install import install_of
from dockwright.model.instructions import Cmd, CopyLike, Entrypoint, Run, Runnable
from dockwright.model.layers import is_removed_after
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.rules.diagnostic import Applicability
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.command import Command
    from dockwright.rules.diagnostic import Fix
    from dockwright.text import Edit

_SCRIPT = (".sh", ".bash")
_CALL = r"(?<![\w.-])(?:apt|apt-get|aptitude)(?![\w.-])"
"""A call of apt, in the text of a script or Makefile."""
_READERS = frozenset({"sh", "bash", "dash", "source", "."})


@repair("DW304", on=Run, touches=("run",))
def apt_lists_in_layer(run: Run, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """End the RUN with the removal of the lists; later RUNs that install from them get their own.

    Both are safe where no later step may install unseen, or change apt's sources.
    """
    command = command_at(run, ctx)
    if command is None:
        return
    removal = f"rm -rf {ctx.kb.text('apt-config.lists-directory')}/*"
    applicability = Applicability.SAFE
    later: list[Edit] = []
    if any(
        isinstance(trigger, Run)
        and trigger.is_onbuild
        and trigger.span.start > run.span.start
        and _need(trigger, ctx)
        for trigger in ctx.dockerfile.instructions
    ):
        yield Refusal("an ONBUILD trigger installs from these lists in later builds")
        return
    if any(_need(each, ctx) for each in _started(run)):
        applicability = Applicability.UNSAFE  # the container itself installs
    until = run.span.start
    for other in _later_runs(run):
        need = _need(other, ctx)
        if need == "perhaps":
            applicability = Applicability.UNSAFE
        elif need == "surely":
            more = _with_lists_of_its_own(other, command, removal, ctx)
            if more is None:
                yield Refusal(
                    f"the RUN in line {other.node.start_line} installs from these lists without "
                    "fetching its own, and is not a plain list of commands"
                )
                return
            later += more
            until = max(until, *(edit.span.start for edit in more))
    if not later:
        yield end_with(run, ctx, removal, like=command, applicability=applicability)
        return
    own = end_with(run, ctx, removal, like=command)
    if isinstance(own, Refusal):
        yield own
        return
    path = ctx.dockerfile.source.path
    if _sources_may_change(run, until, ctx):
        applicability = Applicability.UNSAFE
    yield ctx.fix(
        "Let each RUN that installs fetch its lists and remove them",
        (*own.edits[path], *later),
        applicability=applicability,
    )


def _sources_may_change(run: Run, until: int, ctx: RepairContext) -> bool:
    """Tell whether steps may change where packages come from, after the lists were fetched.

    Lists that are fetched anew before ``until`` then hold other packages, or cannot be fetched at
    all.  What changes before the last fetch of the RUN holds for its lists as well.
    """
    words = ctx.kb.names("apt-source.words")
    stage = run.stage
    since = max(
        (
            command.span.start
            for command in run.commands
            if RefreshIndex.of(command) is not None and command.is_unconditional
        ),
        default=run.span.start,
    )
    return any(
        since < place < until
        for other in (stage.dockerfile.stages if stage is not None else ())
        if stage in other.lineage
        for each in other.layers()
        if isinstance(each, (Run, CopyLike)) and each.span.end > since
        for place in _changes_of_sources(each, words, ctx)
    )


def _changes_of_sources(
    instruction: Run | CopyLike, words: tuple[str, ...], ctx: RepairContext
) -> Iterator[int]:
    """Yield where an instruction speaks of apt's sources; all of it, where no command does."""
    if not any(word in instruction.node.text for word in words):
        return
    places = [
        command.span.start
        for command in (instruction.commands if isinstance(instruction, Run) else ())
        if any(word in ctx.tree.source.slice(command.simple.span) for word in words)
    ]
    yield from places or range(instruction.span.start, instruction.span.end)


def _with_lists_of_its_own(
    run: Run, refresh: Command, removal: str, ctx: RepairContext
) -> tuple[Edit, ...] | None:
    """Return the edits that make a RUN fetch lists before it installs, and remove them."""
    installs = [
        command
        for command in run.commands
        if (found := install_of(command)) is not None and found.manager == "apt"
    ]
    install = next(iter(installs), None)
    top = top_level_commands(run)
    if install is None or top is None or install.simple not in top:
        return None
    number = install.simple.pipeline[0]
    first = next(each for each in top if each.pipeline[0] == number)
    sudo = "sudo " if "sudo" in install.wrappers else ""
    fetch = ctx.tree.source.slice(refresh.own_span)
    if RefreshIndex.of(refresh) is None or ctx.tree.escape in fetch or "\n" in fetch:
        fetch = f"{install.program} update"
    before = insert_command_before(ctx.tree, run, first, sudo + fetch)
    lists = ctx.kb.text("apt-config.lists-directory")
    if before is not None and is_removed_after(installs[-1], ("apt",), "lists", (lists,)):
        return before
    after = append_command(ctx.tree, run, sudo + removal)
    return None if before is None or after is None else (*before, *after)


def _later_runs(run: Run) -> list[Run]:
    """Return the RUNs that go on from this one's layer, up to one that fetches lists anew.

    They are those of its stage, and those of stages FROM it.
    """
    stage = run.stage
    found: dict[int, Run] = {}
    for other in stage.dockerfile.stages if stage is not None else ():
        if stage not in other.lineage:
            continue
        for later in other.layers():
            if isinstance(later, Run) and later.span.start > run.span.start:
                found[later.span.start] = later
                if _fetches_first(later):
                    break
    return list(found.values())


def _started(run: Run) -> Iterator[Runnable]:
    """Yield what containers of the stage, and of stages FROM it, start with."""
    stage = run.stage
    for other in stage.dockerfile.stages if stage is not None else ():
        if stage in other.lineage:
            yield from (each for each in other.instructions if isinstance(each, (Cmd, Entrypoint)))


def _fetches_first(run: Run) -> bool:
    """Tell whether a RUN surely fetches lists before it installs."""
    for command in run.commands:
        refresh = RefreshIndex.of(command)
        if refresh is not None and refresh.manager == "apt":
            return command.is_unconditional
        if install_of(command) is not None:
            return False
    return False


def _need(run: Runnable, ctx: RepairContext) -> str:
    """Tell whether a RUN installs from lists that are there: ``surely``, ``perhaps`` or not."""
    need = ""
    has_rights = not _is_without_rights(run)
    if (
        has_rights
        and not run.is_exec_form
        and (run.script is None or run.script.reason or run.script.problems)
    ):
        need = "perhaps"
    words = ctx.kb.name_set("apt-config.installing-script-words")
    for command in run.commands:
        refresh = RefreshIndex.of(command)
        if refresh is not None and refresh.manager == "apt":
            return need
        install = install_of(command)
        if install is not None and install.manager == "apt":
            packages = install.packages
            if not packages or not all(package.path for package in packages):
                return "surely"
        if not has_rights:
            continue
        if command.program in ctx.kb.name_set("apt-config.programs-calling-apt"):
            need = "perhaps"
        if _asks_apt(command) or (
            (_script_words(command) & words or _may_call_apt(command, ctx))
            and not _is_known_without_apt(command, run, ctx)
        ):
            need = "perhaps"
    return need


def _is_without_rights(run: Runnable) -> bool:
    """Tell whether a user runs it whom the file makes and gives no way to become root."""
    stage = run.stage
    user = run.state.user
    if stage is None or run.state.is_root is not False or not isinstance(user, str):
        return False
    name = user.partition(":")[0]
    if any(word in stage.dockerfile.source.text for word in ("sudo", "gosu", "doas", "su-exec")):
        return False
    return any(
        (added := AddUser.of(command)) is not None
        and added.name is not None
        and text_of(added.name) == name
        for other in stage.runs()
        for command in other.commands
    )


_WITHOUT_LISTS = frozenset(
    {
        "remove",
        "purge",
        "autoremove",
        "clean",
        "autoclean",
        "mark",
        "hold",
        "install",
        "update",
        "key",
    }
)
"""What apt does without its lists, and what is looked at elsewhere."""


def _asks_apt(command: Command) -> bool:
    """Tell whether a command asks apt for something that its lists know: download, source, show."""
    if command.program in {"apt-cache", "apt-file", "apt-rdepends"}:
        return True
    return command.program in {"apt-get", "apt", "aptitude"} and bool(
        command.subcommand and command.subcommand not in _WITHOUT_LISTS
    )


def _may_call_apt(command: Command, ctx: RepairContext) -> bool:
    """Tell whether a file of the build context that a command runs speaks of apt."""
    context = ctx.build_context
    if isinstance(context, Unknown) or install_of(command) is not None:
        return False
    names = {text_of(word).rpartition("/")[2] for word in command.words}
    if command.program == "make":
        names |= {"Makefile", "makefile", "GNUmakefile"}
    for name in names:
        if not name or name.startswith("-") or name in {".", ".."}:
            continue
        data = context.read(name)
        if not isinstance(data, Unknown) and re.search(_CALL, data.decode("utf-8", "replace")):
            return True
    return False


def _is_known_without_apt(command: Command, run: Runnable, ctx: RepairContext) -> bool:
    """Tell whether a script is an installer that is known to leave apt's packages alone.

    By its name, or by the address that the same RUN fetches it from.
    """
    path = command.path
    if command.program in _READERS and command.operands:
        path = text_of(command.operands[0])
    known = ctx.kb.names("apt-config.scripts-without-apt")
    if any(each in path.lower() for each in known):
        return True
    for other in run.commands:
        download = Download.of(other)
        if download is None or other.span.start > command.span.start:
            continue
        written = [download.output, *(redirect.target for redirect in other.simple.redirects)]
        if any(word is not None and text_of(word) == path for word in written):
            return all(any(each in text_of(url).lower() for each in known) for url in download.urls)
    return False


def _script_words(command: Command) -> set[str]:
    """Return the words in the name of the shell script that a command runs, if it runs one."""
    path = command.path
    if command.program in _READERS and command.operands and not command.nested:
        path = text_of(command.operands[0])
    name = path.rpartition("/")[2].lower()
    if not name.endswith(_SCRIPT):
        return set()
    return set(re.findall(r"[a-z]+", name))
