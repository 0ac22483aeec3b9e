"""Reading files: never blocking, never without a limit, every answer remembered.

``read_file`` reads one file as bytes or says in one line why it cannot.
``Project`` is what a check reads further files through: it records each file and each directory
that it was asked for, with a digest, so that a stored result can be proved fresh.
"""

# Strings and os.path: importing pathlib costs milliseconds at every start.
# ruff: noqa: PTH100, PTH115, PTH116, PTH119, PTH120

from __future__ import annotations

import os
import stat

from dockwright.model.unknown import Unknown
from dockwright.text.light import NamedTuple, TypeVar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from typing import Any

    Inputs = dict[tuple[str, str], str | bytes]

__all__ = [
    "DEFAULT_MAX_FILE_SIZE",
    "Entry",
    "Input",
    "Project",
    "Refusal",
    "digest",
    "read_file",
    "refusal_for_content",
    "size_in_words",
]

DEFAULT_MAX_FILE_SIZE = 1 << 20
"""Bytes above which a file is not read: no Dockerfile that people write comes near."""

_MOST_OF_A_LOCK = 16 << 20
_LOCKS = frozenset(
    {
        "uv.lock",
        "poetry.lock",
        "pdm.lock",
        "pylock.toml",
        "Pipfile.lock",
        "pixi.lock",
        "conda-lock.yml",
    }
)
"""Files that programs write, and that have more than a megabyte in many a project."""

DerivedT = TypeVar("DerivedT")

_MOST_DERIVED = 256
"""Derived values that are kept: the models of a repository's Dockerfiles, not of a corpus's."""

_MOST_KEPT = 64

_MISSING = "missing"
_KINDS = (
    (stat.S_ISDIR, "a directory"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a character device"),
    (stat.S_ISBLK, "a block device"),
)


class Refusal(NamedTuple):
    """Why a file was not read.

    Attributes:
        status: ``unreadable`` where reading failed, ``skipped`` where we decline to.
        reason: the rest of a sentence that begins with the file's name.
        missing: whether there is no such file.
        is_fault: whether the run fails for it, even where nobody named the file.
    """

    status: str
    reason: str
    missing: bool = False
    is_fault: bool = False


_NUL = Refusal("unreadable", "has a name that holds a NUL character")


def digest(data: bytes) -> str:
    """Return a short digest of ``data`` that nobody can make collide by chance or intent."""
    from _blake2 import blake2b  # the C type itself: importing hashlib costs milliseconds

    return blake2b(data, digest_size=16).hexdigest()


def size_in_words(size: int) -> str:
    """Return a number of bytes for people, in binary units with at most one decimal."""
    if size < 1 << 10:
        return f"{size} bytes"
    for unit, shift in (("KiB", 10), ("MiB", 20), ("GiB", 30)):
        if size < 1 << (shift + 10) or unit == "GiB":
            return f"{size / (1 << shift):.1f} {unit}".replace(".0 ", " ")
    raise AssertionError


def read_file(path: str, limit: int = DEFAULT_MAX_FILE_SIZE) -> bytes | Refusal:
    """Return the bytes of a regular file of at most ``limit`` bytes, or why not.

    Pipes, sockets and devices are recognised before they are opened, and a file that is replaced
    by one in between is opened without waiting for the other end.
    """
    try:
        refusal = _refusal_for_kind(os.stat(path))
        if refusal:
            return refusal
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
        descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0))
        try:
            found = os.fstat(descriptor)
            refusal = _refusal_for_kind(found)
            if refusal:
                return refusal
            if found.st_size > limit:
                return _too_large(size_in_words(found.st_size), limit)
            chunks: list[bytes] = []
            left = limit + 1
            while left > 0:
                chunk = os.read(descriptor, min(left, 1 << 16))
                if not chunk:
                    break
                chunks.append(chunk)
                left -= len(chunk)
        finally:
            os.close(descriptor)
    except OSError as error:
        return _refusal_for_error(error)
    except ValueError:
        return _NUL
    if left <= 0:
        return _too_large(f"more than {size_in_words(limit)}", limit)
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def refusal_for_content(data: bytes) -> Refusal | None:
    """Return why ``data`` is not text that Docker reads, or None where it may be."""
    if b"\0" not in data:
        return None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Refusal("unreadable", "is UTF-16, which Docker does not read; save it as UTF-8")
    return Refusal("unreadable", "is binary: it holds NUL bytes")


def _refusal_for_kind(found: os.stat_result) -> Refusal | None:
    mode = found.st_mode
    if stat.S_ISREG(mode):
        return None
    for is_kind, words in _KINDS:
        if is_kind(mode):
            return Refusal("unreadable", f"is {words}, not a file")
    return Refusal("unreadable", "is not a regular file")


def _too_large(size: str, limit: int) -> Refusal:
    words = f"is {size}, above the limit of {size_in_words(limit)} (max-file-size)"
    return Refusal("skipped", words)


def _refusal_for_error(error: OSError) -> Refusal:
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return Refusal("unreadable", "does not exist", missing=True)
    if isinstance(error, PermissionError):
        return Refusal("unreadable", "cannot be read: permission denied")
    import errno

    if error.errno == errno.ELOOP:
        return Refusal("unreadable", "cannot be read: its symbolic links form a loop")
    if error.errno == errno.ENAMETOOLONG:
        return Refusal("unreadable", "cannot be read: its name is too long")
    return Refusal("unreadable", f"cannot be read: {os.strerror(error.errno or 0).lower()}")


class Entry(NamedTuple):
    """One name in a directory.

    Attributes:
        name: the last part of its path.
        kind: ``file``, ``directory``, ``link`` or ``other``; links are not followed.
        size: bytes of a file, else 0.
    """

    name: str
    kind: str
    size: int


class Input(NamedTuple):
    """Something that a check read besides its own file.

    Attributes:
        kind: ``file``, ``listing``, ``link`` or ``variable``.
        name: the absolute path, or the variable's name.
        digest: of what was read; ``missing`` where there was nothing.
    """

    kind: str
    name: str
    digest: str


class Project:
    """Reads files, directories and environment variables for checks, and remembers them.

    One project serves a whole run: what was read once is not read again, so that every check of
    the run sees the same world.  ``begin`` starts the list of inputs of one check.

    Attributes:
        limit: the most bytes of a file that are read; of a lock, more are.
    """

    __slots__ = (
        "_answers",
        "_counted",
        "_derived",
        "_files",
        "_inputs",
        "_kept",
        "_links",
        "_listings",
        "_names",
        "_replaced",
        "limit",
    )

    def __init__(self, limit: int = DEFAULT_MAX_FILE_SIZE) -> None:
        self.limit = limit
        self._files: dict[str, tuple[bytes | Unknown, str | bytes]] = {}
        self._listings: dict[str, tuple[tuple[Entry, ...] | Unknown, str | bytes]] = {}
        self._links: dict[str, str | None] = {}
        self._names: dict[str, tuple[tuple[Entry, ...], dict[str, Entry]]] = {}
        self._inputs: dict[tuple[str, str], str | bytes] = {}
        self._counted: dict[int, Inputs] = {}
        self._replaced: dict[str, int] = {}
        self._derived: dict[Hashable, tuple[Any, Inputs]] = {}
        self._answers: dict[tuple[Callable[..., Any], str], tuple[Any, Inputs]] = {}
        self._kept: dict[Hashable, Any] = {}

    def begin(self) -> None:
        """Forget which inputs were asked for, not what they held."""
        self._inputs = {}
        self._counted = {}

    @property
    def inputs(self) -> tuple[Input, ...]:
        """Return what was asked for since ``begin``, sorted."""
        return tuple(
            Input(kind, name, _told(self._inputs[kind, name]))
            for kind, name in sorted(self._inputs)
        )

    @property
    def asked(self) -> tuple[tuple[str, str], ...]:
        """Return the kinds and names of ``inputs``, in no order."""
        return tuple(self._inputs)

    def replace(self, path: str, data: bytes) -> None:
        """Let every later question see ``data`` in a file that is not written yet."""
        path = os.path.abspath(path)
        self._files[path] = (data, data)
        self._listings.pop(os.path.dirname(path), None)
        self._replaced[path] = len(data)
        self._derived.clear()
        self._answers.clear()
        self._kept.clear()

    def kept(self, key: Hashable, make: Callable[[], DerivedT]) -> DerivedT:
        """Return what ``make`` returns, made once for equal keys and kept until there are too many.

        It asks for nothing while it is made, and counts what it asks for later itself, see
        ``tracked``.
        """
        if key not in self._kept:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[key] = make()
        found: DerivedT = self._kept[key]
        return found

    def tracked(self, make: Callable[[], DerivedT]) -> tuple[DerivedT, Inputs]:
        """Return what ``make`` returns, with what it asked for through this project."""
        outer, self._inputs = self._inputs, {}
        counted, self._counted = self._counted, {}
        try:
            value = make()
        finally:
            own, self._inputs = self._inputs, outer
            outer.update(own)
            self._counted = counted
        return value, own

    def count(self, inputs: Inputs) -> None:
        """Count what was asked for before, see ``tracked``, as asked for again."""
        # Thousands of look-ups count the same: once is enough.  They are kept, so that their
        # numbers stay theirs.
        if id(inputs) not in self._counted:
            self._counted[id(inputs)] = inputs
            self._inputs.update(inputs)

    def remembered(self, key: Hashable, make: Callable[[], DerivedT]) -> DerivedT:
        """Return what ``make`` returns, worked out once for equal keys.

        What ``make`` asks for through this project counts as asked for by each check that the
        value serves.
        """
        known = self._derived.get(key)
        if known is None:
            value, own = self.tracked(make)
            if len(self._derived) >= _MOST_DERIVED:
                self._derived.clear()
            self._derived[key] = (value, own)
            return value
        found: DerivedT = known[0]
        self.count(known[1])
        return found

    def of_directory(self, ask: Callable[[str, Project], DerivedT], directory: str) -> DerivedT:
        """Return a small answer about a directory, worked out once and kept for the whole run."""
        key = (ask, directory)
        known = self._answers.get(key)
        if known is None:
            known = self._answers[key] = self.tracked(lambda: ask(directory, self))
        else:
            self.count(known[1])
        found: DerivedT = known[0]
        return found

    def read(self, path: str) -> bytes | Unknown:
        """Return the bytes of a file, or why they are not known."""
        known = self._files.get(path)  # what is known by a path is known by an absolute one
        if known is None:
            path = os.path.abspath(path)
            known = self._read(path)
        self._inputs["file", path] = known[1]
        return known[0]

    def listing(self, directory: str) -> tuple[Entry, ...] | Unknown:
        """Return the entries of a directory sorted by name, or why they are not known."""
        known = self._listings.get(directory)
        if known is None:
            directory = os.path.abspath(directory)
            known = self._list(directory)
        self._inputs["listing", directory] = known[1]
        return known[0]

    def entry(self, directory: str, name: str) -> Entry | None:
        """Return the entry of a name in a directory, or None; the listing counts as asked for."""
        entries = self.listing(directory)
        if isinstance(entries, Unknown):
            return None
        known = self._names.get(directory)
        if known is None or known[0] is not entries:
            known = self._names[directory] = (entries, {entry.name: entry for entry in entries})
        return known[1].get(name)

    def link(self, path: str) -> str | None:
        """Return where a symbolic link points, as written; None where there is no link."""
        path = os.path.abspath(path)
        target = self._read_link(path)
        self._inputs["link", path] = _mark_of_text(target)
        return target

    def variable(self, name: str) -> str | None:
        """Return the value of an environment variable, or None."""
        value = os.environ.get(name)
        self._inputs["variable", name] = _mark_of_text(value)
        return value

    def is_current(self, known: Input) -> bool:
        """Tell whether asking again would give what ``known`` was read from."""
        if known.kind == "file":
            return _told(self._read(known.name)[1]) == known.digest
        if known.kind == "listing":
            return _told(self._list(known.name)[1]) == known.digest
        if known.kind == "link":
            return _told(_mark_of_text(self._read_link(known.name))) == known.digest
        return _told(_mark_of_text(os.environ.get(known.name))) == known.digest

    def _read(self, path: str) -> tuple[bytes | Unknown, str | bytes]:
        known = self._files.get(path)
        if known is None:
            data = read_file(path, self._limit_of(path))
            if isinstance(data, bytes):
                known = (data, data)
            else:
                mark = _MISSING if data.missing else f"refused: {data.reason}"
                known = (Unknown(f"{path} {data.reason}"), mark)
            self._files[path] = known
        return known

    def _limit_of(self, path: str) -> int:
        name = path.rpartition("/")[2]
        return max(self.limit, _MOST_OF_A_LOCK) if name in _LOCKS else self.limit

    def _read_link(self, path: str) -> str | None:
        if path not in self._links:
            try:
                self._links[path] = os.readlink(path)
            except (OSError, ValueError):
                self._links[path] = None
        return self._links[path]

    def _list(self, directory: str) -> tuple[tuple[Entry, ...] | Unknown, str | bytes]:
        known = self._listings.get(directory)
        if known is None:
            known = _list_directory(directory)
            if self._replaced and not isinstance(known[0], Unknown):
                known = (self._with_replaced(directory, known[0]), known[1])
            self._listings[directory] = known
        return known

    def _with_replaced(self, directory: str, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        names = {entry.name: entry for entry in entries}
        for path, size in self._replaced.items():
            if os.path.dirname(path) == directory:
                name = os.path.basename(path)
                names[name] = Entry(name, "file", size)
        return tuple(names[name] for name in sorted(names))


def _told(mark: str | bytes) -> str:
    """Return what tells a reading from another: words, or the digest of what was read."""
    return digest(mark) if isinstance(mark, bytes) else mark


def _mark_of_text(value: str | None) -> str | bytes:
    return _MISSING if value is None else value.encode("utf-8", "surrogateescape")


def _list_directory(directory: str) -> tuple[tuple[Entry, ...] | Unknown, str | bytes]:
    entries: list[Entry] = []
    try:
        with os.scandir(directory) as scan:
            for item in scan:
                if item.is_symlink():
                    entries.append(Entry(item.name, "link", 0))
                elif item.is_dir(follow_symlinks=False):
                    entries.append(Entry(item.name, "directory", 0))
                elif item.is_file(follow_symlinks=False):
                    try:
                        size = item.stat(follow_symlinks=False).st_size
                    except OSError:
                        continue  # it vanished since the directory was read
                    entries.append(Entry(item.name, "file", size))
                else:
                    entries.append(Entry(item.name, "other", 0))
    except (OSError, ValueError) as error:
        refusal = _refusal_for_error(error) if isinstance(error, OSError) else _NUL
        mark = _MISSING if refusal.missing else f"refused: {refusal.reason}"
        return Unknown(f"{directory} {refusal.reason}"), mark
    entries.sort()
    text = "\0".join(f"{entry.name}\0{entry.kind}\0{entry.size}" for entry in entries)
    return tuple(entries), text.encode("utf-8", "surrogateescape")
