"""Stored results: found by everything that they were computed from, or not at all.

One file holds the results of the runs that were started in one directory.  Its first line names
the program that wrote it; each further line is a key and one result as JSON.  The key is a digest
of the checked file's path and bytes and of the settings; a result also lists every other input
that the check read, with its digest, and holds only while all of them are as they were.  Times of
change are not trusted: reading 3,000 small files costs less than being wrong once.

Whatever is wrong with the file (cut short, altered, of another version) makes it count as empty.
Two runs at once are safe: a file is replaced as a whole, and the later run takes over what the
earlier one stored.
"""

# Strings and os.path: importing pathlib costs milliseconds at every start.
# ruff: noqa: PTH100, PTH105, PTH108, PTH111, PTH116, PTH118, PTH120

from __future__ import annotations

import os
import sys

from dockwright.model.project import Input, digest
from dockwright.run.codec import CODEC_VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from dockwright.model.project import Project

__all__ = ["Cache", "cache_directory", "program_fingerprint", "record_line"]

_MAGIC = b"dockwright results 1"
_MAX_BYTES = 32 << 20
_DEPENDENCIES = ("tree_sitter", "tree_sitter_bash", "yaml")


def cache_directory(chosen: str | None) -> str | None:
    """Return the directory of stored results, or None where the user has no place for them."""
    if chosen:
        return os.path.abspath(chosen)
    if sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Caches")
    elif sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "")
    else:
        base = os.environ.get("XDG_CACHE_HOME", "")
        if not os.path.isabs(base):  # noqa: PTH117 - as above; the specification says to ignore it
            base = os.path.expanduser("~/.cache")
    return os.path.join(base, "dockwright") if os.path.isabs(base) else None  # noqa: PTH117


def program_fingerprint() -> str:
    """Return a digest of everything in the installed program that results depend on.

    It is taken from names, sizes and times of the package's own files, knowledge base included,
    so that a development install is never served a result of older code, and from the folders
    of the packages that it parses with.
    """
    import dockwright

    parts = [dockwright.__version__, CODEC_VERSION, sys.version]
    package = os.path.dirname(os.path.abspath(dockwright.__file__))
    pending = [package]
    while pending:
        with os.scandir(pending.pop()) as scan:
            for entry in scan:
                if entry.name == "__pycache__":
                    continue
                if entry.is_dir():
                    pending.append(entry.path)
                else:
                    found = entry.stat()
                    parts.append(f"{entry.path}\0{found.st_size}\0{found.st_mtime_ns}")
    parts[3:] = sorted(parts[3:])
    for directory in sys.path:
        for name in _DEPENDENCIES:
            try:
                found = os.stat(os.path.join(directory, name))
            except OSError:
                continue
            parts.append(f"{directory}\0{name}\0{found.st_mtime_ns}")
    return digest("\n".join(parts).encode("utf-8", "surrogateescape"))


def record_line(inputs: Iterable[Input], result: Any) -> bytes:
    """Return a result, which is plain data, and what it was made from as a line of the store."""
    import json

    text = json.dumps([[list(each) for each in inputs], result], separators=(",", ":"))
    return text.encode("ascii")


class Cache:
    """The stored results for runs started in one directory."""

    __slots__ = ("_added", "_fingerprint", "_path", "_records", "_used")

    def __init__(self, directory: str, start: str, fingerprint: str) -> None:
        name = digest(start.encode("utf-8", "surrogateescape")) + ".results"
        self._path = os.path.join(directory, name)
        self._fingerprint = fingerprint
        self._records = self._load()
        self._added: dict[bytes, bytes] = {}
        self._used: set[bytes] = set()

    @staticmethod
    def key(path: str, shown: str, data: bytes, settings: str) -> bytes:
        """Return the key of a check: of which file, with what bytes, under which settings."""
        from _blake2 import blake2b

        state = blake2b(digest_size=16)
        for part in (path, shown, settings):
            encoded = part.encode("utf-8", "surrogateescape")
            state.update(len(encoded).to_bytes(8, "little") + encoded)
        state.update(data)
        return state.hexdigest().encode()

    def get(self, key: bytes, project: Project) -> Any | None:
        """Return the stored result, if every further input is as it was then; else None."""
        line = self._records.get(key)
        if line is None:
            return None
        import json

        try:
            inputs, result = json.loads(line)
            for kind, name, known in inputs:
                if not project.is_current(Input(kind, name, known)):
                    return None
        except (ValueError, TypeError, RecursionError):
            return None
        self._used.add(key)
        return result

    def inputs_of(self, key: bytes) -> tuple[tuple[str, str], ...]:
        """Return the kinds and names of the inputs of a result that ``get`` has returned."""
        import json

        inputs, _ = json.loads(self._records[key])
        return tuple((kind, name) for kind, name, _ in inputs)

    def put(self, key: bytes, inputs: Iterable[Input], result: Any) -> None:
        """Store a result, which is plain data."""
        self.put_line(key, record_line(inputs, result))

    def put_line(self, key: bytes, line: bytes) -> None:
        """Store a result that is a line already."""
        self._added[key] = line

    def save(self) -> None:
        """Write what was added, dropping the results that were not used for longest.

        A cache that cannot be written is no fault: the next run computes again.
        """
        if not self._added:
            return
        records = dict(self._added)
        size = sum(map(len, records.values()))
        current = self._load()
        for used_ones in (True, False):
            for key, line in current.items():
                if (key in self._used) is used_ones and key not in records:
                    size += len(line) + len(key) + 2
                    if size > _MAX_BYTES:
                        break
                    records[key] = line
        body = b"".join(key + b" " + line + b"\n" for key, line in records.items())
        head = b"%s %s %s\n" % (_MAGIC, self._fingerprint.encode(), digest(body).encode())
        temporary = f"{self._path}.{os.getpid()}.tmp"
        try:
            directory = os.path.dirname(self._path)
            os.makedirs(directory, mode=0o700, exist_ok=True)  # noqa: PTH103 - as above
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
            descriptor = os.open(temporary, flags, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(head)
                file.write(body)
            os.replace(temporary, self._path)
        except OSError:
            try:
                os.unlink(temporary)
            except OSError:
                return

    def _load(self) -> dict[bytes, bytes]:
        from dockwright.model.project import read_file

        data = read_file(self._path, 2 * _MAX_BYTES)
        if not isinstance(data, bytes):
            return {}
        head, _, body = data.partition(b"\n")
        expected = b"%s %s %s" % (_MAGIC, self._fingerprint.encode(), digest(body).encode())
        if head != expected:
            return {}
        records: dict[bytes, bytes] = {}
        for line in body.split(b"\n"):
            key, _, record = line.partition(b" ")
            if record:
                records[key] = record
        return records
