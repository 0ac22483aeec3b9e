"""Repairs DW507: the packages go into a virtual environment of the stage."""

from __future__ import annotations

from dockwright.edits.lines import insert_after
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs.python._environments import (
    free_place,
    install_into,
    make_environment,
    provide_venv,
)
from dockwright.model.contents import Python, contents_of
from dockwright.model.instructions import Runnable
from dockwright.model.words import text_of
from dockwright.rules.python.externally_managed_python import Refused
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.stage import Stage
    from dockwright.rules.diagnostic import Fix


@repair("DW507", on=Refused, touches=("run", "env", "order"))
def externally_managed_python(subject: Refused, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Make an environment before the first install, and put it first on PATH behind it."""
    first = subject.installs[0]
    stage = first.run.stage
    assert stage is not None
    place = free_place(ctx)
    obstacle = _obstacle(subject, stage, ctx)
    if place is None or obstacle:
        yield Refusal(obstacle or "every usual path of an environment is taken")
        return
    if not isinstance(first.python, Python):
        yield Refusal("no Python is there yet where the first install runs")
        return
    venv = provide_venv(stage, first.python, ctx)
    if isinstance(venv, Refusal):
        yield venv
        return
    library = re.compile(ctx.kb.text("python-habit.distro-library"))
    tools = re.compile(r"python3-(pip|venv|dev|setuptools|wheel|minimal|full|distutils)")
    shares = any(
        library.fullmatch(name) and not tools.fullmatch(name)
        for name in contents_of(stage, ctx.kb).system_packages
    )
    made = make_environment(first, place, ctx, shares=shares)
    if made is None:
        yield Refusal("an environment cannot be made before the install within its RUN")
        return
    edits = [*venv, *made]
    for each in subject.installs:
        more = install_into(each.install, place, ctx)
        if more is None:
            yield Refusal(
                f"the install in line {each.run.node.start_line} cannot be given an environment"
            )
            return
        edits += more
    path = insert_after(ctx.tree, first.run.node, [f"ENV PATH={place}/bin:$PATH"])
    yield ctx.unsafe(f"Install into a virtual environment at {place}", [*edits, *path])


def _obstacle(subject: Refused, stage: Stage, ctx: RepairContext) -> str:
    """Return why an environment would not do, or nothing."""
    for each in subject.installs:
        line = each.run.node.start_line
        if each.run.stage is not stage:
            return f"line {line} installs in another stage that is FROM this one"
        if each.run.state.is_root is not True:
            return f"the install in line {line} does not run as root"
        if not each.install.is_unconditional:
            return f"the install in line {line} does not always run"
    for other in ctx.dockerfile.stages:
        for transfer in contents_of(other, ctx.kb).transfers:
            if transfer.source is stage and (
                "python3" in transfer.from_path or transfer.from_path in {"/usr", "/usr/local"}
            ):
                line = transfer.copy.node.start_line
                return f"line {line} takes the packages from the distro's directory"
    for instruction in stage.instructions:
        if isinstance(instruction, Runnable):
            for command in instruction.commands:
                if command.words and text_of(command.words[0]).startswith("/usr/bin/python"):
                    line = instruction.node.start_line
                    return f"line {line} calls the distro's Python by its path"
    return ""
