"""What Git keeps of a tree, by its ignore files."""

# Paths are strings throughout.
# ruff: noqa: PTH118

from __future__ import annotations

import os.path

from dockwright.model.gitignore import is_ignored, read_patterns
from dockwright.model.told_context import path_in_repository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.model.project import Project

__all__ = ["is_kept_by_git", "is_left_out_below"]


def is_kept_by_git(path: str, project: Project, *, is_directory: bool = False) -> bool | None:
    """Tell whether Git would keep a file of a repository, whether or not it is there.

    Args:
        path: the absolute path.
        is_directory: whether the path is a directory's.
        project: reads the ignore files from the file's directory up to the repository's root.

    Returns:
        None outside of a repository.
    """
    relative = path_in_repository(path, project)
    if relative is None:
        return None
    root = path[: -len(relative)].rstrip("/") or "/"
    return not is_left_out_below(root, relative, project, is_directory=is_directory)


def is_left_out_below(
    root: str, relative: str, project: Project, *, is_directory: bool = False
) -> bool:
    """Tell whether the ignore files of a directory and of those below it leave a path out.

    Args:
        root: the absolute path of the directory; what lies above it is not asked.
        relative: the path below it, which need not be there.
        project: reads the ignore files.
        is_directory: whether the path is a directory's.
    """
    parts = relative.split("/")
    # A directory that is left out takes all below it along.
    return any(
        _is_left_out(
            root, parts[:length], project, is_directory=is_directory or length < len(parts)
        )
        for length in range(1, len(parts) + 1)
    )


def _is_left_out(root: str, parts: list[str], project: Project, *, is_directory: bool) -> bool:
    """Ask the ignore files of the directories above, nearest first."""
    for level in range(len(parts) - 1, -1, -1):
        directory = os.path.join(root, *parts[:level])
        data = project.read(os.path.join(directory, ".gitignore"))
        if not isinstance(data, bytes):
            continue
        patterns = read_patterns(data.decode("utf-8", "replace"))
        told = is_ignored(patterns, "/".join(parts[level:]), is_directory=is_directory)
        if told is not None:
            return told
    return False
