"""How a file of the build context comes to an install."""

from __future__ import annotations

import posixpath

from dockwright.model.instructions import Run
from dockwright.model.layers import path_seen_by
from dockwright.model.unknown import Unknown
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.model.ignore import IgnorePattern
    from dockwright.model.install import Install
    from dockwright.model.left_out import ImageWithout
    from dockwright.rules.base import Context


class KeptFiles(NamedTuple):
    """Files that a finding is about.

    Attributes:
        paths: the files, relative to the context's root.
        pattern: the pattern that keeps them out, the first of them.
    """

    paths: tuple[str, ...]
    pattern: IgnorePattern


def image_before(install: Install, ctx: Context) -> ImageWithout | None:
    """Return the files of the stage when an install runs; None where they cannot be told."""
    run, context = install.instruction, ctx.build_context
    if not isinstance(run, Run) or run.stage is None or run.is_onbuild:
        return None
    if isinstance(context, Unknown) or not context.patterns or context.problem is not None:
        return None
    if context.ignore is None or not run.stage.is_reachable:
        return None
    from dockwright.model.left_out import ImageWithout

    return ImageWithout(run.stage, context, ctx.kb, run)


def project_of(install: Install, image: ImageWithout) -> tuple[str, str] | None:
    """Return the folder of the project that an install builds: in the image, and in the context.

    The latter is relative to the context's root. None where it does not come from there, or that
    cannot be told.
    """
    if len(install.project) > 1 or install.project_directory != "":
        return None
    written = (install.project[0].path or ".") if install.project else "."
    for name in ("pyproject.toml", "setup.py", "setup.cfg"):
        path = path_seen_by(install, posixpath.join(written, name))
        if path is None:
            return None
        path = posixpath.normpath(path)
        found = image.real.locate(path)
        if isinstance(found, str):
            relative = posixpath.relpath(found, image.context.root)
            return posixpath.dirname(path), posixpath.dirname(relative) or "."
        if isinstance(found, Unknown):
            return None
    return None
