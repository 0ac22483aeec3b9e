"""What Dockwright says a lock installs, beside what the lock's own tool says.

    python benchmarks/dependencies.py CORPUS [--tools DIR]

Every file of dependencies is read; a file counts as read where nothing in it is refused.
Of every lock the set of names and versions is compared with that of ``uv export --frozen``,
``poetry export`` and ``pipenv requirements`` for up to three Pythons and two platforms, plain and
with up to three extras and three groups, the tool's markers decided by ``packaging``.
Tools lie in ``DIR/NAME/bin/NAME``; an export that is refused, or whose tool is not there, is told
and compared with nothing.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import tempfile
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import InvalidRequirement, Requirement

from dockwright.packages import (
    DependencyFile,
    Target,
    installed,
    kind_of_dependency_file,
    read_dependency_file,
)
from dockwright.packages.records import canonical_name
from dockwright.packages.target import takes_python
from dockwright.text import Source

PYTHONS = ("3.9.18", "3.10.13", "3.11.7", "3.12.1", "3.13.0", "3.14.0")
MOST_PYTHONS = 3
MOST = 3
"""Extras, and groups, that are asked for."""
PLATFORMS = ("linux/amd64", "linux/arm64")
SECONDS = 120
COMMANDS = {
    "uv.lock": ("uv", "export", "--frozen", "--no-hashes", "--no-emit-workspace", "--no-header",
                "--no-annotate", "--no-default-groups", "--offline"),
    "poetry.lock": ("poetry", "export", "--without-hashes", "--no-interaction"),
    "Pipfile.lock": ("pipenv", "requirements"),
}  # fmt: skip
OF_THE_TREE = {"editable", "virtual", "path"}


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--tools", type=Path)
    args = parser.parse_args()
    read: Counter[str] = Counter()
    compared: Counter[str] = Counter()
    for path in sorted(args.corpus.rglob("*")):
        kind = kind_of_dependency_file(path.name)
        if kind in {None, "script"} or not path.is_file():
            continue
        shown = path.relative_to(args.corpus)
        file = read_dependency_file(Source.from_bytes(str(path), path.read_bytes()))
        read["files"] += 1
        read["whole"] += not file.problems
        for problem in file.problems:
            print(f"{shown}: {problem.message[:160]}")
        if args.tools is None or kind not in COMMANDS or not file.locked:
            continue
        manifest = path.parent / "pyproject.toml"
        declared = (
            read_dependency_file(Source.from_bytes(str(manifest), manifest.read_bytes()))
            if manifest.is_file()
            else None
        )
        pythons = [each for each in PYTHONS if takes_python(file.python, each) is True]
        for asked in asked_for(kind, declared):
            said = export(path, args.tools, (*COMMANDS[kind], *asked.flags))
            if said is None:
                print(f"{shown} {asked.flags}: {COMMANDS[kind][0]} says nothing of it")
                compared[f"{kind} unsaid"] += 1
                continue
            for python in pythons[:MOST_PYTHONS] or ["3.11.7"]:
                for platform in PLATFORMS:
                    target = Target(python, platform)
                    found = installed(
                        file, target, extras=asked.extras, groups=asked.groups, declared=declared
                    )
                    ours = {
                        (package.name, package.version)
                        for package in found.packages
                        if package.source not in OF_THE_TREE
                    }
                    theirs = decided(said, target)
                    compared[f"{kind} compared"] += 1
                    compared[f"{kind} equal"] += ours == theirs
                    if ours != theirs:
                        more, less = sorted(ours - theirs)[:4], sorted(theirs - ours)[:4]
                        where = f"{shown} {python} {platform} {asked.flags}"
                        print(f"{where}: too much {more}, too little {less}")
    print(f"read {read['whole']}/{read['files']} files")
    for kind in COMMANDS:
        print(
            f"{kind}: {compared[f'{kind} equal']}/{compared[f'{kind} compared']} sets equal, "
            f"{compared[f'{kind} unsaid']} exports refused"
        )


class Asked(NamedTuple):
    """What is asked for besides the project's own dependencies, and the tool's flags for it."""

    extras: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


def asked_for(kind: str, declared: DependencyFile | None) -> list[Asked]:
    """Return nothing, then each of the first extras and groups that a project declares."""
    found = [Asked()]
    if kind == "Pipfile.lock":
        return [*found, Asked(groups=("develop",), flags=("--dev",))]
    if declared is None:
        return found
    of_extra, of_group = ("--extra", "--group") if kind == "uv.lock" else ("--extras", "--with")
    extras = list(declared.extras)
    groups = [each.group for each in declared.requirements if each.group not in {"", *extras}]
    named = [each for each in dict.fromkeys(groups) if ":" not in each and each != "optional"]
    found += [Asked(extras=(each,), flags=(f"{of_extra}={each}",)) for each in extras[:MOST]]
    found += [Asked(groups=(each,), flags=(f"{of_group}={each}",)) for each in named[:MOST]]
    return found


def export(lock: Path, tools: Path, command: tuple[str, ...]) -> str | None:
    """Return what a tool exports of a lock in a copy of its folder; None where it refuses."""
    program = tools.resolve() / command[0] / "bin" / command[0]
    if not program.is_file():
        return None
    with tempfile.TemporaryDirectory() as folder:
        for name in (lock.name, "pyproject.toml", "Pipfile"):
            if (lock.parent / name).is_file():
                shutil.copy(lock.parent / name, folder)
        done = subprocess.run(
            [program, *command[1:]],
            cwd=folder,
            env={**os.environ, "PIPENV_IGNORE_VIRTUALENVS": "1", "CI": "1"},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    return done.stdout if done.returncode == 0 else None


def decided(text: str, target: Target) -> set[tuple[str, str]]:
    """Return the names and versions of exported lines whose markers hold."""
    found: set[tuple[str, str]] = set()
    for line in text.splitlines():
        try:
            read = Requirement(line.partition(" --")[0].strip())
        except InvalidRequirement:
            continue
        if read.marker is None or read.marker.evaluate(dict(target.environment)):
            version = str(read.specifier).removeprefix("==")
            found.add((canonical_name(read.name), version))
    return found


if __name__ == "__main__":
    main()
