"""The build that a command line names: a Dockerfile or a directory, a context, a stage."""

# Paths are strings throughout.
# ruff: noqa: PTH112, PTH113, PTH118, PTH120

from __future__ import annotations

import os

from dockwright.errors import UsageError
from dockwright.model.project import Project
from dockwright.model.told_context import told_context
from dockwright.model.unknown import Unknown
from dockwright.model.workspace import built_image

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from dockwright.model.workspace import ImageBuild

__all__ = ["dockerfile_in", "named_build"]

_DOCKERFILES = ("Dockerfile", "dockerfile", "Containerfile")


def dockerfile_in(directory: str) -> str | None:
    """Return the Dockerfile of a directory that is found without being named, None without one."""
    paths = (os.path.join(directory, name) for name in _DOCKERFILES)
    return next(filter(os.path.isfile, paths), None)


def named_build(
    path: str,
    *,
    build_args: Mapping[str, str] | None,
    target: str | None,
    platform: str,
    context: str | None,
    base: str,
) -> ImageBuild:
    """Return the build of a Dockerfile, whose stage is known.

    Args:
        path: a Dockerfile, or a directory that has one.
        build_args: the build arguments given.
        target: the stage that is built.
        platform: the platform that is built for.
        context: the build context; where not given, the one that a Compose file near it says,
            else the Dockerfile's directory.
        base: the absolute directory that paths start from.

    Raises:
        UsageError: there is no such Dockerfile or context, it has no such stage, or services of a
            Compose file build it from different directories.
    """
    file = os.path.normpath(os.path.join(base, path))
    if os.path.isdir(file):
        found = dockerfile_in(file)
        if found is None:
            raise UsageError(f"{path} holds no Dockerfile", hint="name the Dockerfile itself")
        file = found
    if not os.path.isfile(file):
        raise UsageError(f"{path} is no Dockerfile and no directory")
    project = Project()
    if context:
        root = os.path.normpath(os.path.join(base, context))
        if not os.path.isdir(root):
            raise UsageError(f"{context} is no directory")
    else:
        told = told_context(file, project)
        if isinstance(told, Unknown):
            raise UsageError(told.reason, hint="name one of them with --context")
        root = os.path.dirname(file) if told is None else told.root
    build = built_image(
        root,
        file,
        project,
        build_args=build_args,
        target=target,
        platform=platform,
    )
    if isinstance(build, Unknown):
        raise UsageError(build.reason)
    if build.stage is None:
        raise UsageError(
            f"{path} has no stage {target}" if target else f"{path} has no stage to build"
        )
    return build
