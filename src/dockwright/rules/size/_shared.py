"""What the rules about leftovers share: whether something a RUN makes stays in its layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.actions import Remove, cleanups_of
from dockwright.model.unknown import Unknown
from dockwright.rules.diagnostic import Basis, Impact

if TYPE_CHECKING:
    from dockwright.kb import KnowledgeBase
    from dockwright.model.command import Command
    from dockwright.model.install import Install
    from dockwright.model.instructions import Run

__all__ = ["download_impact", "is_cleaned", "is_mounted", "later_commands", "ships"]


def ships(run: Run) -> bool:
    """Tell whether the layer of a RUN is part of an image that somebody pulls."""
    return run.stage is not None and (run.stage.ships or run.is_onbuild)


def is_mounted(run: Run, paths: tuple[str, ...]) -> bool:
    """Tell whether a cache or tmpfs mount covers one of the paths, so that no layer holds it.

    A mount whose options cannot be told counts as covering: the rule then stays silent.
    """
    if any(isinstance(use.mount, Unknown) for use in run.mounts):
        return True
    return any(run.has_mount(kind, path) for kind in ("cache", "tmpfs") for path in paths)


def later_commands(command: Command) -> tuple[Command, ...]:
    """Return the commands of the same RUN after ``command``."""
    run = command.instruction
    if run is None:
        return ()
    commands = run.commands
    for at, other in enumerate(commands):
        if other.simple is command.simple:
            return commands[at + 1 :]
    return ()


def is_cleaned(command: Command, managers: frozenset[str], what: str, paths: tuple[str, ...]) -> bool:
    """Tell whether a later command of the same RUN removes what ``command`` leaves.

    Args:
        command: what leaves something behind.
        managers: the package managers whose clean-up counts.
        what: ``cache`` or ``lists``.
        paths: where it lies; removing one of them or a folder above it counts.
    """
    for later in later_commands(command):
        if any(found.manager in managers and found.what == what for found in cleanups_of(later)):
            return True
        remove = Remove.of(later)
        if remove is not None and any(remove.removes(path) for path in paths):
            return True
    return False


def download_impact(install: Install, kb: KnowledgeBase) -> Impact | None:
    """Estimate the bytes of the wheels that an install downloads, from the packages it names."""
    total = 0
    for package in install.packages:
        facts = kb.package(package.name)
        if facts is not None:
            total += facts.download_bytes or facts.wheel_bytes or 0
    if not total:
        return None
    return Impact(total, None, "wheel sizes of the packages named", Basis.ESTIMATED)
