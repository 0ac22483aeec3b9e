"""Repairs DW204: what keeps a mounted cache empty goes."""

from __future__ import annotations

from dockwright.edits.commands import insert_command_before, remove_command, top_level_commands
from dockwright.edits.words import remove_all_words
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.actions import RefreshIndex, cleanups_of
from dockwright.model.install import install_of
from dockwright.model.instructions import Run
from dockwright.model.layers import environment_of, is_under
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.rules.diagnostic import Applicability
from dockwright.text import Edit, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.command import Command
    from dockwright.model.install import Install
    from dockwright.rules.diagnostic import Fix

_TIED = "the RUN's other commands depend on it in a way that is not a plain list"


@repair("DW204", on=Run, touches=("run",))
def cache_mount_defeated(run: Run, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Drop the option, the variable or the clean-up; take apt's own clean-up out of the way."""
    place = ctx.finding.primary.span
    for command in run.commands:
        install = install_of(command)
        if install is not None:
            option = install.option("--no-cache-dir", "--no-cache")
            if option is not None and option.span == place:
                yield _without_option(run, install, ctx)
                return
            if install.own_span == place:
                yield _without_variable(run, install, ctx)
                return
        if any(found.span == place for found in cleanups_of(command)):
            yield _without_cleanup(run, command, ctx)
            return
    yield _without_hook(run, ctx)


def _mounted(run: Run) -> list[str]:
    return [
        place
        for use in run.mounts
        if not isinstance(use.mount, Unknown) and use.mount.type == "cache" and use.mount.target
        if isinstance(place := run.state.resolve(use.mount.target), str)
    ]


def _applicability(run: Run, install: Install, ctx: RepairContext) -> Applicability | Refusal:
    """Tell whether the cache that is used again is surely the one that is mounted."""
    folder = install.cache_directory(environment_of(install))
    mounted = _mounted(run)
    if isinstance(folder, str):
        if any(is_under(folder, place) for place in mounted):
            return Applicability.SAFE
        return Refusal(f"its cache is in `{folder}`, which is not what is mounted")
    home = run.state.env("HOME")
    cache = ctx.kb.cache(install.program) or ctx.kb.cache(install.manager)
    if (
        folder is None
        and cache is not None
        and run.state.is_root is True
        and home in {None, "/root"}
        and any(is_under(path, place) for path in cache.paths for place in mounted)
    ):
        return Applicability.SAFE
    return Applicability.UNSAFE


def _without_option(run: Run, install: Install, ctx: RepairContext) -> Fix | Refusal:
    applicability = _applicability(run, install, ctx)
    if isinstance(applicability, Refusal):
        return applicability
    edits: list[Edit] = []
    for command in run.commands:
        other = install_of(command)
        if other is None or other.manager != install.manager:
            continue
        options = other.all_options("--no-cache-dir", "--no-cache")
        more = remove_all_words(ctx.tree, other, (option.span for option in options))
        if more is None:
            return Refusal("the install stands within the text of another command")
        edits += more
    return ctx.fix("Let the RUN use the cache that it mounts", edits, applicability=applicability)


def _without_variable(run: Run, install: Install, ctx: RepairContext) -> Fix | Refusal:
    """Take ``PIP_NO_CACHE_DIR=1`` before the command away."""
    applicability = _applicability(run, install, ctx)
    if isinstance(applicability, Refusal):
        return applicability
    for name in ("PIP_NO_CACHE_DIR", "UV_NO_CACHE", "PDM_NO_CACHE"):
        own = install.variable(name)
        if own is None:
            continue
        if install.parent is not None or own not in install.simple.assignments:
            return Refusal("the variable is set for the command by another program")
        end = own.span.end
        text = ctx.tree.source.text
        while text[end : end + 1] in {" ", "\t"}:
            end += 1
        return ctx.fix(
            f"Drop `{name}`: the RUN mounts a cache",
            (Edit(Span(own.span.start, end), ""),),
            applicability=applicability,
        )
    return Refusal(
        "a variable switches the cache off for the whole stage, and other RUNs may rely on it"
    )


def _without_cleanup(run: Run, command: Command, ctx: RepairContext) -> Fix | Refusal:
    mounted = _mounted(run)
    found = cleanups_of(command)
    title = "Leave what is in the mount alone"
    if command.program != "rm":
        folders = {
            "lists": ctx.kb.text("apt-config.lists-directory"),
            "cache": ctx.kb.text("apt-config.archives-directory"),
        }
        if any(
            each.manager == "apt"
            and not any(is_under(folders[each.what], place) for place in mounted)
            for each in found
        ):
            return Refusal("the command empties more than what is mounted")
        return ctx.fix(title, remove_command(ctx.tree, run, command.simple), unless=_TIED)
    place = ctx.finding.primary.span
    inside = [
        word
        for word in command.operands
        if any(is_under(text_of(word).rstrip("*").rstrip("/"), folder) for folder in mounted)
    ]
    if all(word.span != place for word in inside):
        return Refusal("the command deletes more than what is mounted")
    if len(inside) == len(command.operands):
        return ctx.fix(title, remove_command(ctx.tree, run, command.simple), unless=_TIED)
    edits = remove_all_words(ctx.tree, command, (word.span for word in inside))
    return ctx.fix(title, edits, unless="the command stands within the text of another command")


def _without_hook(run: Run, ctx: RepairContext) -> Fix | Refusal:
    """Begin with the removal of the hook that deletes apt's archives after each install."""
    first = next((command for command in run.commands if _is_of_apt(command)), None)
    top = top_level_commands(run)
    if first is None or top is None or first.simple not in top:
        return Refusal("the RUN that installs is not a plain list of commands")
    begin = next(each for each in top if each.pipeline[0] == first.simple.pipeline[0])
    has_apt = any(command.program == "apt" and install_of(command) for command in run.commands)
    if has_apt:
        text = ctx.kb.text("apt-config.keep-cache-line").replace("; ", " && ", 1)
        if "sudo" in first.wrappers:
            return Refusal("sudo does not cover the redirection that the setting needs")
    else:
        text = f"rm -f {ctx.kb.text('apt-config.docker-clean')}"
        text = f"sudo {text}" if "sudo" in first.wrappers else text
    return ctx.fix(
        "Let apt keep what it downloads in the mount",
        insert_command_before(ctx.tree, run, begin, text),
        applicability=Applicability.UNSAFE if _keeps_later(run, ctx) else Applicability.SAFE,
        unless="the RUN that installs is not a plain list of commands",
    )


def _is_of_apt(command: Command) -> bool:
    refresh = RefreshIndex.of(command)
    install = install_of(command)
    return (refresh is not None and refresh.manager == "apt") or (
        install is not None and install.manager == "apt"
    )


def _keeps_later(run: Run, ctx: RepairContext) -> bool:
    """Tell whether a later RUN would keep apt's archives in its layer."""
    folder = ctx.kb.text("apt-config.archives-directory")
    for stage in ctx.dockerfile.stages:
        if run.stage not in stage.lineage:
            continue
        for later in stage.layers():
            if (
                isinstance(later, Run)
                and later.span.start > run.span.start
                and any(_is_of_apt(command) for command in later.commands)
                and not any(is_under(folder, place) for place in _mounted(later))
            ):
                return True
    return False
