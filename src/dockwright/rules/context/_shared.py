"""How a file of the build context comes to an install."""

from __future__ import annotations

import posixpath

from dockwright.model.instructions import Run, Volume
from dockwright.model.layers import is_under, path_seen_by
from dockwright.model.unknown import Unknown
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.context import BuildContext
    from dockwright.model.ignore import IgnorePattern
    from dockwright.model.install import Install
    from dockwright.model.left_out import ImageWithout
    from dockwright.model.stage import Stage
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


def is_from_outside(path: str, module: str, stage: Stage, context: BuildContext) -> bool:
    """Tell whether a volume is meant to hold a file, and does not lie over the code as well.

    One over the code too is there to develop with: the image is to run without it.

    Args:
        path: the file in the container.
        module: the code there that needs it.
        stage: the stage that becomes the image.
        context: the build context.
    """
    from dockwright.model.kubernetes.images import mounted_in_pods
    from dockwright.model.told_context import mounted_over

    tops = set(mounted_over(context.dockerfile, context.project))
    tops |= mounted_in_pods(context.dockerfile, context.project)
    for instruction in stage.layers():
        if isinstance(instruction, Volume):
            for word in instruction.paths:
                top = instruction.state.resolve(word.known or "")
                if isinstance(top, str) and word.known:
                    tops.add(top)
    return any(is_under(path, top) and not is_under(module, top) for top in tops)


def holds_secrets(name: str, ctx: Context) -> bool:
    """Tell whether a name is one of files that hold secrets: keys, credentials, variables."""
    known = ctx.kb.name_set("security.private-key-names")
    known |= ctx.kb.name_set("security.credential-names")
    environment = ctx.kb.text("security.environment-file")
    return (
        name in known
        or name.endswith(ctx.kb.names("security.keystore-suffixes"))
        or name == environment
        or name.startswith(f"{environment}.")
    )
