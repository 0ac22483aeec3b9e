"""Who uses the package lists that a command fetches: its own RUN, a later one, or something unseen.

Overview for authors of rules::

    is_used_in_run(refresh) -> bool       a later command of the RUN installs from them
    may_be_used_unseen(refresh) -> bool   a later command of the RUN may, in a script for instance
    later_users(refresh) -> tuple[Command, ...]  of each later RUN that does, without fetching
                                          them itself, the first command
"""

from __future__ import annotations

from dockwright.model.actions import RefreshIndex, Remove, UpgradeSystem, cleanups_of
from dockwright.model.install import install_of
from dockwright.model.instructions import Run
from dockwright.model.layers import commands_after

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.command import Command

__all__ = ["is_used_in_run", "later_users", "may_be_used_unseen"]

_UNSEEN = frozenset({"build-dep", "source", "download", "satisfy"})


def is_used_in_run(refresh: RefreshIndex) -> bool:
    """Tell whether a later command of the same RUN installs or upgrades from the lists."""
    return any(_uses(later, refresh.manager) for later in commands_after(refresh))


def may_be_used_unseen(refresh: RefreshIndex) -> bool:
    """Tell whether a later command of the RUN may use the lists in a way that is not seen."""
    return not all(
        cleanups_of(later) or Remove.of(later) is not None for later in commands_after(refresh)
    )


def later_users(refresh: RefreshIndex) -> tuple[Command, ...]:
    """Return the first command of each later RUN that uses the lists.

    A RUN that fetches them itself ends the search.
    """
    run = refresh.instruction
    if not isinstance(run, Run):
        return ()
    manager = refresh.manager
    users: list[Command] = []
    for later in _later_runs(run):
        for command in later.commands:
            found = RefreshIndex.of(command)
            if found is not None and found.manager == manager:
                return tuple(users)
            install = install_of(command)
            if (
                install is not None
                and install.manager == manager
                and install.has("--update-cache", "--no-cache", "--refresh")
            ):
                break
            if _uses(command, manager):
                users.append(command)
                break
    return tuple(users)


def _later_runs(run: Run) -> Iterator[Run]:
    """Yield the RUNs after ``run``, those of stages that are FROM its stage included."""
    stage = run.stage
    if stage is None or run.is_onbuild:
        return
    for member in stage.dockerfile.stages:
        if stage in member.lineage:
            for later in member.runs():
                if member is not stage or later.span.start > run.span.start:
                    yield later


def _uses(command: Command, manager: str) -> bool:
    install = install_of(command)
    if install is not None:
        return install.manager == manager
    upgrade = UpgradeSystem.of(command)
    if upgrade is not None:
        return upgrade.manager == manager
    if manager != "apt" or command.program not in {"apt-get", "apt", "aptitude"}:
        return False
    operands = command.operands
    return command.subcommand in _UNSEEN or bool(operands and operands[0].value in _UNSEEN)
