"""Which other Dockerfiles are built with the same ignore file."""

# Paths are strings throughout.
# ruff: noqa: PTH118, PTH119, PTH120

from __future__ import annotations

import os.path

from dockwright.model.find import is_passed_over, kind_of_name
from dockwright.model.told_context import COMPOSE_NAMES, ToldContext, contexts_in, told_context
from dockwright.model.unknown import Unknown
from dockwright.model.workspace import dockerfile_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.model.context import BuildContext
    from dockwright.model.dockerfile import Dockerfile

__all__ = ["has_own_ignore_file", "other_readers"]

_MOST_ENTRIES = 20_000
"""Files and folders of a context above which it is too large to look for Dockerfiles."""
_MOST_ABOVE = 4
"""Directories above a context in which Compose files are looked for."""


def has_own_ignore_file(context: BuildContext) -> bool:
    """Tell whether the ignore file that applies is read for this Dockerfile alone."""
    return context.ignore_path == f"{context.dockerfile}.dockerignore"


def other_readers(context: BuildContext) -> tuple[Dockerfile, ...] | Unknown:
    """Return the other Dockerfiles of which a build may read the same ignore file.

    Those that lie in the context, unless a Compose file gives them another one or they have an
    ignore file of their own, and those that a Compose file builds from it.

    Returns:
        ``Unknown`` where the context is too large, or one of them cannot be read.
    """
    if has_own_ignore_file(context):
        return ()
    project = context.project
    paths = set()
    looked_at = 0
    pending = [context.root]
    while pending:
        directory = pending.pop()
        entries = project.listing(directory)
        if isinstance(entries, Unknown):
            continue
        looked_at += len(entries)
        if looked_at > _MOST_ENTRIES:
            return Unknown("the build context is too large to find all that is built from it")
        for entry in entries:
            path = os.path.join(directory, entry.name)
            if entry.kind == "directory":
                if not is_passed_over(entry.name):
                    pending.append(path)
            elif entry.kind == "file" and kind_of_name(entry.name) == "dockerfile":
                told = told_context(path, project)
                if not isinstance(told, ToldContext) or told.root == context.root:
                    paths.add(path)
    paths |= _told_from(context)
    paths.discard(context.dockerfile)
    found = []
    for path in sorted(paths):
        if isinstance(project.read(f"{path}.dockerignore"), bytes):
            continue
        dockerfile = dockerfile_at(path, project)
        if isinstance(dockerfile, Unknown):
            return Unknown(f"{os.path.basename(path)}, which may be built from it, is not read")
        found.append(dockerfile)
    return tuple(found)


def _told_from(context: BuildContext) -> set[str]:
    """Return the Dockerfiles that Compose files in the context and above build from it."""
    found = set()
    directory = context.root
    for _ in range(_MOST_ABOVE + 1):
        for name in COMPOSE_NAMES:
            for each in contexts_in(os.path.join(directory, name), context.project):
                if each.root == context.root:
                    found.add(each.dockerfile)
        directory = os.path.dirname(directory)
    return found
