"""Compares our resolved model of a Compose file with what ``docker compose config`` prints."""

from __future__ import annotations

import json
import os
import re
import subprocess
from typing import TYPE_CHECKING, Any, NamedTuple

from dockwright.model.compose.load import LoadOptions, load
from dockwright.model.compose.project import ComposeProject
from dockwright.model.compose.resolved import resolved
from dockwright.model.project import Project
from dockwright.model.unknown import Unknown
from dockwright.syntax.compose import duration_of
from dockwright.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from dockwright.model.compose.load import Loaded

__all__ = [
    "Comparison",
    "compare",
    "compose_files",
    "compose_version",
    "difference",
    "reason_of",
    "unset_variables",
    "write_missing_files",
]

_KEPT = ("DOCKER_CONFIG", "DOCKER_HOST", "HOME", "PATH")
"""Variables that Compose itself needs; no file refers to them by accident but HOME and PATH."""
_DURATIONS = frozenset(
    {"delay", "interval", "monitor", "start_interval", "start_period", "stop_grace_period"}
    | {"timeout", "window"}
)
_SIZES = frozenset(
    {"mem_limit", "mem_reservation", "mem_swappiness", "memory", "memswap_limit", "rate"}
    | {"shm_size"}
)
_KEEPS_NOTHING = frozenset({"environment", "args", "networks"})
"""Mappings in which nothing at all is a value: the host's variable, a network without options."""


class Comparison(NamedTuple):
    """What became of one file.

    Attributes:
        path: the file.
        accepted: whether ``docker compose config`` accepts it.
        refusal: what it says where it refuses.
        differences: where the models differ, a line each; where one side alone refuses, why.
    """

    path: Path
    accepted: bool
    refusal: str
    differences: tuple[str, ...]


def compare(docker: str, path: Path, variables: Mapping[str, str]) -> Comparison:
    """Compare what both sides make of a file with some variables set."""
    wanted, found = theirs(docker, path, variables), ours(path, variables)
    lines: tuple[str, ...]
    if isinstance(wanted, str):
        lines = () if isinstance(found, str) else (f"accepted, though refused: {wanted}",)
        return Comparison(path, accepted=False, refusal=wanted, differences=lines)
    lines = (found,) if isinstance(found, str) else tuple(difference(found, wanted))
    return Comparison(path, accepted=True, refusal="", differences=lines)


def compose_files(corpus: Path) -> list[Path]:
    """Every file of the corpus that has services, in order."""
    return sorted(
        path
        for path in corpus.rglob("*")
        if path.suffix.lower() in {".yml", ".yaml"}
        and path.is_file()
        and re.search(rb"^[\"']?services[\"']?[ \t]*:", path.read_bytes(), re.MULTILINE)
    )


def compose_version(docker: str) -> str | None:
    """Return the version of Compose, or None where there is none."""
    try:
        done = subprocess.run(
            [docker, "compose", "version", "--short"], capture_output=True, text=True, check=False
        )
    except OSError:
        return None
    return done.stdout.strip() or None if done.returncode == 0 else None


def _environment(variables: Mapping[str, str]) -> dict[str, str]:
    return {**{key: os.environ[key] for key in _KEPT if key in os.environ}, **variables}


def theirs(docker: str, path: Path, variables: Mapping[str, str]) -> dict[str, Any] | str:
    """Return what Compose makes of a file, or why it refuses it."""
    done = subprocess.run(
        [docker, "compose", "-f", str(path), "--profile", "*", "config", "--format", "json"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env=_environment(variables),
    )
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if "level=warning" not in line]
        return " ".join(lines) or "no reason given"
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _loaded(path: Path, variables: Mapping[str, str]) -> tuple[Loaded, Project]:
    project = Project(limit=64 << 20)
    environment = _environment(variables)
    found = load(
        [(str(path), Source.from_bytes(str(path), path.read_bytes()))],
        str(path.parent),
        project.read,
        LoadOptions(environment=environment, home=environment.get("HOME", "")),
    )
    return found, project


def ours(path: Path, variables: Mapping[str, str]) -> dict[str, Any] | str:
    """Return what we make of a file, or why we say that Compose refuses it."""
    loaded, project = _loaded(path, variables)
    model = ComposeProject(loaded, str(path), read=project.read)
    problems = [problem.message for problem in model.problems]
    for service in model.services:
        for file in service.env_files:
            if file.is_required and isinstance(file.content, Unknown):
                problems.append(file.content.reason)
            elif not isinstance(file.content, Unknown) and file.content.problem is not None:
                problems.append(file.content.problem.message)
    if problems:
        return "; ".join(problems)
    return resolved(loaded, project.read, lambda _: None)


def difference(found: object, wanted: object) -> Iterator[str]:
    """Give what differs between our values and those of Compose, by path."""
    yield from _differences(_common(found, ()), _common(_unescaped(wanted), ()), "")


def _unescaped(value: Any) -> Any:
    """Return what Compose prints without its doubled dollar signs."""
    if isinstance(value, dict):
        return {_unescaped(key): _unescaped(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_unescaped(each) for each in value]
    return value.replace("$$", "$") if isinstance(value, str) else value


def _common(value: Any, path: tuple[str, ...]) -> Any:
    """Return a value in a form that both sides share: Go prints no empty values."""
    key = path[-1] if path else ""
    if isinstance(value, dict):
        keeps = key in _KEEPS_NOTHING and len(path) > 1
        if key == "extra_hosts":
            return sorted(f"{name}={each}" for name, listed in value.items() for each in listed)
        # Compose 2.26 prints some fields by the names that they have in Go.
        lowered = "blkio_config" in path
        inner = {
            name.lower() if lowered else name: _common(each, (*path, name.lower()))
            for name, each in value.items()
            if not (name.startswith("x-") and path[:1] == ("services",))
        }
        if set(inner) == {"single"} and path[-2:-1] == ("ulimits",):
            return inner["single"]
        return {
            name: each for name, each in inner.items() if keeps or each not in (None, {}, [], "", 0)
        }
    if isinstance(value, list):
        listed = [_common(each, (*path, "[]")) for each in value]
        return sorted(listed) if key == "extra_hosts" else listed
    if isinstance(value, str) and path[:1] == ("services",):
        if key in _DURATIONS:
            return duration_of(value)
        if key in _SIZES or path[-2:] == ("tmpfs", "size"):
            return int(value)
    if isinstance(value, str) and path[:1] and path[0].startswith("x-"):
        zone = re.fullmatch(r"(\S+) (\S+) ([-+]\d\d)(\d\d) \S+", value)
        if zone:  # a time as text, which JSON has in another form
            offset = "Z" if zone[3] == "+00" else f"{zone[3]}:{zone[4]}"
            return f"{zone[1]}T{zone[2]}{offset}"
    return value


def _differences(found: object, wanted: object, path: str) -> Iterator[str]:
    if isinstance(found, dict) and isinstance(wanted, dict):
        for key in sorted({*found, *wanted}):
            missing = object()
            one, other = found.get(key, missing), wanted.get(key, missing)
            place = f"{path}.{key}" if path else key
            if one is missing:
                yield f"{place}: nothing, not {other!r}"
            elif other is missing:
                yield f"{place}: {one!r}, not nothing"
            else:
                yield from _differences(one, other, place)
    elif isinstance(found, list) and isinstance(wanted, list) and len(found) == len(wanted):
        for at, (one, other) in enumerate(zip(found, wanted, strict=True)):
            yield from _differences(one, other, f"{path}[{at}]")
    elif found != wanted or isinstance(found, bool) != isinstance(wanted, bool):
        yield f"{path}: {found!r}, not {wanted!r}"


_NEWER = (
    (r"Additional property (models|use_api_socket|initial_sync|provider|gpus)", "a newer key"),
    (r'unknown unit "[dw]" in duration', "durations in days and weeks came later"),
    (r"Invalid ip address ::1", "an IPv6 address without brackets came later"),
)
"""What Compose 2.26 refuses and current versions take, by what it says."""
_NEWER_REFUSALS = (
    (r"mounts two things at", "that two mounts have one place is refused by later versions"),
    (r"has to be `bind`, `volume`", "the types of a mount are checked by later versions"),
)
"""What current versions refuse and Compose 2.26 takes, by what we say."""


def reason_of(found: Comparison) -> str:
    """Return why two sides differ where that is how Compose has changed; else nothing."""
    if found.refusal:
        return next((why for words, why in _NEWER if re.search(words, found.refusal)), "")
    if len(found.differences) != 1:
        return ""
    said = found.differences[0]
    return next((why for words, why in _NEWER_REFUSALS if re.search(words, said)), "")


def unset_variables(path: Path) -> list[str]:
    """Return the variables that a file refers to and nothing beside it sets."""
    found = _loaded(path, {})[0]
    return sorted({use.variable.name for use in found.variables if not use.is_set} - {*_KEPT})


def write_missing_files(path: Path, below: Path) -> None:
    """Write the files of variables that are named and missing, within a folder of our own."""
    services = _loaded(path, {})[0].root.get("services")
    for service in services.mapping.values() if services is not None else ():
        listed = service.get("env_file")
        for entry in listed.items if listed is not None else ():
            named = entry.get("path")
            if named is None or not isinstance(named.value, str):
                continue
            place = below.__class__(named.value)
            if place.is_relative_to(below) and not place.exists():
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text("NAME=value\n")
