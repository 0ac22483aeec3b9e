"""DW201: the package index is fetched in a RUN of its own, and used by a later one."""

from __future__ import annotations

from dockwright.model.actions import RefreshIndex, Remove, UpgradeSystem, cleanups_of
from dockwright.model.install import Install, install_of
from dockwright.model.instructions import Run
from dockwright.model.layers import commands_after, mount_covers
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.command import Command
    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW201",
    "index-update-alone",
    on=Run,
    family=Family.CACHE,
    severity=Severity.WARNING,
    aliases=("DS017", "DS-0017", "CKV_DOCKER_5"),
    triggers=("update", "makecache", "refresh"),
    facts=("cache.apt", "cache.apk"),
)
def index_update_alone(run: Run, ctx: Context) -> Iterator[Diagnostic]:
    r"""A package index is fetched in a RUN of its own, and a later RUN installs from it.

    ## What it does

    Finds `apt-get update` and its kin in a RUN that installs nothing with them.
    Where a later RUN installs from the index without fetching it anew the finding is a warning;
    an index that nothing uses is reported as `info`.

    ## Why it matters

    The RUN that fetches the index comes from the build cache for as long as its text is the same.
    When the list of packages below it is edited months later, the install asks the mirror for
    versions that are gone, and the build fails with 404; or it installs old versions with known
    holes.

    ## Example

    ```dockerfile bad
    FROM debian:13-slim AS builder
    RUN apt-get update
    RUN apt-get install -y --no-install-recommends libgomp1

    FROM scratch
    COPY --from=builder /usr/lib /usr/lib
    COPY server /server
    USER 10001
    CMD ["/server"]
    ```

    ## Instead

    ```dockerfile good
    FROM debian:13-slim
    RUN apt-get update \
     && apt-get install -y --no-install-recommends libgomp1 \
     && rm -rf /var/lib/apt/lists/*
    USER 10001
    CMD ["/bin/true"]
    ```

    ## When it stays silent

    Where the same RUN installs or upgrades with the same package manager; where every later
    install fetches the index itself; with a cache mount over the index; for ONBUILD.

    ## Fix safety

    Joining the two RUNs is safe where nothing stands between them that the first does not need.

    ## With other rules

    DW304 reports the bytes of apt's lists.

    ## References

    - Docker documentation, Building best practices: apt-get
    """
    if run.is_onbuild:
        return
    for command in run.commands:
        refresh = RefreshIndex.of(command)
        if refresh is None:
            continue
        manager = refresh.manager
        if any(
            (isinstance(other := install_of(later), Install) and other.manager == manager)
            or ((upgrade := UpgradeSystem.of(later)) is not None and upgrade.manager == manager)
            for later in commands_after(command)
        ):
            continue
        cache = ctx.kb.cache(manager)
        if cache is not None and mount_covers(run, ("cache", "tmpfs"), cache.paths):
            continue
        user = _first_use(run, manager)
        if user is None and (manager not in {"apt", "apk"} or _may_use(command)):
            continue
        yield ctx.report(
            command.own_span,
            f"`{command.path} {command.subcommand}` stands in a RUN of its own, and comes from the "
            "build cache while the mirror moves on"
            if user is not None
            else f"`{command.path} {command.subcommand}` fetches an index that no install in its "
            "RUN uses",
            help="Join it with the install: "
            f"`RUN {command.path} {command.subcommand} && {command.path} …`"
            if user is not None
            else "Drop it, or join it with the install that it is for",
            related=[] if user is None else [ctx.label(user.keyword_span, "installs from it")],
            severity=None if user is not None else Severity.INFO,
        )
        return


def _may_use(refresh: Command) -> bool:
    """Tell whether a later command of the RUN may use the index in a way that is not seen."""
    return not all(
        cleanups_of(later) or Remove.of(later) is not None for later in commands_after(refresh)
    )


def _first_use(run: Run, manager: str) -> Run | None:
    """Return the first later RUN that installs without fetching the index itself, or None."""
    stage = run.stage
    if stage is None:
        return None
    # Stages that are FROM this one go on from its layers.
    stages = [other for other in stage.dockerfile.stages if stage in other.lineage]
    for member in stages:
        for later in member.runs():
            if member is stage and later.span.start <= run.span.start:
                continue
            for command in later.commands:
                found = RefreshIndex.of(command)
                if found is not None and found.manager == manager:
                    return None
                install = install_of(command)
                if install is not None and install.manager == manager:
                    if install.has("--update-cache", "--no-cache", "--refresh"):
                        break
                    return later
    return None
