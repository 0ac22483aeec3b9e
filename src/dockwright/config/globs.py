"""Patterns of ``exclude`` and ``per-file-ignores``: as in .gitignore, below one directory."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockwright.model.gitignore import IgnorePattern

__all__ = ["PathPatterns"]


class PathPatterns:
    """Patterns relative to one directory.

    A pattern without a slash (one at its end aside) matches a name at any depth; one with a slash
    matches the path below the directory.  What matches a directory matches everything in it.
    """

    __slots__ = ("_base", "_patterns")

    def __init__(self, base: str, patterns: Iterable[str]) -> None:
        from dockwright.model.gitignore import read_patterns

        self._base = base.rstrip(os.sep) + os.sep
        found: list[IgnorePattern] = []
        for pattern in patterns:
            found += read_patterns(pattern.removeprefix("./"))
        self._patterns = tuple(found)

    def match(self, path: str) -> bool:
        """Tell whether an absolute path, or a directory that it is in, matches."""
        from dockwright.model.gitignore import is_ignored

        if not self._patterns or not path.startswith(self._base):
            return False
        relative = path[len(self._base) :].replace(os.sep, "/")
        parts = relative.split("/")
        for count in range(1, len(parts)):
            parent = "/".join(parts[:count])
            if is_ignored(self._patterns, parent, is_directory=True):
                return True
        return bool(is_ignored(self._patterns, relative, is_directory=False)) or bool(
            is_ignored(self._patterns, relative, is_directory=True)
        )
