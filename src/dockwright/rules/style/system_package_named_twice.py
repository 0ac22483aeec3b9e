"""DW917: a package of the distro is installed where it is installed already."""

from __future__ import annotations

from dockwright.model.install import Install, install_of
from dockwright.model.instructions import Run
from dockwright.model.stage import Stage
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.command import Command
    from dockwright.model.requirement import PackageSpec
    from dockwright.rules.diagnostic import Diagnostic

_REMOVING = frozenset({"remove", "purge", "autoremove", "del", "erase", "rm", "--purge"})


@rule(
    "DW917",
    "system-package-named-twice",
    on=Stage,
    family=Family.STYLE,
    severity=Severity.STYLE,
    default=False,
    triggers=("apt", "apk", "dnf", "yum", "zypper"),
)
def system_package_named_twice(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    r"""A package of the distro is named again where an install before has brought it.

    ## What it does

    Follows the packages that apt-get, apk, dnf and their like install in a stage and in the stages
    that it is built on, and finds a name that stands there a second time.
    One finding for each install, with the places of the first.

    ## Why it matters

    The second time does nothing, and it says that the file was put together from parts that
    nobody read together: who removes or pins the package in one place leaves the other.

    ## Example

    ```dockerfile bad
    FROM debian:13-slim
    RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates curl \
        && rm -rf /var/lib/apt/lists/*
    RUN apt-get update && apt-get install -y --no-install-recommends curl jq \
        && rm -rf /var/lib/apt/lists/*
    USER 10001
    CMD ["jq", "--version"]
    ```

    ## Instead

    ```dockerfile good
    FROM debian:13-slim
    RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates curl \
        && rm -rf /var/lib/apt/lists/*
    RUN apt-get update && apt-get install -y --no-install-recommends jq \
        && rm -rf /var/lib/apt/lists/*
    USER 10001
    CMD ["jq", "--version"]
    ```

    ## When it stays silent

    Off unless it is selected; where a version, a release or `--reinstall` is asked for; where a
    condition decides about either install; where a command in between removes packages.

    ## Fix safety

    None: which of the two places is meant to stay is the author's choice.

    ## With other rules

    DW312 is about two versions of a Python package.

    ## References

    - apt-get(8), "install": a package that is there in its newest version is left alone
    """
    if not stage.is_reachable:
        return
    seen: dict[tuple[str, str], PackageSpec] = {}
    for each in reversed(stage.lineage):
        for run in each.instructions:
            if not isinstance(run, Run) or run.is_onbuild:
                continue
            for command in run.commands:
                if _removes(command):
                    seen.clear()
                install = install_of(command)
                if install is not None and install.ecosystem == "system":
                    again = list(_again(install, seen))
                    if again and each is stage:
                        names = ", ".join(f"`{spec.name}`" for spec, _ in again)
                        verb = "are" if len(again) > 1 else "is"
                        yield ctx.report(
                            again[0][0].span,
                            f"{names} {verb} installed already",
                            help="Leave it out of one of the two installs",
                            related=[
                                ctx.label(first.span, f"{first.name} is installed here")
                                for _, first in again[:4]
                            ],
                        )


def _again(
    install: Install, seen: dict[tuple[str, str], PackageSpec]
) -> Iterator[tuple[PackageSpec, PackageSpec]]:
    """Give the packages of an install that are there already, and note the others."""
    if not install.is_unconditional or install.has("--reinstall", "--target-release"):
        return
    for spec in install.packages:
        if not spec.name or spec.is_dynamic or spec.version or spec.specifier or spec.channel:
            continue
        if spec.url or spec.path:
            continue
        key = (install.manager, spec.name)
        first = seen.setdefault(key, spec)
        if first is not spec:
            yield spec, first


def _removes(command: Command) -> bool:
    """Tell whether a command may take packages away."""
    return any((word.value or "") in _REMOVING for word in command.words[1:4])
