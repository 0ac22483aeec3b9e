"""DW514: a distro package that is gone in this release."""

from __future__ import annotations

from dockwright.model.install import Install
from dockwright.model.instructions import Run
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW514",
    "removed-system-package",
    on=Install,
    family=Family.PYTHON,
    severity=Severity.ERROR,
    triggers=("apt",),
    facts=("apt.libgl1-mesa-glx",),
)
def removed_system_package(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    r"""A system package that is installed does not exist in this release of the distro.

    ## What it does

    Compares the packages that apt installs with those that are known to be gone in the release
    that the base image has.

    ## Why it matters

    The build ends with `E: Unable to locate package`, often on the day on which a floating tag
    such as `python:3.12-slim` moves to the next Debian.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim-trixie
    RUN apt-get update && apt-get install -y --no-install-recommends libgl1-mesa-glx \
        && rm -rf /var/lib/apt/lists/*
    USER 10001
    CMD ["python", "-V"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim-trixie
    RUN apt-get update && apt-get install -y --no-install-recommends libgl1 \
        && rm -rf /var/lib/apt/lists/*
    USER 10001
    CMD ["python", "-V"]
    ```

    ## When it stays silent

    Where the base image's release is not known; where the file adds a source of packages; for
    installs that may fail (`|| true`).

    ## Fix safety

    Safe: the new name brings the same files.

    ## With other rules

    DW511 is about libraries that nothing installs.

    ## References

    - packages of Debian and Ubuntu by release, as the knowledge base names them
    """
    run = install.instruction
    if install.manager != "apt" or not isinstance(run, Run) or run.stage is None:
        return
    if not install.is_unconditional or install.simple.follower == "||":
        return
    facts = run.stage.image_facts
    if isinstance(facts, Unknown) or facts.distro is None or facts.distro_version is None:
        return
    if not facts.is_distro_named and facts.is_exact_version and facts.python_version is None:
        # An old point release stays on the distro of its day, which its tag does not name.
        return
    release = f"{facts.distro} {facts.distro_version}"
    if any(
        "sources.list" in each.node.text for each in run.stage.layers() if isinstance(each, Run)
    ):
        return
    for package in install.packages:
        known = ctx.kb.system_package("apt", package.name)
        if known is None or release not in known.removed_from:
            continue
        instead = f"Install {known.renamed_to}" if known.renamed_to else "Leave it out"
        moves = (
            ""
            if facts.is_distro_named
            else f"; {facts.name}:{facts.tag} is {release} today, and moves with the releases"
        )
        yield ctx.report(
            package.span,
            f"{package.name} does not exist in {release}: apt-get fails here{moves}",
            help=instead,
        )
