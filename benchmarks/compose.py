"""Compares the resolved model of Compose files with what ``docker compose config`` prints.

    benchmarks/compose.py CORPUS [--files N] [-v]

Every Compose file below CORPUS is read; those that the program accepts by themselves are compared,
value by value.  Needs the docker command with its compose plugin, and nothing running.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from dockwright.model.compose.load import LoadOptions, load
from dockwright.model.compose.resolved import resolved
from dockwright.model.find import kind_of_name
from dockwright.model.project import Project
from dockwright.syntax.compose import duration_of
from dockwright.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Comparison", "compare", "compose_files"]

_DURATIONS = frozenset(
    {"interval", "timeout", "start_period", "start_interval", "stop_grace_period", "delay"}
    | {"window", "monitor"}
)


class Comparison(NamedTuple):
    """What became of one file.

    Attributes:
        path: the file.
        accepted: whether ``docker compose config`` accepts it.
        differences: where the models differ, a line each; or why ours refuses it.
        error: what the program says where it refuses.
    """

    path: Path
    accepted: bool
    differences: tuple[str, ...] = ()
    error: str = ""


def compose_files(corpus: Path) -> list[Path]:
    """Return the Compose files below a directory, by name."""
    return sorted(
        path
        for path in corpus.rglob("*")
        if path.is_file() and kind_of_name(path.name) == "compose"
    )


def environment() -> dict[str, str]:
    """Return the few variables that both sides are given."""
    names = ("PATH", "HOME", "DOCKER_HOST", "DOCKER_CONFIG")
    return {name: os.environ[name] for name in names if name in os.environ}


def compare(path: Path) -> Comparison:
    """Compare one file."""
    path = path.resolve()
    given = environment()
    done = subprocess.run(
        ["docker", "compose", "-f", str(path), "--profile", "*", "config", "--format", "json"],
        capture_output=True,
        check=False,
        env=given,
        stdin=subprocess.DEVNULL,
        timeout=120,
        text=True,
    )
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if not line.startswith("time=")]
        return Comparison(path, accepted=False, error=lines[-1] if lines else "")
    theirs = _unescaped(json.loads(done.stdout))
    known = {**given, "COMPOSE_PROJECT_NAME": theirs["name"]}
    project = Project()
    source = Source.from_bytes(path.name, path.read_bytes())
    loaded = load(
        [(str(path), source)], str(path.parent), project.read, LoadOptions(environment=known)
    )
    if loaded.problems:
        return Comparison(path, True, tuple(each.message for each in loaded.problems))  # noqa: FBT003 - a named field
    for file in loaded.dotenv:
        known = {**file.values, **known}
    ours = resolved(loaded, known, project.read)
    if loaded.root.get("name") is None:
        ours["name"] = theirs["name"]
    differences = tuple(_differences(_normal(ours, ""), _normal(theirs, ""), ""))
    return Comparison(path, True, differences)  # noqa: FBT003 - a named field


def _unescaped(value: Any) -> Any:
    """Undo the doubling of dollar signs, with which the program prints what it can read again."""
    if isinstance(value, dict):
        return {key: _unescaped(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_unescaped(each) for each in value]
    return value.replace("$$", "$") if isinstance(value, str) else value


def _normal(value: Any, key: str) -> Any:
    """Return a value without what is empty, numbers as text, durations in seconds."""
    if isinstance(value, dict):
        inner = {
            name: _normal(each, name) for name, each in value.items() if not name.startswith("x-")
        }
        if list(inner) == ["single"]:
            return inner["single"]
        return {name: each for name, each in inner.items() if each not in (None, "", False, [], {})}
    if isinstance(value, list):
        if key == "extra_hosts":
            hosts: dict[str, list[str]] = {}
            for each in value:
                name, _, address = each.partition("=")
                hosts.setdefault(name, []).append(address)
            return hosts
        return [_normal(each, "") for each in value]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(int(value)) if float(value).is_integer() else str(value)
    if isinstance(value, str) and key in _DURATIONS:
        return duration_of(value)
    return value


def _differences(ours: Any, theirs: Any, where: str) -> Iterator[str]:
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in sorted({*ours, *theirs}):
            yield from _differences(ours.get(key), theirs.get(key), f"{where}.{key}")
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for index, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            yield from _differences(one, other, f"{where}[{index}]")
    elif ours != theirs:
        yield f"{where}: {ours!r}, and the program has {theirs!r}"


def main() -> int:
    """Compare, and print what was found; return 1 where a model differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--files", type=int, default=0, help="compare the first N files only")
    parser.add_argument("-v", "--verbose", action="store_true", help="a line for each refusal")
    options = parser.parse_args()
    paths = compose_files(options.corpus)[: options.files or None]
    with ThreadPoolExecutor(max_workers=2) as pool:
        found = list(pool.map(compare, paths))
    accepted = [each for each in found if each.accepted]
    different = [each for each in accepted if each.differences]
    for each in found if options.verbose else different:
        shown = each.path.relative_to(options.corpus.resolve())
        for line in each.differences[:10]:
            print(f"{shown}{line}")
        if each.error:
            print(f"{shown} is refused: {each.error}")
    share = 100 * (len(accepted) - len(different)) / max(1, len(accepted))
    print(
        f"{len(found)} Compose files, {len(accepted)} accepted by docker compose config alone; "
        f"{len(accepted) - len(different)} resolve to the same model ({share:.1f} %)"
    )
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
