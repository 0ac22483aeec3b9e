"""The services of Compose files near a Dockerfile that build it."""

# Paths are strings throughout.
# ruff: noqa: PTH118, PTH120

from __future__ import annotations

import os.path

from dockwright.model.told_context import COMPOSE_NAMES, is_repository
from dockwright.model.unknown import Unknown
from dockwright.text import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.compose.project import Service
    from dockwright.model.project import Project

__all__ = ["services_building"]

_MOST_ABOVE = 4
"""Directories above a Dockerfile in which a Compose file is looked for."""


def services_building(dockerfile: str, project: Project) -> Iterator[tuple[str, Service]]:
    """Give the services that build a Dockerfile, each with the path of its Compose file.

    The Compose file of the Dockerfile's directory and of those above it are read, never beyond the
    root of the repository; what cannot be read or is not known is left out.

    Args:
        dockerfile: the absolute path.
        project: reads the files.
    """
    from dockwright.model.compose.document import open_document
    from dockwright.model.compose.project import ComposeProject

    directory = os.path.dirname(dockerfile)
    for _ in range(_MOST_ABOVE + 1):
        for name in COMPOSE_NAMES:
            path = os.path.join(directory, name)
            data = project.read(path)
            if not isinstance(data, bytes):
                continue
            root = open_document(Source.from_bytes(path, data), path, project).root
            for service in root.services if isinstance(root, ComposeProject) else ():
                build = service.build
                if build is None or not build.is_local or build.inline is not None:
                    continue
                if isinstance(build.context, Unknown) or isinstance(build.dockerfile, Unknown):
                    continue
                file = os.path.normpath(os.path.join(build.context, build.dockerfile))
                if file == dockerfile:
                    yield path, service
            break
        above = os.path.dirname(directory)
        if above == directory or is_repository(directory, project):
            return
        directory = above
