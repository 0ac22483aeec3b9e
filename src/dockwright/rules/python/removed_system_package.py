"""DW514: a distro package that is gone in this release."""

from __future__ import annotations

from dockwright.model.install import Install
from dockwright.model.instructions import CopyLike, Run
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Severity
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple, lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.requirement import PackageSpec
    from dockwright.model.stage import Stage
    from dockwright.rules.diagnostic import Diagnostic


class Gone(NamedTuple):
    """What a finding of this rule is about.

    Attributes:
        install: the install.
        packages: the packages that are gone, each with its names in this release, or none.
        is_certain: whether the image's name tells the release.
    """

    install: Install
    packages: tuple[tuple[PackageSpec, tuple[str, ...]], ...]
    is_certain: bool


@rule(
    "DW514",
    "removed-system-package",
    on=Install,
    family=Family.PYTHON,
    severity=Severity.ERROR,
    effect="the build fails",
    triggers=("apt",),
    facts=("apt.libgl1-mesa-glx", "apt-source.words"),
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

    Safe where the image's name tells the release: apt fails there on every machine, so that there
    is no image to change, and the new name brings what the old one did.
    Unsafe where the tag floats: an older image of that tag may still have the old name; and where
    the new name means another version, such as `default-jre`.
    Refused for packages of Python 2: what the file does with them has to change too.

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
    if _adds_sources(run.stage, ctx.kb.names("apt-source.words")):
        return
    gone = [
        (package, known)
        for package in install.packages
        if (known := ctx.kb.system_package("apt", package.name)) is not None
        and is_gone(facts.distro, facts.distro_version, known.removed_from)
    ]
    if not gone:
        return
    first = gone[0][0]
    *most, last = [package.name for package, _ in gone]
    names = f"{', '.join(most)} and {last}" if most else last
    tag = "" if facts.is_distro_named else f", which {facts.name}:{facts.tag} is today"
    renamed = [known.renamed_to for _, known in gone if known.renamed_to]
    superfluous = [package.name for package, known in gone if not known.renamed_to]
    if not renamed:
        remedy = f"Leave {'it' if len(gone) == 1 else 'them'} out"
    else:
        remedy = f"Install {' '.join(renamed)}{' instead' if superfluous or most else ''}"
        remedy += f", and leave {' '.join(superfluous)} out" if superfluous else ""
    yield ctx.report(
        first.span,
        f"{names} {'do' if most else 'does'} not exist in {release}{tag}: {install.program} fails "
        "here",
        help=remedy if facts.is_distro_named else f"{remedy}, or name an older release in FROM",
        related=[ctx.label(package.span, "and this") for package, _ in gone[1:]],
        about=Gone(
            install,
            tuple((package, tuple((known.renamed_to or "").split())) for package, known in gone),
            bool(facts.is_distro_named),
        ),
    )


def is_gone(distro: str, version: str, removed_from: tuple[str, ...]) -> bool:
    """Tell whether a release is the one that dropped a name, or comes after it."""
    for release in removed_from:
        name, _, since = release.partition(" ")
        if name == distro and _numbers(version) >= _numbers(since):
            return True
    return False


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


@lru_cache(maxsize=1)
def _adds_sources(stage: Stage, words: tuple[str, ...]) -> bool:
    """Tell whether something in a stage may name further sources of packages."""
    return any(
        word in each.node.text
        for each in stage.layers()
        if isinstance(each, (Run, CopyLike))
        for word in words
    )
