"""What Bake files come to, in the shape of ``docker buildx bake --print``, to compare the two."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

from dockwright.model.bake.project import BakeProject, read_file
from dockwright.model.unknown import Unknown
from dockwright.text import Source

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FIELDS = ("context", "dockerfile", "dockerfile-inline", "target")
LISTS = ("cache-from", "cache-to", "output", "platforms", "secret", "tags")
TABLES = ("args", "contexts", "labels")


def project_of(paths: list[Path], environment: Mapping[str, str] | None) -> BakeProject:
    files = [
        (str(path), read_file(Source.from_bytes(path.name, path.read_bytes()))) for path in paths
    ]
    return BakeProject(str(paths[0]), files, environment)


def printed(bake: BakeProject) -> dict[str, dict[str, Any]]:
    """Return each target's fields; what is not known is ``UNKNOWN``."""
    found: dict[str, dict[str, Any]] = {}
    for target in bake.targets:
        shown: dict[str, Any] = {"context": ".", "dockerfile": "Dockerfile"}
        for name in FIELDS:
            given = target.text(name)
            if given is not None and not (name == "dockerfile" and given.text == ""):
                shown[name] = _shown(given.text)
        shown["context"] = posixpath.normpath(shown["context"])
        for name in LISTS:
            # Bake leaves out what is empty or there before.
            items = list(dict.fromkeys(_shown(each.text) for each in target.items(name)))
            items = [item for item in items if item]
            if items:
                shown[name] = items
        for name in TABLES:
            table = target.fields.tables.get(name)
            if table:
                shown[name] = {key: _shown(entry.value) for key, entry in table.items()}
            if name in target.fields.open:
                shown[name] = "UNKNOWN"
        found[target.name] = shown
    return found


def of_interest(target: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that are compared, of what ``--print`` gives of a target."""
    return {
        name: value
        for name, value in target.items()
        if name in {*FIELDS, *LISTS, *TABLES} and value not in ([], {})
    }


def _shown(text: str | Unknown) -> str:
    return "UNKNOWN" if isinstance(text, Unknown) else text
