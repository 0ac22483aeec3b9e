"""Versions that an index has yanked (PEP 592), and what may be taken instead."""

from __future__ import annotations

from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from packaging.version import Version

    from dockwright.packages.index.simple import IndexFile
    from dockwright.packages.target import Target

__all__ = ["Yanked", "newest_fitting", "versions_of", "yanked_version"]


class Yanked(NamedTuple):
    """A version that was yanked.

    Attributes:
        reason: why, as its publishers say; empty for none.
        instead: the nearest version that was not: the next one, else the one before; empty where
            there is none.
    """

    reason: str
    instead: str = ""


def versions_of(files: Iterable[IndexFile]) -> Iterator[tuple[Version, IndexFile]]:
    """Give the files whose names say which version they are of."""
    from packaging.utils import (
        InvalidSdistFilename,
        InvalidWheelFilename,
        parse_sdist_filename,
        parse_wheel_filename,
    )
    from packaging.version import InvalidVersion

    for file in files:
        try:
            if file.name.endswith(".whl"):
                yield parse_wheel_filename(file.name)[1], file
            else:
                yield parse_sdist_filename(file.name)[1], file
        except (InvalidWheelFilename, InvalidSdistFilename, InvalidVersion):
            continue


def yanked_version(
    files: Iterable[IndexFile], version: str, target: Target | None = None
) -> Yanked | None:
    """Return what is to be said of a version that was yanked as a whole; None for others.

    Args:
        files: what the index has of the package.
        version: the version that is pinned.
        target: what ``instead`` has to have a file for: a wheel that fits, or a source archive.
    """
    from packaging.version import InvalidVersion, Version

    try:
        wanted = Version(version)
    except InvalidVersion:
        return None
    listed = list(versions_of(files))
    own = [file for each, file in listed if each == wanted]
    if not own or any(file.yanked is None for file in own):
        return None
    others = {
        each
        for each, file in listed
        if file.yanked is None
        and (not each.is_prerelease or wanted.is_prerelease)
        and (target is None or _installs(file, target))
    }
    later = [each for each in others if each > wanted]
    earlier = [each for each in others if each < wanted]
    instead = min(later) if later else max(earlier, default=None)
    reason = " ".join((own[0].yanked or "").split())
    return Yanked(reason.rstrip("."), "" if instead is None else str(instead))


def newest_fitting(files: Iterable[IndexFile], target: Target) -> Version | None:
    """Return the newest version with a wheel that fits a target and that was not yanked."""
    fitting = (
        version
        for version, file in versions_of(files)
        if file.yanked is None
        and file.name.endswith(".whl")
        and not version.is_prerelease
        and _installs(file, target)
    )
    return max(fitting, default=None)


def _installs(file: IndexFile, target: Target) -> bool:
    from dockwright.packages.records import LockedFile
    from dockwright.packages.target import fits

    return not file.name.endswith(".whl") or fits(LockedFile(file.name), target) is True
