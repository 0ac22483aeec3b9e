"""Writing files: all of a set or none, each atomically, modes and links kept."""

# Strings and os.path throughout, as elsewhere in this room.
# ruff: noqa: PTH101, PTH105, PTH108, PTH123

from __future__ import annotations

import os

from dockwright.errors import EnvironmentFaultError
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Change", "write_together"]


class Change(NamedTuple):
    """A file to write.

    Attributes:
        path: where; a symbolic link is written through.
        name: what the file is called in a sentence about it.
        before: what it must still hold, or None where that does not matter.
        after: what it is to hold.
    """

    path: str
    name: str
    before: bytes | None
    after: bytes


def write_together(changes: Sequence[Change]) -> None:
    """Write a set of files, or none of them.

    Each new content is first written beside its file; then all take their places.  Where that
    fails half-way, the files that were replaced get their old content back.  A signal to end waits
    until the set is written: it would leave half of it, and the temporary files.

    Raises:
        EnvironmentFaultError: a file cannot be written, or is not any more what was read.
    """
    import signal

    if not hasattr(signal, "pthread_sigmask"):  # Windows
        _write_all(changes)
        return
    endings = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, endings)
    try:
        _write_all(changes)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


def _write_all(changes: Sequence[Change]) -> None:
    staged: list[tuple[str, str]] = []
    kept: list[tuple[str, bytes | None]] = []
    try:
        for change in changes:
            staged.append(_stage(change))  # noqa: PERF401 - what was staged must be known on a fault
        for temporary, path in staged:
            kept.append((path, _content(path)))
            os.replace(temporary, path)
    except BaseException as error:  # an interrupt too must leave nothing half done
        _undo(staged, kept)
        if not isinstance(error, OSError):
            raise
        at = {error.filename, error.filename2}
        name = next((each.name for each in changes if os.path.realpath(each.path) in at), "it")
        raise EnvironmentFaultError(f"{name} cannot be replaced: {_words(error)}") from None


def _stage(change: Change) -> tuple[str, str]:
    """Write the new content beside its file; return both paths."""
    import tempfile

    path = os.path.realpath(change.path)
    now = _content(path)
    if change.before is not None and now not in {change.before, change.after}:
        raise EnvironmentFaultError(
            f"{change.name} changed while it was being repaired, and is left as it is: run "
            "`dockwright fix` again"
        )
    if now is not None and not os.access(path, os.W_OK):
        raise EnvironmentFaultError(f"{change.name} is read-only")
    directory, name = os.path.split(path)
    try:
        descriptor, temporary = tempfile.mkstemp(
            prefix=f".{name[:40]}.", suffix=".new", dir=directory
        )
    except OSError as error:
        raise EnvironmentFaultError(
            f"{change.name} cannot be replaced: {directory} takes no new file: {_words(error)}"
        ) from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(change.after)
            file.flush()
            os.fsync(file.fileno())
        _keep_owner(temporary, path)
        os.chmod(temporary, _mode(path))
    except BaseException:
        os.unlink(temporary)
        raise
    return temporary, path


def _keep_owner(temporary: str, path: str) -> None:
    """Give a new file the owner of the one that it replaces, as far as that is allowed."""
    try:
        found = os.stat(path)  # noqa: PTH116 - a path is a string throughout
    except FileNotFoundError:
        return
    if hasattr(os, "chown"):
        try:  # noqa: SIM105 - contextlib is not otherwise loaded, and start-up counts
            os.chown(temporary, found.st_uid, found.st_gid)
        except PermissionError:
            pass


def _words(error: OSError) -> str:
    return os.strerror(error.errno or 0).lower()


def _mode(path: str) -> int:
    try:
        return os.stat(path).st_mode & 0o7777  # noqa: PTH116 - a path is a string throughout
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _content(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


def _undo(staged: Sequence[tuple[str, str]], kept: Sequence[tuple[str, bytes | None]]) -> None:
    for path, content in kept:
        try:
            if content is None:
                os.unlink(path)
            else:
                with open(path, "wb") as file:
                    file.write(content)
        except OSError:
            continue
    for temporary, _ in staged:
        try:
            os.unlink(temporary)
        except OSError:
            continue
