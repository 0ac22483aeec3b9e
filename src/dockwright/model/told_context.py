"""Which directory a Dockerfile is built from, where a Compose file near it says so.

Without one the directory that the Dockerfile lies in is taken, as ``docker build DIR`` does.
"""

# Paths are strings throughout.
# ruff: noqa: PTH118, PTH119, PTH120

from __future__ import annotations

import os.path

from dockwright.model.unknown import Unknown
from dockwright.text import Source
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.project import Project
    from dockwright.text import Span

__all__ = [
    "COMPOSE_NAMES",
    "ToldContext",
    "builds_near",
    "contexts_in",
    "is_repository",
    "mounted_over",
    "path_in_repository",
    "told_context",
]

COMPOSE_NAMES = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
"""What Compose looks for, in this order."""

_MOST_NESTED = 16
"""Directories above a file among which the root of its repository is looked for."""
_MOST_FURTHER = 20
"""Further Compose files of a directory that are looked at."""
_MOST_ABOVE = 4
"""Directories above a Dockerfile in which a Compose file is looked for."""

_MOST_BELOW = 20
"""Directories below one of these in which others are looked for."""


class ToldContext(NamedTuple):
    """A build that a Compose file describes.

    Attributes:
        dockerfile: the absolute path of the Dockerfile.
        root: the absolute path of the context's directory.
        path: the absolute path of the file that says so.
        span: where in it.
        mounted: the paths of the container at which the service has bind mounts and volumes, and
            its configs and secrets with a path.
        bound: those at which it has a file or directory of the host, with its absolute path; empty
            for one that is not known.
        has_gpu: whether the service is given a GPU.
    """

    dockerfile: str
    root: str
    path: str
    span: Span
    mounted: tuple[str, ...] = ()
    bound: tuple[tuple[str, str], ...] = ()
    has_gpu: bool = False


def told_context(dockerfile: str, project: Project) -> ToldContext | Unknown | None:
    """Return the context that a Compose file gives a Dockerfile.

    The first directory counts that has a Compose file which builds it: the Dockerfile's own, or
    one of those above it, never beyond the root of the repository.

    Args:
        dockerfile: the absolute path.
        project: reads the files.

    Returns:
        None where no Compose file builds it, ``Unknown`` where services disagree.
    """
    directory = os.path.dirname(dockerfile)
    in_repository = path_in_repository(dockerfile, project) is not None
    for level in range(_MOST_ABOVE + 1):
        told: list[ToldContext] = []
        main = project.of_directory(_main_file, directory)
        if main is not None:
            told = _told(main, dockerfile, project)
        if not told and (in_repository or not level):
            for path in project.of_directory(_further_files, directory):
                told += _told(path, dockerfile, project)
        if len({each.root for each in told}) > 1:
            name = os.path.basename(told[0].path)
            return Unknown(f"{name} builds it from several directories")
        if told:
            return told[0]
        above = os.path.dirname(directory)
        if above == directory or is_repository(directory, project):
            return None
        directory = above
    return None


def _told(path: str, dockerfile: str, project: Project) -> list[ToldContext]:
    return [each for each in contexts_in(path, project) if each.dockerfile == dockerfile]


def _main_file(directory: str, project: Project) -> str | None:
    """Return the file that Compose reads first where it is started in a directory."""
    if isinstance(project.read(os.path.join(directory, ".env")), bytes):
        from dockwright.model.compose.together import listed_files

        listed = listed_files(directory, project)
        if listed:
            return listed[0]
    paths = (os.path.join(directory, name) for name in COMPOSE_NAMES)
    return next((each for each in paths if isinstance(project.read(each), bytes)), None)


def _further_files(directory: str, project: Project) -> list[str]:
    """Return the files of a directory that are named like Compose files and are no main file."""
    from dockwright.model.find import kind_of_name

    entries = project.listing(directory)
    names = [] if isinstance(entries, Unknown) else [each.name for each in entries]
    return [
        os.path.join(directory, name)
        for name in names
        if name not in COMPOSE_NAMES and kind_of_name(name) == "compose"
    ][:_MOST_FURTHER]


def mounted_over(dockerfile: str, project: Project) -> frozenset[str]:
    """Return the paths at which a service that a Dockerfile is built for has mounts.

    Those of all Compose files beside the Dockerfile and above it, up to the repository's root, and
    in the directories directly below these.
    """
    return frozenset(path for each in builds_near(dockerfile, project) for path in each.mounted)


def builds_near(dockerfile: str, project: Project) -> tuple[ToldContext, ...]:
    """Return the builds of a Dockerfile that Compose files near it describe.

    Those of all Compose files beside the Dockerfile and above it, up to the repository's root, and
    in the directories directly below these.  Outside of a repository what lies above is no part of
    the project, or changes all the time: there only the usual names are looked for above.
    """
    return project.remembered(
        ("builds near", dockerfile), lambda: tuple(_find_near(dockerfile, project))
    )


def _find_near(dockerfile: str, project: Project) -> Iterator[ToldContext]:
    directory = os.path.dirname(dockerfile)
    in_repository = path_in_repository(dockerfile, project) is not None
    for level in range(_MOST_ABOVE + 1):
        if level and not in_repository:
            for name in COMPOSE_NAMES:
                yield from _told(os.path.join(directory, name), dockerfile, project)
            directory = os.path.dirname(directory)
            continue
        entries = project.listing(directory)
        below = [
            os.path.join(directory, each.name)
            for each in (() if isinstance(entries, Unknown) else entries)
            if each.kind == "directory" and not each.name.startswith(".")
        ]
        for place in (directory, *below[:_MOST_BELOW]):
            names = [os.path.join(place, name) for name in COMPOSE_NAMES]
            for path in (*names, *project.of_directory(_further_files, place)):
                yield from _told(path, dockerfile, project)
        above = os.path.dirname(directory)
        if above == directory or is_repository(directory, project):
            break
        directory = above


def is_repository(directory: str, project: Project) -> bool:
    """Tell whether a directory is the root of a repository."""
    return project.of_directory(_is_repository, directory)


def _is_repository(directory: str, project: Project) -> bool:
    git = os.path.join(directory, ".git")
    return isinstance(project.read(os.path.join(git, "HEAD")), bytes) or isinstance(
        project.read(git), bytes
    )


def path_in_repository(path: str, project: Project) -> str | None:
    """Return an absolute path from the root of its repository; None outside of one."""
    directory = os.path.dirname(path)
    for _ in range(_MOST_NESTED):
        if is_repository(directory, project):
            return os.path.relpath(path, directory).replace(os.sep, "/")
        above = os.path.dirname(directory)
        if above == directory:
            break
        directory = above
    return None


def contexts_in(path: str, project: Project) -> tuple[ToldContext, ...]:
    """Return the builds of a Compose file, by its absolute path; what is not known is left out."""

    def make() -> tuple[ToldContext, ...]:
        data = project.read(path)
        # A file that is laid over another may give a GPU to what the other builds.
        if isinstance(data, Unknown) or not (b"build" in data or b"gpu" in data):
            return ()
        from dockwright.model.compose.document import open_document
        from dockwright.model.compose.project import ComposeProject

        document = open_document(Source.from_bytes(path, data), path, project)
        if not isinstance(document.root, ComposeProject):
            return ()
        found = []
        for service in document.root.services:
            build = service.build
            if build is None or not build.is_local or build.inline is not None:
                continue
            if isinstance(build.context, Unknown) or isinstance(build.dockerfile, Unknown):
                continue
            file = os.path.normpath(os.path.join(build.context, build.dockerfile))
            root = os.path.normpath(build.context)
            mounted = (
                *(each.target for each in service.mounts if each.kind != "tmpfs"),
                *(
                    each.target
                    for each in (*service.configs, *service.secrets)
                    if each.target.startswith("/")
                ),
            )
            bound = tuple(
                (each.target, each.source) for each in service.mounts if each.kind in {"bind", ""}
            )
            has_gpu = (
                any(each.is_gpu for each in service.device_requests)
                or service.text("runtime") == "nvidia"
            )
            found.append(ToldContext(file, root, build.path, build.span, mounted, bound, has_gpu))
        return tuple(found)

    return project.remembered(("compose contexts", path), make)
