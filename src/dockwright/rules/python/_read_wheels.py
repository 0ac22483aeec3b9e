"""What wheels that were read need and the image that ships lacks."""

from __future__ import annotations

from dockwright.rules.diagnostic import Confidence, Severity
from dockwright.rules.python._system import (
    joined,
    lacks,
    libraries_of,
    provider_of,
    without_brought,
)
from dockwright.rules.python.missing_system_library import Lacking, place_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dockwright.model.contents import Contents
    from dockwright.model.install import Install
    from dockwright.model.requirement import PackageSpec
    from dockwright.packages.read_wheels import ReadNeed, ReadWheel
    from dockwright.rules._locked import Pinned
    from dockwright.rules.base import Context
    from dockwright.rules.diagnostic import Diagnostic

__all__ = ["needed_by_wheels", "of_wheels"]

_SOME_MODULES = "whether the program imports those of the package's modules is not known"
_OTHER_BASE = "another C library comes with another base image alone"


def of_wheels(
    install: Install,
    listed: Iterable[PackageSpec],
    pinned: Pinned | None,
    contents: Contents,
    ctx: Context,
    together: tuple[str, ...],
) -> Iterator[Diagnostic]:
    """Give findings about the wheels of an install.

    Args:
        install: the install.
        listed: the packages that it names; the others are what these pull in.
        pinned: those that it takes from a lock, where it does.
        contents: the image that ships.
        ctx: the rule's context.
        together: the distro's packages that a repair installs.
    """
    named = {each.name: each for each in listed}
    some = Lacking(contents.stage, (), _SOME_MODULES)
    facts = contents.facts
    assert facts is not None
    image = f"{facts.name}:{facts.tag}"
    installer = "apk" if facts.package_manager == "apk" else "apt-get"
    for wheel in ctx.wheels(install):
        spec = named.get(wheel.package)
        place = install.own_span if spec is None else spec.span
        subject = f"{wheel.package} {wheel.version}"
        if spec is None:
            subject += ", which others pull in,"
        elif spec.listed:
            subject += f" ({spec.listed})"
        related = () if spec is None else place_of(spec, install, pinned, ctx)
        for of_all in (True, False):
            missing = _missing(wheel, contents, ctx, of_all=of_all)
            packages = without_brought(tuple(missing), facts, ctx.kb)
            if not packages:
                continue
            first = missing[packages[0]]
            yield ctx.report(
                place,
                f"{subject} needs {joined(packages)}, which {image} does not have: "
                f"{_failure(first, wheel)} fails without {first.library} (read from {wheel.file})",
                help=f"Install {' '.join(packages)} with {installer}",
                severity=None if of_all else Severity.INFO,
                confidence=None if of_all else Confidence.MEDIUM,
                related=related,
                about=Lacking(contents.stage, together) if of_all else some,
            )
        floor = _version(facts.libc_version) if facts.libc == "glibc" else None
        if floor is not None and wheel.glibc is not None and wheel.glibc > floor:
            yield ctx.report(
                place,
                f"{subject} needs glibc {wheel.glibc[0]}.{wheel.glibc[1]}, and {image} has "
                f"{facts.libc_version}: importing it fails (read from {wheel.file})",
                help="Take a base image with a newer C library, or a version of the package "
                "whose wheels were built for an older one",
                related=related,
                about=Lacking(contents.stage, (), _OTHER_BASE),
            )


def needed_by_wheels(install: Install, contents: Contents, ctx: Context) -> tuple[str, ...]:
    """Return the distro's packages without which wheels of an install cannot be imported."""
    wheels = ctx.wheels(install)
    return tuple(name for each in wheels for name in _missing(each, contents, ctx, of_all=True))


def _missing(
    wheel: ReadWheel, contents: Contents, ctx: Context, *, of_all: bool
) -> dict[str, ReadNeed]:
    """Return the distro's packages that an image surely lacks, each with a need for it.

    Args:
        wheel: the wheel.
        contents: the image.
        ctx: the rule's context.
        of_all: whether to return what all modules of the wheel need, else what only some do.
    """
    facts, kb = contents.facts, ctx.kb
    assert facts is not None
    judged = libraries_of(wheel.package, wheel.version, "", kb)
    found: dict[str, ReadNeed] = {}
    for need in wheel.needs:
        is_of_all = need.library in judged or need.modules == wheel.starts
        if not (need.modules or is_of_all) or is_of_all is not of_all:
            continue
        if not of_all and "/" in need.module:
            continue  # libraries that a package loads by hand may be alternatives: it takes one
        provider = provider_of(f"system-library.{need.library}", facts, kb)
        if provider is not None and not (need.package and facts.package_manager == "apk"):
            if lacks(provider, contents, kb):
                found.setdefault(provider.name, need)
        elif (
            need.package and need.is_there is False and need.package not in contents.system_packages
        ):
            found.setdefault(need.package, need)
    return found


def _failure(need: ReadNeed, wheel: ReadWheel) -> str:
    """Return what fails without a library, as the subject of a sentence."""
    if not need.module:
        return "importing it"
    if "/" in need.module:
        return f"loading {need.module}"
    others = need.modules - 1
    more = f" and {others} more of its {wheel.starts} modules" if others else ""
    return f"importing {need.module}{more}"


def _version(text: str | None) -> tuple[int, int] | None:
    major, _, minor = (text or "").partition(".")
    return (int(major), int(minor)) if major.isdigit() and minor.isdigit() else None
