"""Where the files of targets lie: their contexts and Dockerfiles."""

# Paths are strings throughout.
# ruff: noqa: PTH118, PTH119, PTH120

from __future__ import annotations

import os.path
from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.bake.project import DEFAULT_NAMES
from dockwright.model.find import dockerfile_read
from dockwright.model.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.bake.project import BakeProject, Target
    from dockwright.model.project import Project

__all__ = ["Paths", "paths_of"]

_LEVELS_ABOVE = 3
"""How far above the file Bake may be started: ``--file docker/docker-bake.hcl``."""


class Paths(NamedTuple):
    """Where a target's files lie, absolute."""

    context: str
    dockerfile: str


def paths_of(bake: BakeProject, project: Project) -> Iterator[tuple[Target, Paths]]:
    """Yield the targets whose files are on this machine, with where those lie.

    Left out are targets that others inherit from and no group builds, and those of which something
    is not known.  Contexts are relative to where Bake is started, which no file says: the file's
    directory, or the nearest one above it in which a target's Dockerfile lies.
    """
    found = [
        (target, relative)
        for target in bake.targets
        if not target.is_base and not target.is_open
        for relative in _relative(target)
    ]
    root = _root(bake, [relative for _, relative in found], project)
    if root is None:
        return
    for target, relative in found:
        context = os.path.normpath(os.path.join(root, relative.context))
        dockerfile = os.path.normpath(os.path.join(context, relative.dockerfile))
        yield target, Paths(context, dockerfile_read(dockerfile, project.read))


def _relative(target: Target) -> Iterator[Paths]:
    """Yield the paths as the target says them; nothing where one is an address or not known."""
    if target.text("dockerfile-inline") is not None:
        return
    context, dockerfile = (
        default if given is None else given.text
        for given, default in (
            (target.text("context"), "."),
            (target.text("dockerfile"), "Dockerfile"),
        )
    )
    if isinstance(context, Unknown) or isinstance(dockerfile, Unknown):
        return
    context = context.removeprefix("cwd://") or "."
    for path in (context, dockerfile):
        if ":" in path or path.startswith(("github.com/", "git@", "-", "/", "~")) or "\\" in path:
            return
    yield Paths(context, dockerfile or "Dockerfile")


def _root(bake: BakeProject, wanted: list[Paths], project: Project) -> str | None:
    """Return where Bake is started; None for a file of another name that no Dockerfile tells of."""
    root = bake.directory
    for _ in range(_LEVELS_ABOVE + 1):
        for paths in wanted:
            place = os.path.normpath(os.path.join(root, paths.context, paths.dockerfile))
            if isinstance(project.read(dockerfile_read(place, project.read)), bytes):
                return root
        listing = project.listing(root)
        above = os.path.dirname(root)
        if isinstance(listing, Unknown) or above == root:
            break
        if any(entry.name == ".git" for entry in listing):
            break
        root = above
    return bake.directory if os.path.basename(bake.path) in DEFAULT_NAMES else None
