"""Writes the snapshot of packages that sizes are told from where no index may be asked.

    python tools/snapshot_packages.py --day 2026-11-27 [--names FILE] [--out FILE] [--store DIR]

For each package of ``NAMES`` and whatever it pulls in, the configured index is asked for the newest
release for each Python and platform: its dependencies from its metadata, and what its wheel holds
from the wheel's central directory, by range requests.  Nothing is installed and nothing of a
package runs.  Where a package allows another up to a release only, that one is taken as well, and
of a name with a condition, as in ``torch>=2.1``, the last release of each minor version that it
allows.

The file is read line by line by ``dockwright.kb.snapshot``, which tells its form.
"""

from __future__ import annotations

import argparse
import email
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from packaging.markers import UndefinedEnvironmentName
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import InvalidVersion, Version

from dockwright.kb import load
from dockwright.model.unknown import Unknown
from dockwright.packages.index import (
    IndexClient,
    IndexFile,
    Store,
    WheelContents,
    correction_of,
    read_settings,
)
from dockwright.packages.records import LockedFile, canonical_name
from dockwright.packages.target import Target, fits, takes_python

ROOT = Path(__file__).resolve().parent.parent
NAMES = Path(__file__).with_name("snapshot_packages.txt")
SHIPPED = ROOT / "src" / "dockwright" / "kb" / "snapshot.txt"
PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14")
PLATFORMS = (("linux/amd64", False), ("linux/arm64", False), ("linux/amd64", True))
GLIBC = (2, 36)
CELLS = [
    Target(python, platform, is_musl=is_musl, glibc=GLIBC)
    for platform, is_musl in PLATFORMS
    for python in PYTHONS
]
ALL = (1 << len(CELLS)) - 1
WORKERS = 12
SAMPLED_AT_ONCE = 6


class Release(NamedTuple):
    """A release of a package.

    Attributes:
        version: its version.
        files: the wheel for each cell; None where the newest release has none that fits.
        requires: what it asks for, as its metadata has it.
    """

    version: str
    files: dict[int, IndexFile | None]
    requires: tuple[Requirement, ...]


def version_of(file: IndexFile) -> Version | None:
    """Return the version that a file's name tells."""
    try:
        if file.name.endswith(".whl"):
            return parse_wheel_filename(file.name)[1]
        return parse_sdist_filename(file.name)[1]
    except (InvalidWheelFilename, InvalidSdistFilename, InvalidVersion):
        return None


def versions_of(files: tuple[IndexFile, ...]) -> dict[Version, list[IndexFile]]:
    """Return the files by release, newest first; releases in advance where there are no others.

    Builds with a local version (``+cpu``) are other indexes'; the default one has none.
    """
    by_version: dict[Version, list[IndexFile]] = {}
    for file in files:
        version = version_of(file)
        if version is not None and version.local is None and file.yanked is None:
            by_version.setdefault(version, []).append(file)
    stable = [each for each in by_version if not each.is_prerelease]
    return {each: by_version[each] for each in sorted(stable or by_version, reverse=True)}


def best(versions: dict[Version, list[IndexFile]], limits: SpecifierSet) -> str:
    """Return the newest release that limits allow; ``""`` where that is the newest, or none is."""
    allowed = (each for each in versions if limits.contains(each, prereleases=True))
    found = next((each for each in allowed if any(takes(versions[each], c) for c in CELLS)), None)
    return "" if found is None or found == next(iter(versions)) else str(found)


def last_of_minors(versions: dict[Version, list[IndexFile]], told: SpecifierSet) -> set[str]:
    """Return the last release of each minor version that a condition allows; none without one.

    Of a project whose releases are all 0.0 each counts as a minor version.
    """
    found: dict[tuple[int, ...], Version] = {}
    for version in versions:  # newest first
        if str(told) and told.contains(version):
            length = 2 if version.release[:2] != (0, 0) else 3
            found.setdefault(version.release[:length], version)
    return {str(each) for each in found.values()}


def chosen(
    versions: dict[Version, list[IndexFile]], limits: set[SpecifierSet], told: SpecifierSet
) -> dict[str, dict[int, IndexFile | None]]:
    """Return the releases that matter for each cell, with their wheels.

    Those are the newest, those that limits allow and those that a condition names.
    """
    found: dict[str, dict[int, IndexFile | None]] = {}
    wanted = {best(versions, each) for each in limits} | last_of_minors(versions, told)
    for at, cell in enumerate(CELLS):
        first = next((each for each in versions if takes(versions[each], cell)), None)
        for version, files in versions.items():
            if version != first and str(version) not in wanted:
                continue
            if takes(files, cell):
                fitting = (each for each in files if takes([each], cell) and fits_cell(each, cell))
                found.setdefault(str(version), {})[at] = next(fitting, None)
    return found


def takes(files: list[IndexFile], cell: Target) -> bool:
    """Tell whether a release takes a cell's Python.

    Of some files the index does not say it; where it does of none, a release with wheels for newer
    Pythons alone is taken for one that has left this one behind.
    """
    told = {each.python for each in files if each.python}
    if told:
        return any(takes_python(each, cell.python) is True for each in told)
    known = [minor for each in files for minor in minors_of(each)]
    return not known or int(cell.python.partition(".")[2]) >= min(known)


def minors_of(file: IndexFile) -> list[int]:
    """Return the minor versions of Python that a wheel's tags name; none for other files."""
    if not file.name.endswith(".whl"):
        return []
    try:
        tags = parse_wheel_filename(file.name)[3]
    except (InvalidWheelFilename, InvalidVersion):
        return []
    words = [tag.interpreter.removeprefix("cp3") for tag in tags]
    return [int(word) if word.isdecimal() else 0 for word in words]


def fits_cell(file: IndexFile, cell: Target) -> bool:
    """Tell whether a file is a wheel that installs on a cell."""
    return file.name.endswith(".whl") and fits(LockedFile(file.name), cell) is True


def requirements(data: bytes) -> tuple[Requirement, ...]:
    """Return what a package's metadata asks for."""
    found = []
    message = email.message_from_string(data.decode("utf-8", "replace"))
    for line in message.get_all("Requires-Dist", []):
        try:
            found.append(Requirement(line))
        except InvalidRequirement:
            continue
    return tuple(found)


def cells_of(requirement: Requirement, extra: str) -> int:
    """Return the cells in which a requirement holds, as bits."""
    marker = requirement.marker
    if marker is None:
        return ALL if not extra else 0
    bits = 0
    for at, cell in enumerate(CELLS):
        try:
            holds = marker.evaluate({**cell.environment, "extra": extra})
            if extra and holds:
                holds = not marker.evaluate({**cell.environment, "extra": ""})
        except UndefinedEnvironmentName:
            holds = False
        bits |= holds << at
    return bits


class Walk:
    """Goes from the named packages to all that they pull in."""

    def __init__(self, client: IndexClient) -> None:
        self.client = client
        self.releases: dict[str, dict[str, Release]] = {}
        self.extras: dict[str, set[str]] = {}
        self.limits: dict[str, set[SpecifierSet]] = {}
        self.told: dict[str, SpecifierSet] = {}
        self.versions: dict[str, dict[Version, list[IndexFile]]] = {}
        self.missing: dict[str, str] = {}

    def go(self, named: list[Requirement]) -> None:
        """Read all that is needed, a ring of packages at a time."""
        ring = {canonical_name(each.name) for each in named}
        for each in named:
            extras = self.extras.setdefault(canonical_name(each.name), {""})
            extras |= {canonical_name(extra) for extra in each.extras}
            self.told[canonical_name(each.name)] = each.specifier
        while ring:
            tell(f"{len(self.releases)} packages, {len(ring)} more")
            with ThreadPoolExecutor(WORKERS) as pool:
                list(pool.map(self.read, sorted(ring)))
            ring = self.next_ring(ring)

    def read(self, name: str) -> None:
        """Read the releases of a package that matter."""
        files = self.client.files(name)
        if isinstance(files, Unknown):
            self.missing[name] = files.reason
            return
        versions = self.versions[name] = versions_of(files)
        known = self.releases.get(name, {})
        found: dict[str, Release] = {}
        told = self.told.get(name, SpecifierSet())
        for version, by_cell in chosen(versions, self.limits.get(name, set()), told).items():
            if version in known:
                found[version] = known[version]._replace(files=by_cell)
                continue
            wheel = next((each for each in by_cell.values() if each is not None), None)
            data = Unknown("no wheel") if wheel is None else self.client.metadata(wheel)
            requires = () if isinstance(data, Unknown) else requirements(data)
            found[version] = Release(version, by_cell, requires)
        self.releases[name] = found

    def next_ring(self, ring: set[str]) -> set[str]:
        """Return the packages to read next: new ones, and those that got an extra or a pin."""
        again: set[str] = set()
        for name in sorted(ring):
            for release in self.releases.get(name, {}).values():
                for requirement in release.requires:
                    if not any(cells_of(requirement, each) for each in self.extras[name]):
                        continue
                    other = canonical_name(requirement.name)
                    extras = self.extras.setdefault(other, set())
                    limits = self.limits.setdefault(other, set())
                    more = {"", *map(canonical_name, requirement.extras)} - extras
                    if more or requirement.specifier not in limits:
                        again.add(other)
                    extras |= more
                    limits.add(requirement.specifier)
        return again


def edges(release: Release, extras: set[str], walk: Walk) -> dict[str, str]:
    """Return what a release pulls in, by the condition that it is pulled in under."""
    found: dict[str, list[str]] = {}
    for requirement in release.requires:
        for extra in sorted(extras):
            bits = cells_of(requirement, extra)
            if not bits:
                continue
            condition = extra + (":" if extra else "") + ("" if bits == ALL else f"{bits:x}")
            word = canonical_name(requirement.name)
            if requirement.extras:
                word += f"[{','.join(sorted(map(canonical_name, requirement.extras)))}]"
            versions = walk.versions.get(canonical_name(requirement.name), {})
            version = best(versions, requirement.specifier) if versions else ""
            found.setdefault(condition, []).append(word + (f"=={version}" if version else ""))
    return {each: " ".join(dict.fromkeys(words)) for each, words in sorted(found.items())}


def corrections(client: IndexClient, wheels: list[tuple[IndexFile, WheelContents]]) -> list[int]:
    """Return, for each wheel, its compiled bytes by those that the model tells, in thousandths."""
    kb = load()
    found: list[int] = []
    for at in range(0, len(wheels), SAMPLED_AT_ONCE):
        part = wheels[at : at + SAMPLED_AT_ONCE]
        tell(f"{at} sampled")
        for sample in client.samples(part):
            factor = 1.0 if isinstance(sample, Unknown) else correction_of(sample, kb)
            found.append(round(1000 * factor))
    return found


def main() -> int:
    """Write the snapshot; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--day", required=True, help="the day that the index is asked on")
    parser.add_argument("--names", type=Path, default=NAMES, help="the packages, one a line")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    parser.add_argument("--store", default=None, help="where answers of the index are kept")
    options = parser.parse_args()
    lines = options.names.read_text(encoding="utf-8").splitlines()
    named = [Requirement(each) for each in lines if each.strip() and not each.startswith("#")]
    with tempfile.TemporaryDirectory(prefix="snapshot-") as folder:
        client = IndexClient(read_settings(), store=Store(options.store or folder))
        text = written(client, named, options.day)
    options.out.write_text(text, encoding="utf-8")
    return 0


def written(client: IndexClient, named: list[Requirement], day: str) -> str:
    """Return the text of the snapshot."""
    walk = Walk(client)
    walk.go(named)
    wheels = {
        file.name: file
        for releases in walk.releases.values()
        for release in releases.values()
        for file in release.files.values()
        if file is not None
    }
    tell(f"{len(wheels)} wheels")
    sized = dict(zip(wheels, client.sized_all(list(wheels.values())), strict=True))
    contents = {
        name: each.contents
        for name, each in sized.items()
        if isinstance(each.contents, WheelContents)
    }
    first: dict[tuple[str, str], str] = {}
    for name, releases in walk.releases.items():
        for release in releases.values():
            files = [each for each in release.files.values() if each and each.name in contents]
            if files:
                first[name, release.version] = files[0].name
    sampled = sorted(set(first.values()))
    tell(f"{len(sampled)} samples")
    found = corrections(client, [(wheels[name], contents[name]) for name in sampled])
    factors = dict(zip(sampled, found, strict=True))
    places = [f"{each}{'-musl' if is_musl else ''}" for each, is_musl in PLATFORMS]
    rows = [
        f"as_of {day}",
        "source the package index: metadata and central directories of wheels",
        f"pythons {' '.join(PYTHONS)}",
        f"platforms {' '.join(places)}",
        f"named {' '.join(sorted({canonical_name(each.name) for each in named}))}",
    ]
    for name, releases in sorted(walk.releases.items()):
        if not releases:
            tell(f"{name}: no release")
            continue
        rows.append(f"={name}")
        for version in sorted(releases, key=Version, reverse=True):
            release = releases[version]
            rows.append(f"@{version} {factors.get(first.get((name, version), ''), 1000)}")
            asked = edges(release, walk.extras[name], walk)
            rows += [f">{condition} {words}" for condition, words in asked.items()]
            by_file: dict[str, int] = {}
            for at, file in release.files.items():
                key = file.name if file is not None and file.name in contents else ""
                by_file[key] = by_file.get(key, 0) | 1 << at
            scripts = ""
            for file_name, bits in by_file.items():
                if not file_name:
                    rows.append(f"-{bits:x}")
                    continue
                held = contents[file_name]
                scripts = " ".join(f"{s.name}={s.module}:{s.attribute}" for s in held.scripts)
                numbers = " ".join(map(str, [sized[file_name].download, *held[:7]]))
                rows.append(f"+{bits:x} {numbers}")
            if scripts:
                rows.append(f"!{scripts}")
    for name, reason in walk.missing.items():
        tell(f"{name}: {reason}")
    return "\n".join(rows) + "\n"


def tell(text: str) -> None:
    """Say how far it is."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
