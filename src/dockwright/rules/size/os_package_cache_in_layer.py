"""DW305: the cache of apk, dnf, yum, zypper or pacman stays in a layer."""

from __future__ import annotations

from dockwright.model.actions import RefreshIndex, UpgradeSystem, cleanups_of
from dockwright.model.install import Install, install_of
from dockwright.model.instructions import Run
from dockwright.model.layers import commands_before, is_removed_after, mount_covers, reaches_image
from dockwright.model.lists import later_users
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.rules.size._shared import human, size_impact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.command import Command
    from dockwright.rules.diagnostic import Diagnostic

_RED_HAT = ("yum", "dnf", "microdnf", "tdnf")
_ALIKE = {"yum": {"yum", "dnf"}, "dnf": {"yum", "dnf"}}
_PROGRAMS = frozenset({"apk", "zypper", "pacman", *_RED_HAT})


@rule(
    "DW305",
    "os-package-cache-in-layer",
    on=Run,
    family=Family.SIZE,
    severity=Severity.INFO,
    aliases=("DL3019", "DL3032", "DL3036", "DL3040"),
    triggers=("apk", "yum", "dnf", "zypper", "pacman"),
    facts=(
        "cache.apk",
        "cache.dnf",
        "cache.yum",
        "cache.microdnf",
        "cache.tdnf",
        "cache.zypper",
        "cache.pacman",
        "apt-config.apk-index-bytes",
        "apt-config.dnf-metadata-bytes",
    ),
)
def os_package_cache_in_layer(run: Run, ctx: Context) -> Iterator[Diagnostic]:
    r"""A system package manager's cache stays in a layer of the image.

    ## What it does

    Finds installs with apk, yum, dnf, microdnf, tdnf, zypper and pacman in an image that is
    shipped, where the index or the downloaded packages stay behind.

    ## Why it matters

    dnf's metadata alone are often more than 100 MB, pacman keeps every package that it fetched;
    apk's index is about 2.5 MB.
    A clean-up in a later RUN frees nothing.

    ## Example

    ```dockerfile bad
    FROM fedora:43
    RUN dnf install -y --setopt=install_weak_deps=False libgomp
    USER 10001
    CMD ["/bin/true"]
    ```

    ## Instead

    ```dockerfile good
    FROM fedora:43
    RUN dnf install -y --setopt=install_weak_deps=False libgomp \
     && dnf clean all
    USER 10001
    CMD ["/bin/true"]
    ```

    On Alpine: `apk add --no-cache …`.

    ## When it stays silent

    Where apk is only told the names of packages that are installed already;
    where the same RUN cleans up or removes the cache's folder; with `apk --no-cache` and
    `--no-network`; with a cache or tmpfs mount over the cache; where an earlier RUN of the image
    left the index already, which is then reported there alone; in stages whose layers are not part
    of the built image.

    ## Fix safety

    Appending the clean-up, or adding `--no-cache`, is safe.

    ## With other rules

    DW304 does the same for apt's lists.

    ## References

    - dnf and apk manual pages
    - hadolint DL3019, DL3032, DL3036, DL3040
    """
    if not reaches_image(run):
        return
    for command in run.commands:
        manager = _leaves(command, run, ctx)
        if manager is None:
            continue
        if RefreshIndex.of(command) is not None and manager == "apk" and not _adds(run, ctx):
            continue
        if ctx.profile not in {"hadolint", "strict"} and _is_there(manager, command, run, ctx):
            return
        if manager == "apk":
            weight = ctx.kb.integer("apt-config.apk-index-bytes")
        elif manager in _RED_HAT:
            weight = ctx.kb.integer("apt-config.dnf-metadata-bytes")
        else:
            weight = 0
        cache = ctx.kb.cache(manager)
        clean = cache.clean if cache is not None else ""
        users = _users(command, run) if manager == "apk" else ()
        yield ctx.report(
            command.own_span,
            f"what {manager} keeps of its downloads stays in this layer"
            + (f": about {human(weight)}" if weight else ""),
            help=_apk_advice(run, users)
            if manager == "apk"
            else f"End each RUN that installs with `&& {clean}`",
            related=[ctx.label(user.own_span, "installs from this index") for user in users[:4]],
            impact=size_impact(weight, "package index"),
        )
        return


def _adds(run: Run, ctx: Context) -> bool:
    """Tell whether a RUN that fetches apk's index adds packages: else DW201 has it."""
    return ctx.profile != "hadolint" and any(
        (install := install_of(each)) is not None and install.manager == "apk"
        for each in run.commands
    )


def _users(command: Command, run: Run) -> tuple[Command, ...]:
    """Return the installs of later RUNs that need the index which apk leaves here."""
    refresh = RefreshIndex.of(command)
    if refresh is not None:
        return later_users(refresh)
    stage = run.stage
    if stage is None or run.is_onbuild:
        return ()
    users: list[Command] = []
    for later in stage.dockerfile.instructions:
        if not isinstance(later, Run) or later.span.start < run.span.end or later.stage is None:
            continue
        if stage not in later.stage.lineage:
            continue
        for other in later.commands:
            if (found := RefreshIndex.of(other)) is not None and found.manager == "apk":
                return tuple(users)
            install = install_of(other)
            if install is not None and install.manager == "apk":
                if install.has("--no-cache", "--update-cache"):
                    break
                users.append(install)
                break
    return tuple(users)


def _apk_advice(run: Run, users: tuple[Command, ...]) -> str:
    updates = any(
        (found := RefreshIndex.of(each)) is not None and found.manager == "apk"
        for each in run.commands
    )
    upgrades = any(
        (raised := UpgradeSystem.of(each)) is not None and raised.manager == "apk"
        for each in run.commands
    )
    if upgrades and not users:
        return "Write `apk upgrade --no-cache` and `apk add --no-cache …`" + (
            ", and drop `apk update`" if updates else ""
        )
    if users:
        return "Write `apk add --no-cache …` here and in the later RUNs" + (
            ", and drop `apk update`" if updates else ", all at once: they install from this index"
        )
    return "Write `apk add --no-cache …`" + (", and drop `apk update`" if updates else "")


def _leaves(command: Command, run: Run, ctx: Context) -> str | None:
    """Return the manager whose downloads a command leaves in its layer."""
    if command.program not in _PROGRAMS:
        return None
    manager = _manager_of(command)
    cache = ctx.kb.cache(manager) if manager is not None else None
    if manager is None or cache is None:
        return None
    if command.has("--no-network", *(cache.disable_flags or ("--no-cache",))):
        return None
    paths = cache.paths
    if manager in _RED_HAT:
        # Which of them a program uses depends on the release.
        paths = tuple(
            path for name in _RED_HAT for path in getattr(ctx.kb.cache(name), "paths", ())
        )
    if mount_covers(run, ("cache", "tmpfs"), paths):
        return None
    if is_removed_after(command, _ALIKE.get(manager, {manager}), "cache", paths):
        return None
    return manager


def _is_there(manager: str, before: Command, run: Run, ctx: Context) -> bool:
    """Tell whether an earlier RUN left the package index: this one uses it, and adds little."""
    if run.is_onbuild:
        return False
    alike = _ALIKE.get(manager, {manager})
    left = False
    for instruction in run.stage.layers() if run.stage is not None else ():
        if not isinstance(instruction, Run):
            continue
        commands = commands_before(before) if instruction is run else instruction.commands
        for command in commands:
            if instruction is not run and _leaves(command, instruction, ctx) in alike:
                left = True
            elif any(
                found.manager in alike and found.what == "cache" for found in cleanups_of(command)
            ):
                left = False
        if instruction is run:
            break
    return left


def _manager_of(command: Command) -> str | None:
    install = install_of(command)
    if install is not None:
        return _of_install(install)
    upgrade = UpgradeSystem.of(command)
    if upgrade is not None and upgrade.manager in _PROGRAMS and upgrade.manager != "apk":
        return upgrade.manager
    refresh = RefreshIndex.of(command)
    if refresh is not None and refresh.manager in {"apk", *_RED_HAT}:
        return refresh.manager
    return None


def _of_install(install: Install) -> str | None:
    if install.manager == "pacman" and not install.has("--sync"):
        return None
    if install.manager == "apk" and _adds_what_is_there(install):
        return None
    return install.manager if install.manager in _PROGRAMS else None


def _adds_what_is_there(install: Install) -> bool:
    """Tell whether apk only gives a name to what is installed, found by `apk info --installed`."""
    run = install.instruction
    return (
        isinstance(run, Run)
        and not any(word.value for word in install.operands)
        and any(
            command.program == "apk" and command.has("--installed", "-e")
            for command in run.commands
        )
    )
