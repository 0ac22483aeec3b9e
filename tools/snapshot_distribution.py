"""Writes the snapshot of Debian's releases that the knowledge base has.

    python tools/snapshot_distribution.py --day 2026-11-27 NAMES > FILE

``NAMES`` is a file with the names of the packages that matter.  For each release, the packages that
installing them may bring are taken from the index of the mirror that this machine's apt is told
of, and each is fetched and its files are counted as slim images keep them: without documentation,
manuals and translations, with the compiled files of Python that its scripts write.
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
from dockwright.packages.distribution.archive import Archive, closure
from dockwright.packages.distribution.debian import (
    configured_mirror,
    fetch_archive,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

RELEASES = (("12", "bookworm", "3.11"), ("13", "trixie", "3.13"))
LEFT_OUT = ("usr/share/man/", "usr/share/doc/", "usr/share/locale/", "usr/share/info/")
MOST = 400 << 20


def kept_bytes(data: bytes, weights: tuple[float, ...]) -> int:
    """Return what a package's files take in an image that leaves documentation out."""
    with tempfile.NamedTemporaryFile(suffix=".deb") as file:
        file.write(data)
        file.flush()
        done = subprocess.run(
            ["dpkg-deb", "--fsys-tarfile", file.name],
            capture_output=True,
            check=True,
        )
    total = 0
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        for member in archive:
            name = member.name.removeprefix("./")
            if not member.isreg() or (
                name.startswith(LEFT_OUT) and not name.endswith("/copyright")
            ):
                continue
            total += member.size
            if name.startswith("usr/lib/python3") and name.endswith(".py"):
                source = archive.extractfile(member)
                packed = len(zlib.compress(source.read())) if source else 0
                values = (1, member.size, packed)
                total += round(sum(a * b for a, b in zip(weights, values, strict=True)))
    return total


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


def main() -> int:
    """Write the snapshot."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", type=Path)
    parser.add_argument("--day", required=True)
    given = parser.parse_args()
    names = given.names.read_text().split()
    kb, network = load(), Network()
    mirror = configured_mirror("debian")
    if isinstance(mirror, Unknown):
        raise SystemExit(mirror.reason)
    print("# Written by tools/snapshot_distribution.py.")
    print(f'as_of = {given.day}\nconfidence = "high"\n\n[[group]]\nid = "distribution"')
    print('applies_to = "packages of {key}"')
    print('source = "the distribution\'s index of packages, and the files of each package"\n')
    print("[group.facts]")
    for version, codename, python in RELEASES:
        archive = fetch_archive("debian", codename, version, "linux/amd64", network, 1.0)
        if isinstance(archive, Unknown):
            raise SystemExit(archive.reason)
        chosen: set[str] = set()
        for name in names:
            with_recommended, _ = closure(archive, [name], archive.base, recommends=True)
            without, _ = closure(archive, [name], archive.base, recommends=False)
            chosen |= with_recommended.keys() | without.keys()
        where = places(mirror, codename, network)
        weights = bytecode_weights(kb, python)

        def count(
            name: str, where: dict[str, str] = where, row: tuple[float, ...] = weights
        ) -> int:
            return kept_bytes(network.get(where[name], most=MOST).body, row)

        known = sorted(chosen)
        with ThreadPoolExecutor(6) as pool:
            sizes = dict(zip(known, pool.map(count, known), strict=True))
        index = sum(archive.packages[name].bytes for name in known)
        print(
            f"{codename}: {len(known)} packages, {sum(sizes.values()) / index:.4f} of the index",
            file=sys.stderr,
        )
        provides = {
            name: " ".join(each for each in found if each in chosen)
            for name, found in sorted(archive.providers.items())
            if name in names
        }
        packages = ", ".join(
            f'"{name}" = [{sizes[name]}, "{" ".join(groups(package.depends, archive, chosen))}", '
            f'"{" ".join(groups(package.recommends, archive, chosen))}"]'
            for name, package in ((name, archive.packages[name]) for name in known)
        )
        told = ", ".join(
            f'"{name}" = {json.dumps(found)}' for name, found in provides.items() if found
        )
        base = " ".join(sorted(archive.base))
        print(
            f'debian-{version} = {{ value = {{ base = "{base}", provides = {{ {told} }}, '
            f"packages = {{ {packages} }} }} }}",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
