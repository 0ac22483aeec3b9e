"""DW511: a package needs a shared library that the image does not have."""

from __future__ import annotations

from dockwright.model.install import Install
from dockwright.model.instructions import Run
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.model.contents import Contents
    from dockwright.model.requirement import PackageSpec
    from dockwright.model.stage import Stage
    from dockwright.packages.read_wheels import ReadWheel
    from dockwright.rules._locked import Pinned
    from dockwright.rules.diagnostic import Diagnostic, Label


class Lacking(NamedTuple):
    """What a finding of this rule is about: the stage that ships, and what it lacks.

    ``packages`` is empty where no package of the distro mends it, and ``reason`` says why.
    """

    stage: Stage
    packages: tuple[str, ...]
    reason: str = ""


@rule(
    "DW511",
    "missing-system-library",
    on=Install,
    family=Family.PYTHON,
    severity=Severity.ERROR,
    effect="importing it fails",
    triggers=("pip", "uv", "poetry", "pdm"),
    confidence=Confidence.HIGH,
    facts=(
        "contents.bare-packages",
        "contents.libraries-of-libraries",
        "system-library.libGL.so.1",
        "apt-closure.nothing",
        "wheel-library.lightgbm",
    ),
)
def missing_system_library(install: Install, ctx: Context) -> Iterator[Diagnostic]:
    r"""A Python package needs a system library that the image is known not to have.

    ## What it does

    Finds packages, named in an install, in the files of requirements or in the lock that it reads
    from the build context, that end up in the image that ships, and whose wheels need libraries of
    the distro that its base image lacks and that no step installs there.
    An install in a build stage counts where its directory is copied.
    The missing packages are told by the names of the base image's release.

    The needs are those that the knowledge base has.
    With `--read-wheels` the compiled files of all wheels that are resolved for the image are read
    too, of packages that others pull in as well: the libraries that they are linked to and that no
    wheel carries, and the version of glibc that they need.
    Where only some of a package's modules need a library, the finding is of severity `info`.

    ## Why it matters

    The build succeeds. The first import fails:
    `ImportError: libGL.so.1: cannot open shared object file`.

    ## Example

    ```dockerfile bad
    FROM python:3.13-slim
    RUN pip install --no-cache-dir lightgbm==4.6.0
    USER 10001
    CMD ["python", "-c", "import lightgbm"]
    ```

    ## Instead

    ```dockerfile good
    FROM python:3.13-slim
    RUN apt-get update && apt-get install -y --no-install-recommends libgomp1 \
        && rm -rf /var/lib/apt/lists/*
    RUN pip install --no-cache-dir lightgbm==4.6.0
    USER 10001
    CMD ["python", "-c", "import lightgbm"]
    ```

    ## When it stays silent

    Where the base image's libraries are not known; where a system package is installed that may
    pull the library in, or of which that is not known; where libraries or unknown things are copied
    or built; where a package stands beside it that carries the library, such as `psycopg-binary`.

    ## Fix safety

    Unsafe: the image gets the packages, which it did not have.
    They join an install of the stage that stands before, or a RUN of their own begins the stage.
    What only some modules of a package need is not installed: which ones are imported is not known.
    A variant without the need, such as a headless one, is left to the author: code may use what it
    leaves out.

    ## With other rules

    DW514 is about names of distro packages that are gone.

    ## References

    - the wheels' own needs, as the knowledge base names them
    """
    run = install.instruction
    if install.ecosystem != "python" or not isinstance(run, Run):
        return
    pinned = _pinned(install, ctx)
    if install.manager not in {"pip", "uv"} and pinned is None:
        return
    listed = (*ctx.packages(install), *(pinned.packages if pinned is not None else ()))
    read = {each.package: each for each in ctx.wheels(install)}
    known_needs = [each for each in listed if each.name in read or _may_need(each.name, ctx.kb)]
    if not known_needs and not read:
        return
    from dockwright.rules.python._system import (
        is_system_known,
        joined,
        shipped_with,
        without_brought,
    )

    contents = shipped_with(install, ctx.dockerfile, ctx.kb)
    if contents is None or contents.facts is None or not is_system_known(contents, ctx.kb):
        return
    facts = contents.facts
    there = {package.name for package in listed}
    found = [
        (package, *_missing(package, there, contents, read.get(package.name), ctx))
        for package in known_needs
        if not (package.url or package.path)
    ]
    together: tuple[str, ...] = ()
    if read:
        from dockwright.rules.python._read_wheels import needed_by_wheels, of_wheels

        # One repair installs them all: of what a package brings with it, less is known after.
        kinds = (*(missing for _, missing, _ in found), needed_by_wheels(install, contents, ctx))
        together = tuple(dict.fromkeys(name for each in kinds for name in each))
        together = without_brought(together, facts, ctx.kb)
        yield from of_wheels(install, listed, pinned, contents, ctx, together)
    for package, missing, first in found:
        if not missing:
            continue
        known = ctx.kb.package(package.name)
        headless = None if known is None else known.headless
        instead = f", or install {headless} instead" if headless else ""
        error = None if known is None else known.import_error
        if error is None:
            error = f"importing it fails without {first}"
        installer = "apk" if facts.package_manager == "apk" else "apt-get"
        yield ctx.report(
            package.span,
            f"{package.described} needs {joined(missing)}, which "
            f"{facts.name}:{facts.tag} does not have: {error}",
            help=f"Install {' '.join(missing)} with {installer}{instead}",
            related=place_of(package, install, pinned, ctx),
            about=Lacking(contents.stage, together or missing),
        )


def _pinned(install: Install, ctx: Context) -> Pinned | None:
    """Return what an install takes from its lock; None for one that reads none."""
    if not install.installs_lock and install.lock_file is None:
        return None
    from dockwright.rules._locked import pinned_by

    return pinned_by(install, ctx)


def place_of(
    package: PackageSpec, install: Install, pinned: Pinned | None, ctx: Context
) -> tuple[Label, ...]:
    """Return where a lock pins a package or a file of requirements lists it, for ``related``."""
    if pinned is not None and package in pinned.packages:
        return (pinned.places[package.name],)
    return ctx.line_of(package, install)


def _may_need(name: str, kb: KnowledgeBase) -> bool:
    return kb.has_fact(f"wheel-library.{name}") or kb.has_fact(f"wheel-import.{name}")


def _missing(
    package: PackageSpec,
    there: set[str],
    contents: Contents,
    read: ReadWheel | None,
    ctx: Context,
) -> tuple[tuple[str, ...], str]:
    """Return the distro's packages that are missing, and the first library that is.

    Of a wheel that was read, what it is linked to is told by ``of_wheels``: here remains what it
    loads by name.
    """
    from dockwright.rules.python._system import lacks, libraries_of, provider_of, without_brought

    kb, facts = ctx.kb, contents.facts
    assert facts is not None
    names = [package.name]
    if kb.has_fact(f"wheel-import.{package.name}"):
        names += kb.names(f"wheel-import.{package.name}")
    missing: dict[str, str] = {}
    for name in names:
        instead = f"wheel-instead.{name}"
        if kb.has_fact(instead) and not there.isdisjoint(kb.names(instead)):
            continue
        if name == package.name and not {"binary", "c"}.isdisjoint(package.extras):
            continue
        own = name == package.name
        version, specifier = (package.version, package.specifier) if own else (None, "")
        for library in libraries_of(name, version, specifier, kb):
            if own and read is not None and read.starts:
                continue
            provider = provider_of(f"system-library.{library}", facts, kb)
            if provider is not None and lacks(provider, contents, kb):
                missing.setdefault(provider.name, library)
    needed = without_brought(tuple(missing), facts, kb)
    return needed, next(iter(missing.values()), "")
