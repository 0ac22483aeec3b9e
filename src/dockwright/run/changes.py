"""Which files changed since a revision, asked of Git."""

# Strings and os.path: importing pathlib costs milliseconds at every start.
# ruff: noqa: PTH118

from __future__ import annotations

import os

from dockwright.errors import EnvironmentFaultError, UsageError

__all__ = ["changed_since"]


def changed_since(revision: str, directory: str) -> frozenset[str]:
    """Return the absolute paths that differ from ``revision``, and the untracked ones.

    Paths are made with the work tree's top as Git names it, symbolic links resolved.

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
    changed = _git(top, "diff", "--name-only", "--no-renames", "--no-ext-diff", "-z", commit, "--")
    untracked = _git(top, "ls-files", "--others", "--exclude-standard", "-z")
    names = (changed + untracked).split("\0")
    return frozenset(os.path.join(top, name) for name in names if name)


_HINT = "--since compares with a revision of the Git work tree"


def _git(directory: str, *arguments: str) -> str:
    import subprocess

    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(  # noqa: S603 - fixed arguments, no shell
            ["git", "-C", directory, *arguments],  # noqa: S607 - the user's own git
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
    return os.fsdecode(done.stdout)
