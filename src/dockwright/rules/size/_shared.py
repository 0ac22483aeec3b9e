"""What the rules about size share: whose image it is, what a package weighs."""

from __future__ import annotations

from dockwright.model.layers import (
    commands_after,
    environment_of,
    is_removed_after,
    mount_covers,
)
from dockwright.model.unknown import Unknown
from dockwright.rules._purpose import builds_or_tests, is_for_development
from dockwright.rules._sizes import download_size
from dockwright.rules.diagnostic import Basis, Impact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dockwright.kb import KnowledgeBase
    from dockwright.kb.records import CacheFacts
    from dockwright.model.command import Command
    from dockwright.model.install import Install
    from dockwright.model.instructions import Run, Runnable
    from dockwright.model.requirement import PackageSpec
    from dockwright.model.stage import Stage
    from dockwright.rules.base import Context

__all__ = [
    "brings_heavy",
    "builds_or_tests",
    "cache_of",
    "download_bytes",
    "human",
    "is_for_development",
    "leaves_cache",
    "may_be_set",
    "mount_advice",
    "runs_application",
    "shown",
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
    if any(later.program.startswith("clean") for later in commands_after(command)):
        return False  # a script of somebody's own, named after what it is for
    return not is_removed_after(
        command, {cache.tool, *managers}, "cache", cache.paths, cache.user_path
    )


def cache_of(
    install: Install, kb: KnowledgeBase, environment: Mapping[str, str | Unknown]
) -> CacheFacts | None:
    """Return where an install keeps what it downloads, its options and variables considered."""
    cache = kb.cache(install.program) or kb.cache(install.manager)
    if cache is None:
        return None
    directory = install.cache_directory(environment)
    if isinstance(directory, str):
        return cache.replace(paths=(directory, *cache.paths))
    return cache


def may_be_set(run: Run, name: str, kb: KnowledgeBase) -> bool:
    """Tell whether a variable of unknown value may be one that pip or uv is configured with.

    That is one that this file or the base image is known to set.  A base image whose variables are
    not all known may set it too, unless it is of a kind that leaves such tools alone.
    """
    if name in run.state.variables:
        return True
    facts = run.stage.image_facts if run.stage is not None else Unknown("no stage")
    if isinstance(facts, Unknown):
        return False
    return name in facts.env_names or not (
        facts.is_env_complete
        or facts.kind in kb.name_set("pip-configuration.plain-kinds")
        or facts.repository in kb.name_set("pip-configuration.plain-repositories")
    )


def mount_advice(install: Install, run: Run, cache: CacheFacts) -> str:
    """Return the RUN with a cache mount, for a help text; ``""`` where the place is not known."""
    environment = environment_of(install)
    directory = install.cache_directory(environment)
    home = environment.get("HOME")
    root = run.state.is_root is not False and "sudo" not in install.wrappers
    if isinstance(directory, str):
        place = directory
    elif isinstance(home, str):
        place = f"{home.rstrip('/')}/{cache.user_path}"
    elif root and directory is None:
        place = cache.paths[0]
    else:
        return ""
    return f"RUN --mount=type=cache,target={place} {install.program} {install.subcommand} …"


def download_bytes(install: Install, ctx: Context) -> int:
    """Return the bytes of the wheels that an install downloads, from the packages it names.

    Those that a file of requirements lists count too, unless the file names an index: that may have
    smaller builds, as one on the command line may.
    """
    total = 0
    if install.index_urls:
        return 0
    packages = install.packages if ctx.lists_index(install) else ctx.packages(install)
    for package in packages:
        total += download_size(package, ctx.kb) or 0
    return total


def brings_heavy(install: Install, ctx: Context) -> bool:
    """Tell whether an install names, or a file lists, a package of a hundred megabytes or more."""
    packages = install.packages if ctx.lists_index(install) else ctx.packages(install)
    return any(
        (facts := ctx.kb.package(package.name)) is not None and facts.is_heavy
        for package in packages
        if package.name
    )


def size_impact(count: int, basis: str) -> Impact | None:
    """Return an estimate in bytes; None for nothing."""
    return Impact(count, None, basis, Basis.ESTIMATED) if count else None


def shown(spec: PackageSpec) -> str:
    """Return a package for a message: its name, and the line of a file that lists it."""
    return f"`{spec.name}`" + (f" ({spec.listed})" if spec.listed else "")


def human(count: int) -> str:
    """Return a size for people: ``2.5 GB``, ``310 MB``."""
    if count >= 1_000_000_000:
        return f"{count / 1_000_000_000:.1f} GB"
    return f"{max(1, round(count / 1_000_000))} MB"


def runs_application(stage: Stage, ctx: Context) -> bool:
    """Tell whether a stage's image runs a program of its own, not a shell or a notebook.

    A shell or an interpreter that is handed a script counts as that script; an init process and
    the commands that only prepare for another count for nothing, and so does a script that is
    handed a shell to start.
    """
    interactive = ctx.kb.name_set("purpose.interactive-programs")
    handed = ctx.kb.name_set("purpose.interpreters")
    entrypoint, cmd = stage.final_command()
    if entrypoint is not None and cmd is not None:
        # What an entrypoint is handed, it starts.
        if _is_bare_shell(cmd, handed):
            return False
    elif _is_bare_shell(entrypoint or cmd, handed):
        return False
    for runnable in (entrypoint, cmd):
        if runnable is None:
            continue
        for command in runnable.commands:
            program = ctx.kb.program(command.program)
            if program is not None and "init" in program.roles:
                continue
            if command.program in ctx.kb.name_set("purpose.preparing-commands"):
                continue
            if command.program not in interactive:
                return True
            if command.program in handed and not command.nested and command.operands:
                return True
            if command.program in handed and command.has("-m", "-c") and not command.nested:
                return True
    return False


def _is_bare_shell(runnable: Runnable | None, shells: frozenset[str]) -> bool:
    """Tell whether the last thing that runs is a shell without a script."""
    last = runnable.commands[-1] if runnable is not None and runnable.commands else None
    return last is not None and last.program in shells and not last.operands and not last.has("-c")
