"""Repairs DW304: the RUN that fetches apt's lists removes them."""

from __future__ import annotations

from dockwright.edits.commands import append_command, insert_command_before, top_level_commands
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._shared import command_at, end_with
from dockwright.model.actions import RefreshIndex
from dockwright.model.install import install_of
from dockwright.model.instructions import CopyLike, Run
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
    if not later:
        yield end_with(run, ctx, removal, like=command, applicability=applicability)
        return
    own = end_with(run, ctx, removal, like=command)
    if isinstance(own, Refusal):
        yield own
        return
    path = ctx.dockerfile.source.path
    if _sources_may_change(run, ctx):
        applicability = Applicability.UNSAFE
    yield ctx.fix(
        "Let each RUN that installs fetch its lists and remove them",
        (*own.edits[path], *later),
        applicability=applicability,
    )


def _sources_may_change(run: Run, ctx: RepairContext) -> bool:
    """Tell whether a later step may change where apt's packages come from.

    Lists that are fetched anew then hold other packages, or cannot be fetched at all.
    """
    words = ctx.kb.names("apt-source.words")
    stage = run.stage
    return any(
        word in each.node.text
        for other in (stage.dockerfile.stages if stage is not None else ())
        if stage in other.lineage
        for each in other.layers()
        if isinstance(each, (Run, CopyLike)) and each.span.start >= run.span.start
        for word in words
    )


def _with_lists_of_its_own(
    run: Run, refresh: Command, removal: str, ctx: RepairContext
) -> tuple[Edit, ...] | None:
    """Return the edits that make a RUN fetch lists before it installs, and remove them."""
    install = next(
        (
            command
            for command in run.commands
            if (found := install_of(command)) is not None and found.manager == "apt"
        ),
        None,
    )
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


def _fetches_first(run: Run) -> bool:
    """Tell whether a RUN surely fetches lists before it installs."""
    for command in run.commands:
        refresh = RefreshIndex.of(command)
        if refresh is not None and refresh.manager == "apt":
            return command.is_unconditional
        if install_of(command) is not None:
            return False
    return False


def _need(run: Run, ctx: RepairContext) -> str:
    """Tell whether a RUN installs from lists that are there: ``surely``, ``perhaps`` or not."""
    need = ""
    if not run.is_exec_form and (run.script is None or run.script.reason or run.script.problems):
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
        if _script_words(command) & words or _asks_apt(command) or _may_call_apt(command, ctx):
            need = "perhaps"
    return need


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
        if not isinstance(data, Unknown) and b"apt" in data:
            return True
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
