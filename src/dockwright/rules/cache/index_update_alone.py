"""DW201: the package index is fetched in a RUN of its own, and used by a later one."""

from __future__ import annotations

from dockwright.model.actions import RefreshIndex, typed
from dockwright.model.instructions import Run
from dockwright.model.layers import mount_covers
from dockwright.model.lists import is_used_in_run, later_users, may_be_used_unseen
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity, unknown_impact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.command import Command
    from dockwright.rules.diagnostic import Diagnostic

_INSTALLERS = frozenset(
    {"make", "ansible-playbook", "playwright", "npx", "rosdep", "mk-build-deps", "gdebi", "tasksel"}
)


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
    An index that no install is seen to use is not reported where a later command may be one that
    installs: a script, make, Ansible.

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
        if refresh is None or is_used_in_run(refresh):
            continue
        manager = refresh.manager
        cache = ctx.kb.cache(manager)
        if cache is not None and mount_covers(run, ("cache", "tmpfs"), cache.paths):
            continue
        users = later_users(refresh)
        if not users and (
            manager not in {"apt", "apk"} or may_be_used_unseen(refresh) or _may_be_used_later(run)
        ):
            continue
        fetch = f"{command.path} {command.subcommand}"
        clean = cache.clean if cache is not None and manager == "apt" else None
        yield ctx.report(
            command.own_span,
            f"`{fetch}` stands in another RUN than the install that uses it, and comes from the "
            "build cache while the mirror moves on"
            if users
            else f"`{fetch}` fetches an index that no install uses",
            help=f"Join it with the install{'s, all in one RUN' if len(users) > 1 else ''}: "
            f"`RUN {fetch} && {command.path} …" + (f" && {clean}`" if clean else "`")
            if users
            else "Drop it, or join it with the install that it is for",
            related=[ctx.label(user.own_span, "installs from it") for user in users[:3]],
            severity=None if users else Severity.INFO,
            impact=unknown_impact("a later build that fails, or installs old packages")
            if users
            else unknown_impact("what the index weighs differs from mirror to mirror"),
        )
        return


def _may_be_used_later(run: Run) -> bool:
    """Tell whether a later RUN runs something that may install by itself: a script, make."""
    stage = run.stage
    if stage is None:
        return False
    for member in stage.dockerfile.stages:
        if stage not in member.lineage:
            continue
        for later in member.runs():
            if later.span.start > run.span.start and any(map(_may_install, later.commands)):
                return True
    return False


def _may_install(command: Command) -> bool:
    if command.program in _INSTALLERS or not command.program:
        return True
    if command.program in {"sh", "bash", "dash", "ash", "zsh"}:
        return not command.nested
    return "/" in command.path and typed(command) is None
