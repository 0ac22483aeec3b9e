"""What rules about one file learn of others, such as the Dockerfile that a Compose service builds.

Everything is worked out once a run and remembered with the files that it was read from, so that a
stored result of the file that asked is proved fresh (see ``Project.remembered``).
"""

from __future__ import annotations

import os.path
from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.unknown import Unknown
from dockwright.text import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dockwright.model.context import BuildContext
    from dockwright.model.dockerfile import Dockerfile
    from dockwright.model.project import Project
    from dockwright.model.stage import Stage

__all__ = ["ImageBuild", "built_image", "dockerfile_at"]


class ImageBuild(NamedTuple):
    """An image as another file has it built.

    Attributes:
        dockerfile: the Dockerfile, under the build arguments, target and platform given.
        path: its absolute path.
        stage: the stage that becomes the image; None where the target names none of its stages.
        context: the directory that COPY takes from.
    """

    dockerfile: Dockerfile
    path: str
    stage: Stage | None
    context: BuildContext


def dockerfile_at(
    path: str,
    project: Project,
    *,
    build_args: Mapping[str, str] | None = None,
    target: str | None = None,
    platform: str | None = None,
) -> Dockerfile | Unknown:
    """Return what the Dockerfile at an absolute path means, or why that is not known."""
    given = tuple(sorted((build_args or {}).items()))

    def make() -> Dockerfile | Unknown:
        from dockwright.model.dockerfile import build_model
        from dockwright.model.project import refusal_for_content
        from dockwright.syntax.dockerfile import parse

        data = project.read(path)
        if isinstance(data, Unknown):
            return data
        refusal = refusal_for_content(data)
        if refusal is not None:
            return Unknown(f"{path} {refusal.reason}")
        return build_model(
            parse(Source.from_bytes(path, data)),
            build_args=dict(given),
            target=target,
            platform=platform,
        )

    return project.remembered(("dockerfile", path, given, target, platform), make)


def built_image(
    context: str,
    dockerfile: str,
    project: Project,
    *,
    build_args: Mapping[str, str] | None = None,
    target: str | None = None,
    platform: str | None = None,
) -> ImageBuild | Unknown:
    """Return the image that is built from a directory, or why that is not known.

    Args:
        context: the absolute path of the build context's directory.
        dockerfile: the Dockerfile, absolute or relative to the context.
        project: reads files.
        build_args: the build arguments given.
        target: the stage asked for, or None.
        platform: the platform to build for, or None.
    """
    path = os.path.normpath(os.path.join(context, dockerfile))  # noqa: PTH118 - paths are strings
    model = dockerfile_at(path, project, build_args=build_args, target=target, platform=platform)
    if isinstance(model, Unknown):
        return model
    from dockwright.model.context import BuildContext

    stage = None if model.missing_target else model.target
    return ImageBuild(model, path, stage, BuildContext(context, path, project))
