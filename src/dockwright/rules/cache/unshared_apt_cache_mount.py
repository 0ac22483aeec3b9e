"""DW206: two builds may use one package manager's cache mount at once."""

from __future__ import annotations

from dockwright.model.actions import RefreshIndex
from dockwright.model.install import install_of
from dockwright.model.instructions import Run
from dockwright.model.layers import is_under
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity, unknown_impact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW206",
    "unshared-apt-cache-mount",
    on=Run,
    family=Family.CACHE,
    severity=Severity.INFO,
    triggers=("type=cache",),
    facts=("cache.apt",),
)
def unshared_apt_cache_mount(run: Run, ctx: Context) -> Iterator[Diagnostic]:
    r"""A cache mount of apt's folders lets two builds write to them at once.

    ## What it does

    Finds cache mounts of `/var/cache/apt` and `/var/lib/apt` without `sharing=locked` (or
    `private`) in a RUN that uses apt.

    ## Why it matters

    apt locks its folders and does not wait: where two stages or two builds run at once, one fails
    with "Could not get lock".
    With `sharing=locked` the second waits for the first.

    ## Example

    ```dockerfile bad
    FROM debian:13-slim
    RUN --mount=type=cache,target=/var/cache/apt \
        --mount=type=cache,target=/var/lib/apt,sharing=locked \
        rm -f /etc/apt/apt.conf.d/docker-clean \
     && apt-get update && apt-get install -y --no-install-recommends libgomp1
    USER 10001
    CMD ["/bin/true"]
    ```

    ## Instead

    ```dockerfile good
    FROM debian:13-slim
    RUN --mount=type=cache,target=/var/cache/apt,sharing=locked \
        --mount=type=cache,target=/var/lib/apt,sharing=locked \
        rm -f /etc/apt/apt.conf.d/docker-clean \
     && apt-get update && apt-get install -y --no-install-recommends libgomp1
    USER 10001
    CMD ["/bin/true"]
    ```

    ## When it stays silent

    For caches of tools that share by themselves, such as pip and uv; where no command of the RUN
    is apt's.

    ## Fix safety

    Adding `sharing=locked` is safe: it changes when a build waits, and nothing in the image.

    ## With other rules

    DW204 reports mounts that something empties.

    ## References

    - Dockerfile reference, `RUN --mount=type=cache`: sharing
    """
    cache = ctx.kb.cache("apt")
    if cache is None:
        return
    found = []
    for use in run.mounts:
        mount = use.mount
        if (
            isinstance(mount, Unknown)
            or mount.type != "cache"
            or mount.sharing
            not in {
                "",
                "shared",
            }
        ):
            continue
        place = run.state.resolve(mount.target) if mount.target else Unknown("no target")
        if isinstance(place, str) and any(
            is_under(place, path) or is_under(path, place) for path in cache.paths
        ):
            found.append(use)
    if not found or not any(
        ((install := install_of(command)) is not None and install.manager == "apt")
        or ((fetch := RefreshIndex.of(command)) is not None and fetch.manager == "apt")
        for command in run.commands
    ):
        return
    yield ctx.report(
        found[0].value_span,
        "two builds or stages may use this mount at once, and apt fails where another "
        "holds its lock",
        help=f"Add `sharing={cache.sharing}`",
        related=[ctx.label(use.value_span, "and this one") for use in found[1:]],
        impact=unknown_impact("no bytes or minutes, but a build that fails at times"),
    )
