"""Whether a path lies in a submodule of Git, which may be empty here and is filled elsewhere."""

from __future__ import annotations

import posixpath

from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.model.project import Project

__all__ = ["is_in_submodule"]

_PATH = re.compile(r"(?m)^\s*path\s*=\s*\"?([^\"\n]*?)\"?\s*$")


def is_in_submodule(path: str, project: Project) -> bool:
    """Tell whether the ``.gitmodules`` of a directory above names a path, or one above it.

    Args:
        path: an absolute path, which need not be there.
        project: reads the files.
    """
    folder = posixpath.dirname(path)
    while True:
        data = project.read(posixpath.join(folder, ".gitmodules"))
        if isinstance(data, bytes):
            below = posixpath.relpath(path, folder)
            for found in _PATH.findall(data.decode("utf-8", "replace")):
                named = posixpath.normpath(found)
                if below == named or below.startswith(f"{named}/"):
                    return True
        above = posixpath.dirname(folder)
        if above == folder:
            return False
        folder = above
