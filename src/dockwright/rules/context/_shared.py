"""How a file of the build context comes to an install."""

from __future__ import annotations

import posixpath

from dockwright.model.instructions import Run
from dockwright.model.layers import path_seen_by
from dockwright.model.unknown import Unknown
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

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


class Project(NamedTuple):
    """A project of the build context that an install builds.

    Attributes:
        inside: its folder in the image, absolute.
        outside: its folder relative to the context's root, ``.`` for the same.
        is_editable: whether it is installed in place.
        is_named: whether it is named by its folder, and so built whatever its settings say.
    """

    inside: str
    outside: str
    is_editable: bool
    is_named: bool


def projects_of(install: Install, image: ImageWithout, ctx: Context) -> Iterator[Project]:
    """Yield the projects that an install builds, those among them that its lists name.

    What does not come from the context, or cannot be told, is passed over.
    """
    if install.project_directory != "":
        return
    listed = ctx.listed(install) if install.requirement_files else None
    specs = list(install.project)
    if listed is not None:
        specs += [each for each in listed.packages if each.is_directory and not each.url]
    written = [(each.path.partition("[")[0] or ".", each.editable) for each in specs]
    if not written and install.installs_project:
        written = [(".", False)]
    for path, is_editable in written:
        found = _folder_of(path, install, image)
        if found is not None:
            yield Project(*found, is_editable, is_named=bool(specs))


def _folder_of(written: str, install: Install, image: ImageWithout) -> tuple[str, str] | None:
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
