"""What the rules about size share: whose image it is, what a package weighs."""

from __future__ import annotations

from dockwright.model.layers import is_removed_after, mount_covers
from dockwright.rules.diagnostic import Basis, Impact
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockwright.kb import KnowledgeBase
    from dockwright.kb.records import CacheFacts
    from dockwright.model.command import Command
    from dockwright.model.install import Install
    from dockwright.model.instructions import Run
    from dockwright.model.stage import Stage
    from dockwright.rules.base import Context

__all__ = [
    "download_bytes",
    "human",
    "is_for_development",
    "leaves_cache",
    "runs_application",
    "size_impact",
]


def leaves_cache(
    command: Command, run: Run, cache: CacheFacts, managers: Iterable[str] = ()
) -> bool:
    """Tell whether what a tool downloads stays in the RUN's layer.

    Args:
        command: the command that downloads.
        run: its RUN.
        cache: where the tool keeps it.
        managers: whose clean-up commands count besides the tool's own.
    """
    if mount_covers(run, ("cache", "tmpfs"), cache.paths, cache.user_path):
        return False
    return not is_removed_after(
        command, {cache.tool, *managers}, "cache", cache.paths, cache.user_path
    )


def download_bytes(install: Install, kb: KnowledgeBase) -> int:
    """Return the bytes of the wheels that an install downloads, from the packages it names."""
    total = 0
    for package in install.packages:
        facts = kb.package(package.name) if package.name else None
        if facts is not None:
            total += facts.download_bytes or facts.wheel_bytes or 0
    return total


def size_impact(count: int, basis: str) -> Impact | None:
    """Return an estimate in bytes; None for nothing."""
    return Impact(count, None, basis, Basis.ESTIMATED) if count else None


def human(count: int) -> str:
    """Return a size for people: ``2.5 GB``, ``310 MB``."""
    if count >= 1_000_000_000:
        return f"{count / 1_000_000_000:.1f} GB"
    return f"{max(1, round(count / 1_000_000))} MB"


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]+", text.lower()))


def is_for_development(stage: Stage, ctx: Context) -> bool:
    """Tell whether a stage or its file says that nobody ships it: dev, test, CI, build images."""
    words = ctx.kb.name_set("purpose.development-words")
    path = ctx.dockerfile.source.path.replace("\\", "/").split("/")
    named = _words(path[-1]) | {folder.strip(".").lower() for folder in path[-3:-1]}
    for member in stage.lineage:
        if member is stage or member.is_target:
            named |= _words(member.name or "")
    return not named.isdisjoint(words)


def runs_application(stage: Stage, ctx: Context) -> bool:
    """Tell whether a stage's image runs a program of its own, not a shell or a notebook.

    A shell or an interpreter that is handed a script counts as that script.
    """
    interactive = ctx.kb.name_set("purpose.interactive-programs")
    handed = ctx.kb.name_set("purpose.interpreters")
    for runnable in stage.final_command():
        if runnable is None:
            continue
        for command in runnable.commands:
            if command.program not in interactive:
                return True
            if command.program in handed and not command.nested and command.operands:
                return True
            if command.program in handed and command.has("-m", "-c") and not command.nested:
                return True
    return False
