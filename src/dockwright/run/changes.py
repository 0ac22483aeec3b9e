"""Which files changed since a revision, asked of Git, and whose checks read one of them."""

# Strings and os.path: importing pathlib costs milliseconds at every start.
# ruff: noqa: PTH118, PTH120

from __future__ import annotations

import os

from dockwright.errors import EnvironmentFaultError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Changes", "changed_since", "git"]


class Changes:
    """What changed.

    Attributes:
        paths: the absolute paths of files that differ, symbolic links of directories resolved.
        directories: those of directories in which there are other names than before.
        top: the work tree's top.
        commit: the revision's commit.
    """

    __slots__ = ("_names", "_resolved", "commit", "directories", "paths", "top")

    def __init__(
        self,
        paths: frozenset[str],
        directories: frozenset[str],
        top: str = "",
        commit: str = "",
    ) -> None:
        self.paths = paths
        self.directories = directories
        self.top = top
        self.commit = commit
        self._names: dict[str, set[str]] = {}
        self._resolved: dict[str, str] = {}

    def has(self, path: str) -> bool:
        """Tell whether a file differs."""
        directory, name = os.path.split(path)
        return os.path.join(self._real(directory), name) in self.paths

    def concern(self, inputs: Iterable[tuple[str, str]]) -> bool:
        """Tell whether a check that read these inputs, by kind and name, may find other things."""
        for kind, name in inputs:
            if kind == "listing":
                if self._real(name) in self.directories:
                    return True
            elif kind in {"file", "link"} and self.has(name):
                return True
        return False

    def names_in(self, directory: str) -> frozenset[str]:
        """Return the names in a directory that came, went, or stand for what differs."""
        if not self._names:
            for path in self.paths:
                folder, name = os.path.split(path)
                # A directory that came or went with the file is a name of the one above it.
                while name and name not in self._names.setdefault(folder, set()):
                    self._names[folder].add(name)
                    folder, name = os.path.split(folder)
        return frozenset(self._names.get(self._real(directory), ()))

    def relative(self, path: str) -> str:
        """Return a path relative to the work tree's top, as Git names it."""
        directory, name = os.path.split(path)
        real = os.path.join(self._real(directory), name)
        return os.path.relpath(real, self.top).replace(os.sep, "/")

    def _real(self, directory: str) -> str:
        if directory not in self._resolved:
            self._resolved[directory] = os.path.realpath(directory)
        return self._resolved[directory]


def changed_since(revision: str, directory: str) -> Changes:
    """Return what differs from ``revision``, untracked files among it.

    Raises:
        EnvironmentFaultError: Git is missing, or ``directory`` is in no work tree.
        UsageError: there is no such revision.
    """
    top = _git(directory, "rev-parse", "--show-toplevel").rstrip("\n")
    if not top:
        raise EnvironmentFaultError(f"{directory} is in no Git work tree", hint=_HINT)
    if revision.startswith("-") or not revision.strip():
        raise UsageError(f"{revision!r} is no Git revision")
    try:
        commit = _git(top, "rev-parse", "--verify", "--quiet", revision + "^{commit}").strip()
    except EnvironmentFaultError:
        raise UsageError(
            f"Git knows no revision {revision!r}",
            hint="a shallow clone lacks older ones: fetch it first",
        ) from None
    words = _git(top, "diff", "--name-status", "--no-renames", "--no-ext-diff", "-z", commit, "--")
    fields = words.split("\0")
    states = {
        os.path.join(top, name): state
        for state, name in zip(fields[::2], fields[1::2], strict=False)
    }
    for name in _git(top, "ls-files", "--others", "--exclude-standard", "-z").split("\0"):
        if name:
            states[os.path.join(top, name)] = "A"
    added = {path for path, state in states.items() if state == "A"}
    renamed: set[str] = set()
    for path, state in states.items():
        if state not in {"A", "D"}:
            continue
        folder = os.path.dirname(path)
        renamed.add(folder)
        # A directory that came or went with the file is a name of the one above it.
        while folder != top and _is_new_or_gone(folder, added):
            added.add(folder)
            folder = os.path.dirname(folder)
            renamed.add(folder)
    return Changes(frozenset(states), frozenset(renamed), top, commit)


def _is_new_or_gone(folder: str, added: set[str]) -> bool:
    try:
        with os.scandir(folder) as entries:
            return all(entry.path in added for entry in entries)
    except OSError:
        return True


_HINT = "--since compares with a revision of the Git work tree"


def _git(directory: str, *arguments: str) -> str:
    return os.fsdecode(git(directory, *arguments))


def git(directory: str, *arguments: str) -> bytes:
    """Return what Git prints.

    Raises:
        EnvironmentFaultError: it cannot be run, or fails.
    """
    import subprocess

    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(  # noqa: S603 - fixed arguments, no shell
            # The repository's own configuration may name a program as its monitor of files.
            ["git", "-c", "core.fsmonitor=false", "-C", directory, *arguments],  # noqa: S607 - the user's own git
            capture_output=True,
            check=False,
            env=environment,
            stdin=subprocess.DEVNULL,
        )
    except OSError as error:
        words = os.strerror(error.errno or 0).lower()
        raise EnvironmentFaultError(f"git cannot be run: {words}", hint=_HINT) from None
    if done.returncode:
        first = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        words = first.removeprefix("fatal: ") or f"it exits with status {done.returncode}"
        raise EnvironmentFaultError(f"git fails: {words}", hint=_HINT)
    return done.stdout
