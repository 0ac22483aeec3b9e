"""Repairs DW304: the RUN that fetches apt's lists removes them."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._shared import command_at, end_with
from dockwright.model.actions import RefreshIndex
from dockwright.model.install import install_of
from dockwright.model.instructions import Run
from dockwright.model.words import text_of
from dockwright.rules.diagnostic import Applicability
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.command import Command
    from dockwright.model.stage import Stage
    from dockwright.rules.diagnostic import Fix

_SCRIPT = (".sh", ".bash")
_READERS = frozenset({"sh", "bash", "dash", "source", "."})


@repair("DW304", on=Run, touches=("run",))
def apt_lists_in_layer(run: Run, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """End the RUN with the removal of the lists, where no later RUN installs from them."""
    command = command_at(run, ctx)
    if command is None:
        return
    stage = run.stage
    applicability = Applicability.SAFE
    if stage is not None:
        for later in _later_runs(run, stage):
            need = _need(later, ctx)
            if need == "surely":
                yield Refusal(
                    f"the RUN in line {later.node.start_line} installs from these lists without "
                    "fetching its own"
                )
                return
            if need == "perhaps":
                applicability = Applicability.UNSAFE
    lists = ctx.kb.text("apt-config.lists-directory")
    yield end_with(run, ctx, f"rm -rf {lists}/*", like=command, applicability=applicability)


def _later_runs(run: Run, stage: Stage) -> Iterator[Run]:
    """Yield the RUNs that go on from this one's layer: of its stage, and of stages FROM it."""
    for other in stage.dockerfile.stages:
        if stage in other.lineage:
            for later in other.runs():
                if other is not stage or later.span.start > run.span.start:
                    yield later


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
        if _script_words(command) & words:
            need = "perhaps"
    return need


def _script_words(command: Command) -> set[str]:
    """Return the words in the name of the shell script that a command runs, if it runs one."""
    path = command.path
    if command.program in _READERS and command.operands and not command.nested:
        path = text_of(command.operands[0])
    name = path.rpartition("/")[2].lower()
    if not name.endswith(_SCRIPT):
        return set()
    return set(re.findall(r"[a-z]+", name))
