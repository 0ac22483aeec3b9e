"""Reads which modules distributions bring, for ``kb/data/modules.toml``.

    python tools/wheel_modules.py WHEEL|FOLDER...     read wheels, and what is installed in folders
    python tools/wheel_modules.py --get NAME...       let pip fetch each package's wheel first

Each line is a distribution with the names that an ``import`` of what it brings begins with, as its
files tell: ``PACKAGE = ["NAME", ...]``.
A name of a package that other distributions share (``google``, ``opentelemetry.exporter``) is told
with what follows, down to the first package that has an ``__init__`` file or a module.
Files of tests, documentation and examples that a distribution puts beside its package are left out.
Where a distribution is found more than once, what any of its releases brings is told.
"""

from __future__ import annotations

import argparse
import csv
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SUFFIX = re.compile(r"(?:\.(?:cpython|pypy|cp)[\w-]*|\.abi3)?\.(?:py|so|pyd)$")
_STRAY = frozenset(
    {"test", "tests", "testing", "doc", "docs", "example", "examples", "benchmarks", "scripts"}
)
_DEEPEST = 4


def modules_of(files: Iterable[str]) -> set[str]:
    """Return the names that imports of what lies in a site-packages directory begin with.

    Args:
        files: the paths of a distribution's files, relative to that directory.
    """
    packages: set[str] = set()
    modules: set[str] = set()
    for file in files:
        path = PurePosixPath(file)
        name = _SUFFIX.sub("", path.name)
        parts = path.parts[:-1]
        if name == path.name or not all(part.isidentifier() for part in (*parts, name)):
            continue
        if parts and parts[0] in _STRAY:
            continue
        (packages if name == "__init__" else modules).add(".".join((*parts, name)))
    found: set[str] = set()
    roots = {name.removesuffix(".__init__") for name in packages}
    for name in sorted(roots | modules):
        parts = tuple(name.split("."))
        above = {".".join(parts[:end]) for end in range(1, len(parts))}
        if not above & roots and len(parts) <= _DEEPEST:
            found.add(name)
    # Of modules that share a package without a file of its own, the package is enough.
    shared = {name.rpartition(".")[0] for name in found if name not in roots and "." in name}
    kept = {name for name in found if name.rpartition(".")[0] not in shared} | shared
    return {name for name in kept if not any(name.startswith(f"{other}.") for other in kept)}


def _key(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def of_wheel(path: Path) -> tuple[str, set[str]]:
    """Return a wheel's distribution and what it brings."""
    with zipfile.ZipFile(path) as archive:
        files = [re.sub(r"^[^/]+\.data/(?:pure|plat)lib/", "", name) for name in archive.namelist()]
    return _key(path.name.partition("-")[0]), modules_of(files)


def of_folder(folder: Path) -> Iterator[tuple[str, set[str]]]:
    """Yield the distributions that are installed in a directory, or unpacked, and what they bring.

    Only their lists of files (``RECORD``) are read.
    """
    for record in folder.rglob("*.dist-info/RECORD"):
        with record.open(encoding="utf-8", newline="") as file:
            files = [row[0] for row in csv.reader(file) if row]
        yield _key(record.parent.name.partition("-")[0]), modules_of(files)


def fetch(names: list[str], folder: Path) -> list[Path]:
    """Let pip fetch the newest wheel of each package; those without one are told."""
    for name in names:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--only-binary=:all:", f"--dest={folder}", name]
        if subprocess.run(command, check=False).returncode:
            sys.stderr.write(f"{name}: no wheel\n")
    return sorted(folder.glob("*.whl"))


def main() -> int:
    """Read distributions and write what they bring."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("what", nargs="+", metavar="WHEEL|FOLDER|NAME")
    parser.add_argument("--get", action="store_true", help="the words name packages")
    options = parser.parse_args()
    found: dict[str, set[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        places = [Path(each) for each in options.what]
        if options.get:
            places = fetch(options.what, Path(folder))
        for place in places:
            brought = of_folder(place) if place.is_dir() else (of_wheel(place),)
            for name, modules in brought:
                found.setdefault(name, set()).update(modules)
    for name in sorted(found):
        listed = ", ".join(f'"{each}"' for each in sorted(found[name]))
        sys.stdout.write(f"{name} = [{listed}]\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
