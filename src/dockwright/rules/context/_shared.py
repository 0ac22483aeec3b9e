"""How a file of the build context comes to an install."""

from __future__ import annotations

import posixpath

from dockwright.model.instructions import Add, Copy, CopyLike, Run
from dockwright.model.layers import commands_before, path_seen_by
from dockwright.model.unknown import Unknown
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.model.context import BuildContext
    from dockwright.model.ignore import IgnorePattern
    from dockwright.model.install import Install
    from dockwright.model.left_out import ImageWithout
    from dockwright.model.text import Text


class Brought(NamedTuple):
    """The source of a COPY that brings a file, or would, and the file's path in the context."""

    source: Text
    path: str


class KeptFiles(NamedTuple):
    """Files that a finding is about.

    Attributes:
        paths: the files, relative to the context's root.
        pattern: the pattern that keeps them out, the first of them.
    """

    paths: tuple[str, ...]
    pattern: IgnorePattern


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


def is_brought_otherwise(path: str, run: Run, install: Install) -> bool:
    """Tell whether a mount covers the file, or a command before may have made it."""
    for use in run.mounts:
        mount = use.mount
        if isinstance(mount, Unknown):
            return True
        target = run.state.resolve(mount.target) if mount.target else Unknown("no target")
        if isinstance(target, Unknown) or _is_below(path, target):
            return True
    return any(each.program == install.program for each in commands_before(install))


def brought_by_folder(
    path: str, run: Run, install: Install, context: BuildContext, *, sent: bool
) -> Brought | None:
    """Return the folder of the context that brings a path, the last one; None where it may not.

    Without ``sent`` the file is one that lies in the folder and that no COPY brings after all.
    """
    assert run.stage is not None
    found: Brought | None = None
    for instruction in run.stage.layers():
        if instruction is run:
            break
        if isinstance(instruction, Run):
            if any(_may_make(each.program, install) for each in instruction.commands):
                return None
        elif isinstance(instruction, CopyLike):
            target = instruction.target_path
            if isinstance(target, Unknown):
                return None
            folder = target.rstrip("/") or "/"
            if not _is_below(path, folder):
                continue
            if not isinstance(instruction, (Copy, Add)) or not instruction.is_from_context:
                return None
            rest = posixpath.relpath(path, folder)
            for source in instruction.sources:
                if source.known is None or "://" in source.known:
                    return None
                if posixpath.basename(source.known) == posixpath.basename(path):
                    return None
                for entry in context.matches(source.known):
                    if entry.kind == "directory":
                        place = posixpath.normpath(posixpath.join(entry.path, rest))
                        is_sent = context.find(place) is not None
                        if is_sent and not sent:
                            return None
                        if is_sent or (not sent and context.exists(place)):
                            found = Brought(source, place)
    return found


def _may_make(program: str, install: Install) -> bool:
    return program in {install.program, "git", "tar", "unzip", "curl", "wget", "cp", "mv"}


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")
