"""Which Compose files make one project, where `.env` or another file's `include` says so."""

# Paths are strings throughout.
# ruff: noqa: PTH118, PTH120

from __future__ import annotations

import os.path

from dockwright.model.unknown import Unknown
from dockwright.text import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.model.project import Project

__all__ = ["files_of_project", "including_file", "listed_files"]

_MOST_ABOVE = 2
"""Directories above a file in whose ``.env`` it may be listed."""
_INCLUDING_ABOVE = 4
"""Directories above a file in which is looked for a file that includes it."""
_MOST_BETWEEN = 8
"""Files that include one another on the way to the one that none includes."""


def listed_files(directory: str, project: Project) -> tuple[str, ...]:
    """Return the files that ``COMPOSE_FILE`` in a directory's ``.env`` lists, absolute, in order.

    Compose merges them where it is started in that directory and no file is named to it.
    None where nothing is listed.

    Source: Compose documentation, "Pre-defined environment variables".
    """

    def make() -> tuple[str, ...]:
        path = os.path.join(directory, ".env")
        data = project.read(path)
        if isinstance(data, Unknown) or b"COMPOSE_FILE" not in data:
            return ()
        from dockwright.syntax.dotenv import read_dotenv

        values = read_dotenv(Source.from_bytes(path, data)).values
        text = values.get("COMPOSE_FILE", "")
        # The separator is the system's own: that of Windows stands in no name of a file elsewhere.
        separator = values.get("COMPOSE_PATH_SEPARATOR") or (";" if ";" in text else ":")
        names = (each.strip() for each in text.split(separator))
        return tuple(os.path.normpath(os.path.join(directory, name)) for name in names if name)

    return project.remembered(("listed compose files", directory), make)


def files_of_project(path: str, project: Project) -> tuple[str, tuple[str, ...]] | None:
    """Return the directory whose ``.env`` lists a Compose file, and all that it lists.

    None where no ``.env`` beside the file or above it does.
    """
    directory = os.path.dirname(path)
    for _ in range(_MOST_ABOVE + 1):
        listed = listed_files(directory, project)
        if path in listed:
            return directory, listed
        above = os.path.dirname(directory)
        if above == directory:
            break
        directory = above
    return None


def including_file(path: str, project: Project) -> str | None:
    """Return the Compose file that takes a file in by ``include``, itself or by way of others.

    It is the outermost one, which Compose is started with; None where no file beside the file, or
    in a directory above it within the repository, includes it.

    Source: Compose specification, "Include".
    """
    found = path
    for _ in range(_MOST_BETWEEN):
        outer = _included_by(found, project)
        if outer is None or outer == path:
            break
        found = outer
    return None if found == path else found


def _included_by(path: str, project: Project) -> str | None:
    from dockwright.model.told_context import is_repository

    directory = os.path.dirname(path)
    for _ in range(_INCLUDING_ABOVE + 1):
        for other, included in _includes_in(directory, project).items():
            if other != path and path in included:
                return other
        above = os.path.dirname(directory)
        if above == directory or is_repository(directory, project):
            break
        directory = above
    return None


def _includes_in(directory: str, project: Project) -> dict[str, tuple[str, ...]]:
    """Return the Compose files of a directory that include others, and which, absolute."""

    def make() -> dict[str, tuple[str, ...]]:
        entries = project.listing(directory)
        if isinstance(entries, Unknown):
            return {}
        found: dict[str, tuple[str, ...]] = {}
        for name in sorted(entry.name for entry in entries if entry.kind != "directory"):
            if "compose" not in name or not name.endswith((".yml", ".yaml")):
                continue
            path = os.path.join(directory, name)
            included = _included_in(path, project)
            if included:
                found[path] = included
        return found

    return project.remembered(("including compose files", directory), make)


def _included_in(path: str, project: Project) -> tuple[str, ...]:
    data = project.read(path)
    if isinstance(data, Unknown) or b"include:" not in data:
        return ()
    from dockwright.syntax.yaml import Mapping, Scalar, Sequence, read_yaml

    words: list[str] = []
    for root in read_yaml(Source.from_bytes(path, data)).documents:
        listed = root.get("include") if isinstance(root, Mapping) else None
        for entry in listed.items if isinstance(listed, Sequence) else ():
            told = entry.node.get("path") if isinstance(entry.node, Mapping) else entry.node
            several = [each.node for each in told.items] if isinstance(told, Sequence) else [told]
            words += [each.text for each in several if isinstance(each, Scalar)]
    directory = os.path.dirname(path)
    return tuple(os.path.normpath(os.path.join(directory, word)) for word in words if word)
