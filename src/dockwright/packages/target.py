"""What of a file of dependencies lands in an image of a given Python and platform."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from packaging.markers import InvalidMarker, Marker, UndefinedEnvironmentName
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import InvalidWheelFilename, parse_wheel_filename
from packaging.version import InvalidVersion

from dockwright.model.unknown import Unknown
from dockwright.packages.records import canonical_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockwright.packages.records import DependencyFile, LockedFile, LockedPackage

__all__ = ["Installed", "Target", "fits", "installed", "marker_holds", "takes_python"]

_MACHINES = {"amd64": "x86_64", "arm64": "aarch64", "arm": "armv7l", "386": "i686"}
_MOST_PACKAGES = 100_000
_CONFLICT = re.compile(r"extra\s*([!=]=)\s*['\"]((?:extra|group)-\d+-[^'\"]*)['\"]")


class Target(NamedTuple):
    """What packages are installed for.

    Attributes:
        python: the version, such as ``3.12`` or ``3.12.4``.
        platform: as Docker writes it, such as ``linux/amd64``.
        is_musl: whether the C library is musl, as on Alpine.
        glibc: the version of glibc as (major, minor); wheels that need a newer one do not fit.
    """

    python: str
    platform: str = "linux/amd64"
    is_musl: bool = False
    glibc: tuple[int, int] = (2, 99)

    @property
    def machine(self) -> str:
        """Return the machine as Python names it."""
        architecture = self.platform.partition("/")[2].partition("/")[0]
        return _MACHINES.get(architecture, architecture)

    @property
    def environment(self) -> dict[str, str]:
        """Return the values of the environment markers."""
        parts = self.python.split(".")
        minor = ".".join(parts[:2])
        return {
            "implementation_name": "cpython",
            "implementation_version": self.python if len(parts) > 2 else f"{minor}.0",
            "os_name": "posix",
            "platform_machine": self.machine,
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_system": "Linux",
            "platform_version": "",
            "python_full_version": self.python if len(parts) > 2 else f"{minor}.0",
            "python_version": minor,
            "sys_platform": "linux",
            "extra": "",
        }


class Installed(NamedTuple):
    """What is installed.

    Attributes:
        packages: the locked packages, each once, in the order of the file.
        unknown: why something may be missing or too much.
    """

    packages: tuple[LockedPackage, ...]
    unknown: tuple[Unknown, ...] = ()


def marker_holds(marker: str, target: Target, extras: Iterable[str] = ()) -> bool | Unknown:
    """Tell whether an environment marker holds for a target."""
    if not marker.strip():
        return True
    try:
        parsed = Marker(marker)
        environment = target.environment
        wanted = list(extras) or [""]
        return any(parsed.evaluate({**environment, "extra": each}) for each in wanted)
    except (InvalidMarker, UndefinedEnvironmentName, InvalidVersion, InvalidSpecifier) as error:
        return Unknown(f"the marker {marker!r} cannot be decided: {error}")


def takes_python(specifier: str, python: str) -> bool | Unknown:
    """Tell whether a specifier of Pythons takes a version; of ``3.12`` any release may be meant.

    Alternatives are separated by ``||``, as Poetry writes them.
    """
    if not specifier.strip():
        return True
    try:
        wanted = [SpecifierSet(each) for each in specifier.split("||")]
    except InvalidSpecifier:
        return Unknown(f"{specifier!r} is no specifier of versions")
    releases = [python]
    if python.count(".") < 2:
        releases = [f"{python}.{patch}" for patch in (0, 1, 2, 5, 10, 20, 99)]
    return any(each.contains(one, prereleases=True) for each in wanted for one in releases)


def installed(
    lock: DependencyFile,
    target: Target,
    *,
    project: str = "",
    extras: Iterable[str] = (),
    groups: Iterable[str] = (),
    declared: DependencyFile | None = None,
    main: bool = True,
) -> Installed:
    """Return what a lock installs.

    Args:
        lock: the lock.
        target: the Python and platform.
        project: the normalised name of the project whose dependencies are wanted, for a lock that
            holds several; by default the one in place.
        extras: the extras asked for.
        groups: the groups asked for besides the project's own dependencies.
        declared: the project's ``pyproject.toml``, which Poetry's locks before 2.1 need: they do
            not say which group needs a package, nor under which marker.
        main: whether the project's own dependencies are installed too, besides the groups.
    """
    if lock.kind == "poetry.lock" and lock.locked and not lock.says_groups:
        if declared is not None:
            return _walk_poetry(lock, declared, target, tuple(extras), tuple(groups), main=main)
        everything = Unknown("a lock of this age tells what is needed only beside its pyproject")
        return Installed(lock.locked, (everything,))
    if lock.kind == "uv.lock":
        named = tuple(map(canonical_name, extras))
        return _walk_uv(lock, target, project, named, tuple(groups), main=main)
    unknown: list[Unknown] = []
    wanted = {canonical_name(group) for group in groups}
    if main:
        wanted |= {"main", "default"}
    found: list[LockedPackage] = []
    for package in lock.locked:
        if package.groups and not wanted & set(package.groups):
            continue
        if package.is_optional and not set(extras):
            continue
        if package.platform and package.platform != _conda_platform(target):
            continue
        marker = package.marker
        if package.markers:
            markers = [package.markers.get(each, "") for each in package.groups if each in wanted]
            marker = "" if "" in markers else " or ".join(f"({each})" for each in markers)
        holds = marker_holds(marker, target, extras)
        if isinstance(holds, Unknown):
            unknown.append(holds)
        if holds is not False:
            found.append(package)
    return Installed(tuple(found), tuple(unknown))


def _conda_platform(target: Target) -> str:
    return {"x86_64": "linux-64", "aarch64": "linux-aarch64"}.get(target.machine, "linux-64")


def _walk_uv(
    lock: DependencyFile,
    target: Target,
    project: str,
    extras: tuple[str, ...],
    groups: tuple[str, ...],
    *,
    main: bool,
) -> Installed:
    """Walk uv's graph from the project on, by the markers of its edges."""
    by_name: dict[str, list[LockedPackage]] = {}
    for package in lock.locked:
        by_name.setdefault(package.name, []).append(package)
    members = [each for each in lock.locked if each.source in {"editable", "virtual"}]
    # uv takes the project beside the lock; a workspace without one there stands for its members.
    roots = [each for each in lock.locked if each.name == project] if project else []
    if not project:
        roots = [each for each in members if each.path == "."] or members
    if not roots:
        return Installed((), (Unknown("the lock names no project"),))
    unknown: list[Unknown] = []
    active = _active(roots, extras, groups)
    wanted_groups = {f"group:{canonical_name(group)}" for group in groups}
    taken: dict[tuple[str, str, str], LockedPackage] = {}
    seen: set[tuple[int, str]] = set()
    asked = ("", *extras, *wanted_groups) if main else tuple(wanted_groups)
    pending: list[tuple[LockedPackage, str]] = [(root, word) for root in roots for word in asked]
    while pending and len(seen) < _MOST_PACKAGES:
        package, extra = pending.pop()
        if (id(package), extra) in seen:
            continue
        seen.add((id(package), extra))
        taken[package.name, package.version, package.source] = package
        for edge in package.edges:
            if edge.extra != extra:
                continue
            holds = marker_holds(_decided(edge.marker, active), target, extras)
            if isinstance(holds, Unknown):
                unknown.append(holds)
            if holds is False:
                continue
            for other in by_name.get(edge.name, ()):
                if edge.version and other.version != edge.version:
                    continue
                if not edge.version and marker_holds(other.marker, target) is False:
                    continue
                pending += [(other, each) for each in ("", *edge.extras)]
    order = {id(package): index for index, package in enumerate(lock.locked)}
    found = sorted(taken.values(), key=lambda package: order[id(package)])
    return Installed(tuple(found), tuple(dict.fromkeys(unknown)))


def _active(
    roots: Iterable[LockedPackage], extras: Iterable[str], groups: Iterable[str]
) -> frozenset[str]:
    """Return uv's words for the extras and groups asked for: kind, length of name, name, extra."""
    kinds = (("extra", tuple(extras)), ("group", tuple(groups)))
    return frozenset(
        f"{kind}-{len(root.name)}-{root.name}-{canonical_name(each)}"
        for root in roots
        for kind, names in kinds
        for each in names
    )


def _decided(marker: str, active: frozenset[str]) -> str:
    """Return a marker with what uv says in it of conflicting extras and groups decided."""

    def decide(match: re.Match[str]) -> str:
        holds = (match[2] in active) == (match[1] == "==")
        return "python_version >= '0'" if holds else "python_version < '0'"

    return _CONFLICT.sub(decide, marker)


def _walk_poetry(
    lock: DependencyFile,
    declared: DependencyFile,
    target: Target,
    extras: tuple[str, ...],
    groups: tuple[str, ...],
    *,
    main: bool,
) -> Installed:
    """Walk Poetry's graph from what the project asks for, by the markers of its edges."""
    by_name: dict[str, list[LockedPackage]] = {}
    for package in lock.locked:
        by_name.setdefault(package.name, []).append(package)
    wanted = {"" if main else "-", *map(canonical_name, groups)}
    asked = [each for each in declared.requirements if each.group in wanted]
    for extra in extras:
        asked += declared.extras.get(canonical_name(extra), ())
    unknown = list(declared.unknown)
    taken: set[int] = set()
    seen: set[tuple[str, str, tuple[str, ...]]] = set()
    pending = [(each.name, each.marker, each.extras) for each in asked]
    while pending and len(seen) < _MOST_PACKAGES:
        step = pending.pop()
        if step in seen:
            continue
        seen.add(step)
        name, marker, _ = step
        holds = marker_holds(marker, target)
        if isinstance(holds, Unknown):
            unknown.append(holds)
        if holds is False:
            continue
        for package in by_name.get(name, ()):
            if takes_python(package.python, target.python) is False:
                continue  # the same package for other Pythons
            taken.add(id(package))
            brought = {word for each in step[2] for word in package.brings.get(each, ())}
            pending += [
                (edge.name, "" if "extra ==" in edge.marker else edge.marker, edge.extras)
                for edge in package.edges
                if not edge.is_optional or edge.name in brought
            ]
    found = tuple(package for package in lock.locked if id(package) in taken)
    return Installed(found, tuple(dict.fromkeys(unknown)))


def fits(file: LockedFile, target: Target) -> bool | Unknown:
    """Tell whether a file installs on a target: a wheel by its tags, a source archive always.

    That a source archive needs a compiler is another question.
    """
    name = file.name
    if not name.endswith(".whl"):
        return True if name else Unknown("the file's name is not known")
    try:
        _, _, _, tags = parse_wheel_filename(name)
    except (InvalidWheelFilename, InvalidVersion):
        return Unknown(f"{name} is named as no wheel is")
    minor = tuple(int(part) for part in target.python.split(".")[:2])
    return any(
        _fits_python(tag.interpreter, tag.abi, minor) and _fits_platform(tag.platform, target)
        for tag in tags
    )


def _fits_python(interpreter: str, abi: str, minor: tuple[int, ...]) -> bool:
    digits = interpreter.lstrip("abcdefghijklmnopqrstuvwxyz")
    letters = interpreter[: len(interpreter) - len(digits)]
    if not digits.isdecimal() or letters not in {"cp", "py"}:
        return False
    version = (int(digits[0]), int(digits[1:])) if len(digits) > 1 else (int(digits[0]),)
    if version[0] != minor[0]:
        return False
    if letters == "py":
        return len(version) == 1 or version <= minor
    if abi == "abi3":
        return version <= minor
    if abi == "none":  # packaging's tags have this for the very version alone
        return len(version) == 1 or version == minor
    return version == minor and abi.rstrip("m").endswith(digits)


def _fits_platform(platform: str, target: Target) -> bool:
    if platform == "any":
        return True
    machine = target.machine
    if not platform.endswith(f"_{machine}"):
        return False
    start = platform.removesuffix(f"_{machine}")
    if start.startswith("musllinux_"):
        return target.is_musl
    if target.is_musl:
        return False
    legacy = {"manylinux1": (2, 5), "manylinux2010": (2, 12), "manylinux2014": (2, 17)}
    if start == "linux":
        return True
    if start in legacy:
        return legacy[start] <= target.glibc
    parts = start.split("_")
    if (
        parts[0] == "manylinux"
        and len(parts) == 3
        and parts[1].isdecimal()
        and parts[2].isdecimal()
    ):
        return (int(parts[1]), int(parts[2])) <= target.glibc
    return False
