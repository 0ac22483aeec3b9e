"""Reads from locks of uv what releases of packages pull in, for ``kb/data/dependencies.toml``.

    python tools/requires_by_release.py LOCK...

The locks are of the same packages as of several dates: ``uv lock --exclude-newer DATE`` in a
folder for each date, with ``environments`` set to Linux.
Each line is a package of which releases differ, with the releases that the locks hold, the oldest
first, and what each pulls in; ``NAME[EXTRA]`` stands for what an extra adds.
With ``--all`` each line is a package with what any of its releases pulls in.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from packaging.version import Version

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Releases = dict[str, dict[str, set[str]]]


def _named(edges: Iterable[dict[str, Any]]) -> Iterator[str]:
    for edge in edges:
        yield edge["name"]
        yield from (f"{edge['name']}[{extra}]" for extra in edge.get("extra", ()))


def read(lock: str, found: Releases) -> None:
    """Add what a lock's packages pull in, by name and release."""
    for package in tomllib.loads(lock)["package"]:
        if "version" not in package or "registry" not in package["source"]:
            continue
        name, version = package["name"], package["version"]
        own = found.setdefault(name, {}).setdefault(version, set())
        own.update(_named(package.get("dependencies", ())))
        for extra, edges in package.get("optional-dependencies", {}).items():
            known = found.setdefault(f"{name}[{extra}]", {})
            known.setdefault(version, set()).update(_named(edges))


def main() -> int:
    """Read locks and write what differs between releases."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("locks", nargs="+", type=Path, metavar="LOCK")
    parser.add_argument("--all", action="store_true", help="what any release pulls in")
    options = parser.parse_args()
    found: Releases = {}
    for lock in options.locks:
        read(lock.read_text(encoding="utf-8"), found)
    for name, releases in sorted(found.items()):
        key = json.dumps(name) if "[" in name else name
        ordered = sorted(releases.items(), key=lambda each: Version(each[0]))
        if options.all:
            sys.stdout.write(f"{key} = {json.dumps(sorted(set().union(*releases.values())))}\n")
        elif len({frozenset(names) for names in releases.values()}) > 1:
            listed = [[version, sorted(names)] for version, names in ordered]
            sys.stdout.write(f"{key} = {json.dumps(listed)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
