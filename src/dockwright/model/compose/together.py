"""Which Compose files make one project, where `.env` says so."""

# Paths are strings throughout.
# ruff: noqa: PTH118, PTH120

from __future__ import annotations

import os.path

from dockwright.model.unknown import Unknown
from dockwright.text import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.model.project import Project

__all__ = ["files_of_project", "listed_files"]

_MOST_ABOVE = 2
"""Directories above a file in whose ``.env`` it may be listed."""


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
