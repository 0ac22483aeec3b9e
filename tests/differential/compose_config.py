"""Compares our resolved model of a Compose file with what ``docker compose config`` prints."""

from __future__ import annotations

import json
import os
import re
import subprocess
from typing import TYPE_CHECKING, Any

from dockwright.model.compose.consistency import check_consistency
from dockwright.model.compose.load import LoadOptions, load
from dockwright.model.compose.resolved import resolved
from dockwright.model.project import Project
from dockwright.model.unknown import Unknown
from dockwright.syntax.compose import duration_of
from dockwright.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

__all__ = ["compose_files", "compose_version", "difference", "ours", "theirs"]

_KEPT = ("DOCKER_CONFIG", "DOCKER_HOST", "HOME", "PATH")
"""Variables that Compose itself needs; no file refers to them by accident but HOME and PATH."""
_DURATIONS = frozenset(
    {"delay", "interval", "monitor", "start_interval", "start_period", "stop_grace_period"}
    | {"timeout", "window"}
)
_SIZES = frozenset(
    {"mem_limit", "mem_reservation", "mem_swappiness", "memory", "memswap_limit", "shm_size"}
)
_KEEPS_NOTHING = frozenset({"environment", "args", "networks"})
"""Mappings in which nothing at all is a value: the host's variable, a network without options."""


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


def ours(path: Path, variables: Mapping[str, str]) -> dict[str, Any] | str:
    """Return what we make of a file, or why we say that Compose refuses it."""
    project = Project(limit=64 << 20)
    directory = str(path.parent)
    environment = _environment(variables)
    loaded = load(
        [(str(path), Source.from_bytes(str(path), path.read_bytes()))],
        directory,
        project.read,
        LoadOptions(environment=environment, home=environment.get("HOME", "")),
    )
    problems = list(loaded.problems)
    services = loaded.root.get("services")
    names = list(services.mapping) if services is not None else []
    if not problems:
        check_consistency(loaded.root, names, problems.append)
    if not problems:
        found = resolved(loaded, project.read, problems.append)
    missing = _missing_env_file(found, loaded.root, project) if not problems else ""
    if problems or missing:
        return "; ".join([each.message for each in problems] + [missing] * bool(missing))
    return _used(found)


def _used(project: dict[str, Any]) -> dict[str, Any]:
    """Return a project without what no service uses, as the command has it."""
    services = [each for each in (project.get("services") or {}).values() if isinstance(each, dict)]
    used: dict[str, set[str]] = {
        "networks": {name for each in services for name in each.get("networks") or ()},
        "volumes": {
            mount["source"]
            for each in services
            for mount in each.get("volumes") or ()
            if mount.get("type") == "volume" and mount.get("source")
        },
        "secrets": {
            mount["source"]
            for each in services
            for mounts in (each.get("secrets"), (each.get("build") or {}).get("secrets"))
            for mount in mounts or ()
        },
        "configs": {mount["source"] for each in services for mount in each.get("configs") or ()},
    }
    for kind, names in used.items():
        if kind in project:
            declared = project[kind]
            project[kind] = {name: each for name, each in declared.items() if name in names}
    return project


def _missing_env_file(_found: dict[str, Any], root: Any, project: Project) -> str:
    services = root.get("services")
    for name, service in (services.mapping if services is not None else {}).items():
        listed = service.get("env_file")
        for entry in listed.items if listed is not None else ():
            required = entry.get("required")
            if required is not None and required.value is not False:
                data = project.read(entry.get("path").value)
                if isinstance(data, Unknown):
                    return f"services.{name}.env_file: {data.reason}"
    return ""


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
        if key == "ssh":
            return [name if each is None else f"{name}={each}" for name, each in value.items()]
        if key == "extra_hosts":
            return sorted(f"{name}={each}" for name, listed in value.items() for each in listed)
        inner = {
            name: _common(each, (*path, name))
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
