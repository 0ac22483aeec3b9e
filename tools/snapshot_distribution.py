"""Writes the snapshot of a distribution's releases that the knowledge base has.

    python tools/snapshot_distribution.py --day 2026-11-27 tools/distribution_names.txt > FILE
    python tools/snapshot_distribution.py --day 2026-11-27 --alpine 3.22 --mirror URL NAMES > FILE

The file has the names of the packages that matter.  For each release, the packages that
installing them may bring are taken from the index of the mirror that this machine's apt is told
of, and each is fetched and its files are counted as slim images keep them: without documentation,
manuals and translations, with the compiled files of Python that its scripts write, and with what
dpkg keeps of each.  For arm64 the two indexes are compared.  Of Alpine the index is enough: it
tells what files take.
"""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
import tarfile
import tempfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from dockwright.kb import load
from dockwright.kb.snapshot import bytecode_weights
from dockwright.model.unknown import Unknown
from dockwright.net import Network
from dockwright.packages.distribution import alpine, debian
from dockwright.packages.distribution.archive import Archive, closure

if TYPE_CHECKING:
    from collections.abc import Iterator

RELEASES = (("12", "bookworm", "3.11"), ("13", "trixie", "3.13"))
LEFT_OUT = ("usr/share/man/", "usr/share/doc/", "usr/share/locale/", "usr/share/info/")
MOST = 400 << 20
LEAST_BYTES = 50_000
LEAST_SHARE = 0.02


def tar_of(path: str, part: str) -> tarfile.TarFile:
    """Return a part of a package, ``control`` or ``fsys``, as an archive."""
    option = "--ctrl-tarfile" if part == "control" else "--fsys-tarfile"
    done = subprocess.run(["dpkg-deb", option, path], capture_output=True, check=True)
    return tarfile.open(fileobj=io.BytesIO(done.stdout))


def kept_bytes(data: bytes, weights: tuple[float, ...]) -> int:
    """Return what a package takes in an image that leaves documentation out.

    That is its files, what dpkg keeps of it (the list of its files, its scripts and sums, and its
    paragraph in both copies of the list of packages), and debconf's copy of its questions.
    """
    with tempfile.NamedTemporaryFile(suffix=".deb") as file:
        file.write(data)
        file.flush()
        control, files = tar_of(file.name, "control"), tar_of(file.name, "fsys")
    total = 0
    with control:
        for member in control:
            name = member.name.removeprefix("./")
            copies = {"control": 2, "templates": 2}.get(name, 1)
            total += copies * member.size
    with files:
        for member in files:
            name = member.name.removeprefix("./").rstrip("/")
            total += len(f"/{name}\n")
            if name.startswith(LEFT_OUT) and not name.endswith("/copyright"):
                continue
            if member.issym():
                total += len(member.linkname)
            if not member.isreg():
                continue
            total += member.size
            if name.startswith("usr/lib/python3") and name.endswith(".py"):
                source = files.extractfile(member)
                packed = len(zlib.compress(source.read())) if source else 0
                values = (1, member.size, packed)
                total += round(sum(a * b for a, b in zip(weights, values, strict=True)))
    return total


def elsewhere(archive: Archive, other: Archive, sizes: dict[str, int]) -> tuple[str, str]:
    """Return what another architecture has instead: other sizes, and what it lacks.

    Its packages are not fetched: what was counted is taken times what the two indexes say of it.
    """
    told, absent = [], []
    for name, size in sizes.items():
        if name not in other.packages:
            absent.append(name)
            continue
        scaled = round(size * other.packages[name].bytes / (archive.packages[name].bytes or 1))
        if abs(scaled - size) > max(LEAST_BYTES, LEAST_SHARE * size):
            told.append(f'"{name}" = {scaled}')
    return ", ".join(told), " ".join(absent)


def places(mirror: str, codename: str, network: Network) -> dict[str, str]:
    """Return the address of each package's file."""
    import lzma

    body = network.get(f"{mirror}/dists/{codename}/main/binary-amd64/Packages.xz").body
    found, name = {}, ""
    for line in lzma.decompress(body).decode().splitlines():
        if line.startswith("Package: "):
            name = line[9:]
        elif line.startswith("Filename: "):
            found[name] = f"{mirror}/{line[10:]}"
    return found


def groups(of: tuple[tuple[str, ...], ...], archive: Archive, chosen: set[str]) -> Iterator[str]:
    """Give the groups that the base does not meet, their alternatives within what is chosen."""
    for group in of:
        if any(
            name in archive.base or not archive.base.isdisjoint(archive.providers.get(name, ()))
            for name in group
        ):
            continue
        names = [
            each
            for name in group
            for each in ((name,) if name in archive.packages else archive.providers.get(name, ()))
            if each in chosen
        ]
        if names:
            yield "|".join(dict.fromkeys(names))


def written(archive: Archive, chosen: set[str], names: list[str], sizes: dict[str, int]) -> str:
    """Return what a release has in the snapshot, but for what is said of other platforms."""
    provides = {
        name: " ".join(each for each in found if each in chosen)
        for name, found in sorted(archive.providers.items())
        if name in names
    }
    packages = ", ".join(
        f'"{name}" = [{sizes[name]}, "{" ".join(groups(package.depends, archive, chosen))}", '
        f'"{" ".join(groups(package.recommends, archive, chosen))}"]'
        for name, package in ((name, archive.packages[name]) for name in sorted(chosen))
    )
    told = ", ".join(f'"{name}" = {json.dumps(found)}' for name, found in provides.items() if found)
    base = " ".join(sorted(archive.base))
    return f'base = "{base}", provides = {{ {told} }}, packages = {{ {packages} }}'


def closures(archive: Archive, names: list[str]) -> set[str]:
    """Return all that installing the packages may bring."""
    chosen: set[str] = set()
    for name in names:
        with_recommended, _ = closure(archive, [name], archive.base, recommends=True)
        without, _ = closure(archive, [name], archive.base, recommends=False)
        chosen |= with_recommended.keys() | without.keys()
    return chosen


def debian_release(version: str, codename: str, python: str, names: list[str], mirror: str) -> str:
    """Return a release of Debian, each package fetched and counted."""
    kb, network = load(), Network()
    archives = {}
    for platform in ("linux/amd64", "linux/arm64"):
        found = debian.fetch_archive(
            "debian", codename, version, platform, network, kb, ratio=1.0, mirror=mirror
        )
        if isinstance(found, Unknown):
            raise SystemExit(found.reason)
        archives[platform] = found
    archive = archives["linux/amd64"]
    chosen = closures(archive, names)
    where = places(mirror, codename, network)
    weights = bytecode_weights(kb, python)

    def count(name: str) -> int:
        return kept_bytes(network.get(where[name], most=MOST).body, weights)

    known = sorted(chosen)
    with ThreadPoolExecutor(6) as pool:
        sizes = dict(zip(known, pool.map(count, known), strict=True))
    index = sum(archive.packages[name].bytes for name in known)
    print(
        f"{codename}: {len(known)} packages, {sum(sizes.values()) / index:.4f} of the index",
        file=sys.stderr,
    )
    other, absent = elsewhere(archive, archives["linux/arm64"], sizes)
    told = written(archive, chosen, names, sizes)
    return (
        f"debian-{version} = {{ value = {{ {told}, arm64 = {{ {other} }}, "
        f'arm64_absent = "{absent}" }} }}'
    )


def alpine_release(version: str, names: list[str], mirror: str) -> str:
    """Return a release of Alpine, with the sizes that its index tells."""
    found = alpine.fetch_archive(version, "linux/amd64", Network(), load(), mirror=mirror)
    if isinstance(found, Unknown):
        raise SystemExit(found.reason)
    chosen = closures(found, names)
    sizes = {name: found.packages[name].bytes for name in chosen}
    print(f"alpine {version}: {len(chosen)} packages", file=sys.stderr)
    return f"alpine-{version} = {{ value = {{ {written(found, chosen, names, sizes)} }} }}"


def main() -> int:
    """Write the snapshot."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", type=Path)
    parser.add_argument("--day", required=True)
    parser.add_argument("--alpine", nargs="+", metavar="VERSION", help="releases of Alpine instead")
    parser.add_argument("--mirror", default="", help="the mirror (the one that apt is told of)")
    given = parser.parse_args()
    lines = given.names.read_text().splitlines()
    names = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    print("# Written by tools/snapshot_distribution.py.")
    print(f'as_of = {given.day}\nconfidence = "high"\n\n[[group]]\nid = "distribution"')
    print('applies_to = "packages of {key}"')
    if given.alpine:
        print('source = "the distribution\'s index of packages"\n\n[group.facts]')
        for version in given.alpine:
            print(alpine_release(version, names, given.mirror), flush=True)
        return 0
    print('source = "the distribution\'s index of packages, and the files of each package"\n')
    print("[group.facts]")
    mirror = given.mirror or debian.configured_mirror("debian")
    if isinstance(mirror, Unknown):
        raise SystemExit(mirror.reason)
    for release in RELEASES:
        print(debian_release(*release, names, mirror), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
