"""Which version of a Python package the project's lock files settle on."""

from __future__ import annotations

import tomllib

from dockwright.model.requirement import normalise
from dockwright.model.unknown import Unknown
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from dockwright.model.context import BuildContext

__all__ = ["LOCK_FILES", "locked_version"]

LOCK_FILES = (
    "uv.lock",
    "poetry.lock",
    "pdm.lock",
    "Pipfile.lock",
    "requirements.lock",
    "requirements.txt",
)
"""In the order in which they are asked."""


def locked_version(context: BuildContext, name: str) -> tuple[str, str] | None:
    """Return the one version that a lock file has of a package, and the file.

    The first file that has the package decides; one with several versions of it does not.
    """
    for file in LOCK_FILES:
        data = context.read(file)
        if isinstance(data, Unknown):
            continue
        found = {
            version
            for other, version in _versions(file, data.decode("utf-8", "replace"))
            if normalise(other) == name
        }
        if found:
            return (found.pop(), file) if len(found) == 1 else None
    return None


def _versions(file: str, text: str) -> Iterator[tuple[str, str]]:
    import json

    try:
        if file == "Pipfile.lock":
            yield from _of_pipenv(json.loads(text))
        elif file.endswith(".lock") and file != "requirements.lock":
            yield from _of_toml(tomllib.loads(text))
        else:
            for line in text.splitlines():
                found = re.match(
                    r"\s*([\w.-]+)(?:\[[^\]]*\])?\s*==\s*([\w.!+-]+)\s*(?=[\\;#]|$)", line
                )
                if found is not None:
                    yield found[1], found[2]
    except ValueError:
        return


def _of_pipenv(tree: Any) -> Iterator[tuple[str, str]]:
    packages = tree.get("default") if isinstance(tree, dict) else None
    for name, entry in packages.items() if isinstance(packages, dict) else ():
        version = entry.get("version") if isinstance(entry, dict) else None
        if isinstance(version, str) and version.startswith("=="):
            yield name, version[2:]


def _of_toml(tree: dict[str, Any]) -> Iterator[tuple[str, str]]:
    packages = tree.get("package")
    for entry in packages if isinstance(packages, list) else ():
        if isinstance(entry, dict):
            name, version = entry.get("name"), entry.get("version")
            if isinstance(name, str) and isinstance(version, str) and "source" in entry:
                source = entry["source"]
                if isinstance(source, dict) and not source.keys() & {"registry", "type"}:
                    continue  # a directory, an address or a repository: no version to ask for
                if isinstance(source, dict) and source.get("type") in {"git", "directory", "url"}:
                    continue
                yield name, version
            elif isinstance(name, str) and isinstance(version, str):
                yield name, version
