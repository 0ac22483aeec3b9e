"""Packages of the distro that a repair adds to a stage, or takes out of an install."""

from __future__ import annotations

from dockwright.edits.commands import remove_command, top_level_commands
from dockwright.edits.lines import insert_after, remove_instruction
from dockwright.edits.words import insert_words, remove_words
from dockwright.fixes.repair import Refusal
from dockwright.model.actions import RefreshIndex, cleanups_of
from dockwright.model.install import install_of
from dockwright.model.instructions import Run
from dockwright.model.unknown import Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockwright.fixes.repair import RepairContext
    from dockwright.model.command import Command
    from dockwright.model.install import Install
    from dockwright.model.instructions import Instruction
    from dockwright.model.requirement import PackageSpec
    from dockwright.model.stage import Stage
    from dockwright.text import Edit

__all__ = ["add_packages", "drop_packages", "package_with_program"]

_MANAGERS = frozenset({"apt", "apk"})


def add_packages(
    stage: Stage, names: Sequence[str], ctx: RepairContext, *, before: Instruction | None = None
) -> tuple[Edit, ...] | Refusal:
    """Return the edits that install packages in a stage.

    They join an install of the stage's own; where there is none, a RUN of their own begins it.

    Args:
        stage: the stage.
        names: the packages, as the distro calls them.
        ctx: the repair's context.
        before: what needs them, where a later step would be too late.
    """
    facts = stage.image_facts
    manager = None if isinstance(facts, Unknown) else facts.package_manager
    if manager not in _MANAGERS:
        return Refusal("how this base image installs packages is not known")
    limit = None if before is None else before.span.start
    joined = None
    for run in stage.runs():
        if limit is not None and run.span.start >= limit:
            break
        for command in run.commands:
            install = install_of(command)
            if install is not None and _can_join(install, run, manager):
                joined = install
    if joined is not None:
        there = {spec.name for spec in joined.packages}
        further = [name for name in names if name not in there]
        edits = insert_words(joined, joined.packages[-1].word, *further)
        if edits is not None:
            return edits
    if stage.initial_state.is_root is not True:
        return Refusal("the stage does not begin as root, who alone may install packages")
    words = " ".join(names)
    line = f"RUN apk add --no-cache {words}"
    if manager == "apt":
        line = (
            f"RUN apt-get update && apt-get install -y --no-install-recommends {words} "
            f"{ctx.tree.escape}\n    && rm -rf /var/lib/apt/lists/*"
        )
    return insert_after(ctx.tree, stage.from_.node, [line])


def _can_join(install: Install, run: Run, manager: str) -> bool:
    """Tell whether an install takes another package and surely runs."""
    return (
        install.manager == manager
        and bool(install.packages)
        and install.parent is None
        and install.is_unconditional
        and install.simple.follower != "||"
        and not run.is_onbuild
        and not install.option("--target-release", "--virtual")
        and not any(spec.path or spec.url for spec in install.packages)
        and "sudo" not in install.wrappers
        and run.state.is_root is True
    )


def package_with_program(name: str, stage: Stage, ctx: RepairContext) -> str | None:
    """Return the package that is known to bring a program."""
    facts = stage.image_facts
    if isinstance(facts, Unknown) or facts.package_manager is None:
        return None
    others: Sequence[str] = ctx.kb.mapping("contents.packages-of-programs").get(name, ())
    for package in (name, *others):
        known = ctx.kb.system_package(facts.package_manager, package)
        if known is not None and name in known.programs:
            return package
    return None


def drop_packages(
    install: Install, specs: Sequence[PackageSpec], ctx: RepairContext
) -> tuple[Edit, ...] | Refusal:
    """Return the edits that take packages out of an install.

    An install that is left with nothing goes, and with it a RUN that only prepares it.
    """
    run = install.instruction
    if not isinstance(run, Run) or install.parent is not None:
        return Refusal("the install stands within the text of another command")
    dropped = {spec.span for spec in specs}
    if any(spec.span not in dropped for spec in install.packages):
        edits: list[Edit] = []
        for spec in specs:
            gone = remove_words(ctx.tree, install, spec.span)
            if gone is None:
                return Refusal("the install stands within the text of another command")
            edits += gone
        return tuple(edits)
    top = top_level_commands(run)
    others = [command for command in run.commands if command.simple is not install.simple]
    if top is not None and all(_only_prepares(command) for command in others):
        return remove_instruction(ctx.tree, run.node)
    gone = remove_command(ctx.tree, run, install.simple)
    if gone is None:
        return Refusal("the install is joined to other commands in a way that it cannot leave")
    return gone


def _only_prepares(command: Command) -> bool:
    """Tell whether a command does nothing but for the install beside it."""
    return (
        RefreshIndex.of(command) is not None
        or bool(cleanups_of(command))
        or command.program == "set"
    )
