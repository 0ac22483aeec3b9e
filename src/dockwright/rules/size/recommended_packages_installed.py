"""DW307: apt installs recommended packages that nobody asked for."""

from __future__ import annotations

from dockwright.kb.records import ImageFacts
from dockwright.model.install import Install, install_of
from dockwright.model.instructions import Copy, CopyLike, Run
from dockwright.model.layers import reaches_image
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity
from dockwright.rules.size._shared import human, size_impact
from dockwright.text.light import lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic

_MEGABYTE = 1_000_000


@rule(
    "DW307",
    "recommended-packages-installed",
    on=Install,
    family=Family.SIZE,
    severity=Severity.INFO,
    aliases=("DL3015",),
    triggers=("apt",),
    facts=("apt-recommends.extra-mb", "apt-recommends.among", "apt-recommends.beside-old-npm"),
)
def recommended_packages_installed(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    r"""Packages that apt only recommends are installed too, and they weigh much.

    ## What it does

    Finds apt installs without `--no-install-recommends` of packages whose recommended packages are
    known to be large, in an image that is shipped.
    With the profiles `strict` and `hadolint` every apt install without it counts.

    ## Why it matters

    `python3-pip` recommends a compiler and the headers of Python, `npm` recommends git and a
    compiler, `ffmpeg` graphics drivers: 100 to 400 MB that most images never use.

    ## Example

    ```dockerfile bad
    FROM ubuntu:24.04
    RUN apt-get update && apt-get install -y python3-pip \
     && rm -rf /var/lib/apt/lists/*
    COPY main.py /srv/
    USER 10001
    CMD ["python3", "/srv/main.py"]
    ```

    ## Instead

    ```dockerfile good
    FROM ubuntu:24.04
    RUN apt-get update && apt-get install -y --no-install-recommends python3-pip \
     && rm -rf /var/lib/apt/lists/*
    COPY main.py /srv/
    USER 10001
    CMD ["python3", "/srv/main.py"]
    ```

    ## When it stays silent

    With `--no-install-recommends`, `-o APT::Install-Recommends=false`, or where a file below
    `/etc/apt/apt.conf.d` is written or copied; in stages whose layers are not part of the built
    image; where the same install names a compiler anyway, or the base image has one.

    ## Fix safety

    Adding the option is unsafe: something that the program needs may have come only because it was
    recommended, and must then be named.

    ## With other rules

    DW308 reports compilers that are named.

    ## References

    - Debian policy manual, 7.2: Recommends
    - hadolint DL3015
    """
    run = install.instruction
    if install.manager != "apt" or run is None or not isinstance(run, Run):
        return
    if install.no_recommends or (ctx.profile != "hadolint" and not reaches_image(run)):
        return
    if ctx.profile != "hadolint" and _is_configured(run):
        return
    extra = ctx.kb.mapping("apt-recommends.extra-mb")
    named = [package for package in install.packages if package.name in extra]
    if not named and ctx.profile not in {"hadolint", "strict"}:
        return
    old = ctx.kb.name_set("apt-recommends.beside-old-npm")
    if ctx.profile not in {"hadolint", "strict"} and any(
        package.name in old for package in install.packages
    ):
        named = [package for package in named if package.name != "npm"]
        if not named:
            return
    if ctx.profile not in {"hadolint", "strict"} and _compiles_anyway(install, run, ctx):
        return
    weight = max((int(extra[package.name]) for package in named), default=0) * _MEGABYTE
    among = ctx.kb.mapping("apt-recommends.among")
    is_unknown = run.stage is not None and isinstance(run.stage.image_facts, Unknown)
    heaviest = max(named, key=lambda package: int(extra[package.name]), default=None)
    yield ctx.report(
        install.own_span if heaviest is None else heaviest.span,
        "apt installs recommended packages too"
        if heaviest is None
        else f"`{heaviest.name}` brings recommended packages of about {human(weight)}"
        + (f": {among[heaviest.name]}" if heaviest.name in among else ""),
        help="Add `--no-install-recommends`, and name what is then missing",
        confidence=Confidence.LOW if is_unknown else None,
        impact=size_impact(weight, "recommended packages of a current release"),
    )


def _compiles_anyway(install: Install, run: Run, ctx: Context) -> bool:
    """Tell whether the image has a compiler, or headers that only a compiler reads, besides.

    What is recommended is wanted then, or is there without being recommended.
    """
    stage = run.stage
    facts = stage.image_facts if stage is not None else None
    if isinstance(facts, ImageFacts) and facts.has_compiler is True:
        return True
    if stage is not None and isinstance(stage.image, Unknown):
        return True  # an argument without a default: nobody knows what is there already
    installs = {install} | {
        other
        for instruction in (stage.layers() if stage is not None else ())
        if isinstance(instruction, Run)
        for command in instruction.commands
        if (other := install_of(command)) is not None and other.manager == "apt"
    }
    return any(
        known.is_build_only
        for other in installs
        for package in other.packages
        if (known := ctx.kb.system_package("apt", package.name)) is not None
    )


@lru_cache(maxsize=1)
def _is_configured(run: Run) -> bool:
    """Tell whether a file of apt's configuration may switch recommendations off."""
    if run.stage is None:
        return False
    for instruction in run.stage.layers():
        if isinstance(instruction, CopyLike):
            target = instruction.target_path
            if isinstance(target, str) and target.startswith("/etc/apt"):
                return True
            if isinstance(instruction, Copy) and target == "/":
                return True
        elif isinstance(instruction, Run):
            for command in instruction.commands:
                if any(
                    redirect.target is not None and redirect.target.raw.startswith("/etc/apt/apt")
                    for redirect in command.simple.redirects
                ) or (
                    command.program == "tee"
                    and any(word.raw.startswith("/etc/apt/apt") for word in command.operands)
                ):
                    return True
        if instruction is run:
            break
    return False
