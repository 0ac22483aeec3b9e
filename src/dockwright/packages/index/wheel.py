"""What a wheel holds, told from its central directory: exact sizes without the wheel itself.

A wheel is a ZIP archive, whose directory stands at its end.  ``RangeFile`` reads what is asked for
in parts, so that a wheel of a gigabyte costs some hundred kilobytes.
"""

from __future__ import annotations

import io
import sys

from dockwright.model.unknown import Unknown
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    import zipfile
    from collections.abc import Callable

__all__ = [
    "LEAST_TAIL",
    "RangeFile",
    "Script",
    "WheelContents",
    "archive_faults",
    "read_contents",
    "read_metadata",
    "tail_size",
]

LEAST_TAIL = 64 << 10
_MOST_TAIL = 2 << 20
_LEAST_READ = 16 << 10
_MOST_READ = 64 << 20
_MOST_TEXT = 4 << 20
_HASH_LENGTH = len("sha256=") + 43


class Script(NamedTuple):
    """A program that an installer writes for an entry point."""

    name: str
    module: str
    attribute: str


class WheelContents(NamedTuple):
    """What a wheel holds, as far as its installed size depends on it.

    Attributes:
        files: how many files.
        bytes: their uncompressed sizes together, without ``RECORD``.
        record: bytes of the rows that ``RECORD`` has for them, without the ends of the lines.
        sources: how many are Python files.
        source_bytes: the sizes of those.
        source_compressed: their sizes in the archive.
        source_paths: the lengths of their paths together.
        scripts: the programs that installers write.
        directory: the name of its ``.dist-info``.
    """

    files: int
    bytes: int
    record: int
    sources: int
    source_bytes: int
    source_compressed: int
    source_paths: int
    scripts: tuple[Script, ...]
    directory: str


def archive_faults() -> tuple[type[Exception], ...]:
    """Return what reading an archive that is broken, encrypted or of another kind raises.

    Each way to compress has an error of its own, which ``zipfile`` passes on.
    """
    import struct
    import zipfile
    import zlib

    own = (("lzma", "LZMAError"), ("compression.zstd", "ZstdError"))
    loaded = (getattr(sys.modules.get(module), name, None) for module, name in own)
    known = (each for each in loaded if each is not None)
    return (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        ValueError,
        RuntimeError,
        EOFError,
        IndexError,
        *known,
    )


def tail_size(length: int) -> int:
    """Return how many bytes of a wheel's end are worth one request."""
    return min(length, max(LEAST_TAIL, min(_MOST_TAIL, length // 100)))


class RangeFile(io.RawIOBase):
    """A file that is read in parts through ``fetch(start, length)``."""

    def __init__(self, length: int, fetch: Callable[[int, int], bytes]) -> None:
        super().__init__()
        self._length = length
        self._fetch = fetch
        self._at = 0
        self._read = 0
        self._parts: list[tuple[int, bytes]] = []
        self._held: tuple[int, bytes] | None = None

    def add(self, start: int, data: bytes) -> None:
        """Take over a part that was fetched already."""
        self._parts.append((start, data))

    def hold(self, start: int, end: int) -> None:
        """Fetch what lies between two places at once, and let go of what was held so before."""
        end = min(end, self._length)
        if self._held is not None:
            self._parts.remove(self._held)
            self._held = None
        if start < end:
            self._held = (start, self._fetch(start, end - start))
            self._parts.insert(0, self._held)

    def seekable(self) -> bool:
        """Return True."""
        return True

    def readable(self) -> bool:
        """Return True."""
        return True

    def tell(self) -> int:
        """Return the position."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to a position."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._length}[whence]
        self._at = max(0, base + offset)
        return self._at

    def read(self, size: int = -1) -> bytes:
        """Return bytes from the position on.

        Raises:
            zipfile.BadZipFile: the archive makes us read more than any wheel's directory is.
        """
        from zipfile import BadZipFile

        end = self._length if size < 0 else min(self._at + size, self._length)
        if end <= self._at:
            return b""
        for start, data in self._parts:
            if start <= self._at and end <= start + len(data):
                found = data[self._at - start : end - start]
                self._at = end
                return found
        # What lies just before a part that is here needs only the gap.
        stop = min(max(end, self._at + _LEAST_READ), self._length)
        joined = next(
            (part for part in self._parts if self._at < part[0] <= stop <= part[0] + len(part[1])),
            None,
        )
        until = joined[0] if joined else stop
        self._read += until - self._at
        if self._read > _MOST_READ:
            raise BadZipFile("its directory is too large")
        data = self._fetch(self._at, until - self._at)
        if len(data) != until - self._at:
            raise BadZipFile("a part of it came incomplete")
        if joined:
            data += joined[1]
        self._parts.append((self._at, data))
        return self.read(end - self._at)


def read_contents(file: io.RawIOBase | io.BufferedIOBase) -> WheelContents | Unknown:
    """Return what a wheel holds, or why that is not known."""
    import zipfile

    try:
        with zipfile.ZipFile(file) as archive:
            return _contents(archive)
    except archive_faults() as error:
        return Unknown(f"it is no readable wheel: {error}")


def _contents(archive: zipfile.ZipFile) -> WheelContents | Unknown:
    files = size = record = sources = source_bytes = compressed = paths = 0
    directory = entry_points = ""
    for item in archive.infolist():
        if item.is_dir():
            continue
        name = item.filename
        folder, _, last = name.partition("/")
        if folder.endswith(".dist-info") and last in {"RECORD", "RECORD.jws", "RECORD.p7s"}:
            directory = folder
            continue
        if folder.endswith(".dist-info") and last == "entry_points.txt":
            entry_points = name
        files += 1
        size += item.file_size
        record += len(name.encode()) + 2 * ("," in name) + _HASH_LENGTH
        record += len(str(item.file_size)) + 2
        if name.endswith(".py"):
            sources += 1
            source_bytes += item.file_size
            compressed += item.compress_size
            paths += len(name.encode())
    if not directory:
        return Unknown("it has no RECORD, and no wheel lacks one")
    scripts: tuple[Script, ...] = ()
    if entry_points and archive.getinfo(entry_points).file_size <= _MOST_TEXT:
        scripts = _scripts(archive.read(entry_points).decode("utf-8", "replace"))
    return WheelContents(
        files, size, record, sources, source_bytes, compressed, paths, scripts, directory
    )


def _scripts(text: str) -> tuple[Script, ...]:
    import configparser

    parser = configparser.RawConfigParser(delimiters=("=",), strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    try:
        parser.read_string(text)
    except configparser.Error:
        return ()
    found = []
    for section in ("console_scripts", "gui_scripts"):
        if not parser.has_section(section):
            continue
        for name, value in parser.items(section):
            module, _, attribute = value.partition("[")[0].partition(":")
            found.append(Script(name.strip(), module.strip(), attribute.strip()))
    return tuple(found)


def read_metadata(file: io.RawIOBase | io.BufferedIOBase) -> bytes | Unknown:
    """Return a wheel's ``METADATA``, or why it is not known."""
    import zipfile

    try:
        with zipfile.ZipFile(file) as archive:
            for item in archive.infolist():
                folder, _, last = item.filename.partition("/")
                if folder.endswith(".dist-info") and last == "METADATA":
                    if item.file_size > _MOST_TEXT:
                        return Unknown("its METADATA is too large")
                    return archive.read(item)
    except archive_faults() as error:
        return Unknown(f"it is no readable wheel: {error}")
    return Unknown("it has no METADATA")
