"""What a wheel's compiled files are linked to and the wheel does not carry.

The ELF files are read out of the archive one by one; of a wheel on an index only their parts of it
are fetched.  Nothing is run and nothing is written.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.unknown import Unknown
from dockwright.packages.index.elf import Linked, read_elf
from dockwright.packages.index.wheel import RangeFile, archive_faults

if TYPE_CHECKING:
    import io
    from collections.abc import Iterable, Iterator

__all__ = ["MOST_BYTES", "WheelLinks", "WheelNeed", "read_links"]

MOST_BYTES = 200 << 20
"""Bytes of a wheel above which its compiled files are not read."""

_MOST_UNPACKED = 600 << 20
_BATCH = 16 << 20
_GAP = 64 << 10
_HEADER = 30
_EXTRA = 64
_LIBRARY = re.compile(r"\.so(?:\.[\w.+-]+)?$")
_EXTENSION = re.compile(r"\.(?:cpython-\w+(?:-[\w-]+)?|abi3)\.so$")
_GLIBC = re.compile(r"GLIBC_(\d+)\.(\d+)")
_RELATIVE_RELOCATIONS = "GLIBC_ABI_DT_RELR"
_WITH_RELATIVE_RELOCATIONS = (2, 36)
"""glibc's NEWS for 2.36: the version from which the marker ``GLIBC_ABI_DT_RELR`` is there."""


class WheelNeed(NamedTuple):
    """A library that a wheel needs and does not carry.

    Attributes:
        name: such as ``libGL.so.1``.
        module: the first of the modules, sorted, whose import fails without it, such as
            ``cv2.cv2``; where the wheel has no extension module, the path of the library in it
            that needs it; ``""`` where only files need it that Python does not import.
        modules: how many modules fail.
    """

    name: str
    module: str = ""
    modules: int = 0


class WheelLinks(NamedTuple):
    """What the compiled files of a wheel are linked to.

    Attributes:
        needs: the libraries that it does not carry, sorted, the C library's among them.
        carried: its own libraries by the names that others ask for, sorted, each with those that
            it needs, itself or through others, and that the wheel does not carry.
        glibc: the version of glibc that importing needs, such as ``(2, 34)``; None where nothing
            names one.
        modules: how many extension modules it has; 0 where what it has is loaded by hand.
        starts: how many files are loaded first: the modules, or where there is none the libraries
            that no other needs.
    """

    needs: tuple[WheelNeed, ...] = ()
    carried: tuple[tuple[str, tuple[str, ...]], ...] = ()
    glibc: tuple[int, int] | None = None
    modules: int = 0
    starts: int = 0


def read_links(
    file: io.RawIOBase | io.BufferedIOBase, most: int = MOST_BYTES
) -> WheelLinks | Unknown:
    """Return what a wheel's compiled files are linked to, or why that is not known.

    Args:
        file: the wheel; a ``RangeFile`` fetches the parts that are needed.
        most: bytes above which the compiled files, as they stand in the wheel, are not read.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            return _read(archive, file, most)
    except archive_faults() as error:
        return Unknown(f"it is no readable wheel: {error}")


def _read(
    archive: zipfile.ZipFile, file: io.RawIOBase | io.BufferedIOBase, most: int = MOST_BYTES
) -> WheelLinks | Unknown:
    wanted = sorted(
        (
            each
            for each in archive.infolist()
            if _LIBRARY.search(each.filename) and not each.is_dir()
        ),
        key=lambda each: each.header_offset,
    )
    total = sum(each.compress_size for each in wanted)
    if total > most:
        return Unknown(
            f"its compiled files are {total // 1_000_000} MB, above the {most // 1_000_000} MB "
            "that are read"
        )
    if any(each.file_size > _MOST_UNPACKED for each in wanted):
        return Unknown("a compiled file in it is too large to be read")
    found: dict[str, Linked] = {}
    roots: list[str] = []
    for batch in _batches(wanted):
        if isinstance(file, RangeFile):
            first, last = batch[0], batch[-1]
            file.hold(first.header_offset, _end(last))
        for item in batch:
            data = archive.read(item)
            linked = read_elf(data)
            if isinstance(linked, Unknown):
                return Unknown(f"{item.filename} in it cannot be read: {linked.reason}")
            if linked is None:
                continue
            found[item.filename] = linked
            if _is_module(item.filename, data):
                roots.append(item.filename)
    return links_of(found, roots)


def _end(item: zipfile.ZipInfo) -> int:
    return item.header_offset + _HEADER + len(item.filename.encode()) + _EXTRA + item.compress_size


def _batches(items: Iterable[zipfile.ZipInfo]) -> Iterator[list[zipfile.ZipInfo]]:
    """Give members that stand near each other together: each batch is one request."""
    batch: list[zipfile.ZipInfo] = []
    for item in items:
        if batch and (
            item.header_offset - _end(batch[-1]) > _GAP
            or _end(item) - batch[0].header_offset > _BATCH
        ):
            yield batch
            batch = []
        batch.append(item)
    if batch:
        yield batch


def _is_module(path: str, data: bytes) -> bool:
    """Tell whether Python imports a file: by its name, or by the function that it then calls."""
    name = PurePosixPath(path).name
    if _EXTENSION.search(name):
        return True
    return name.endswith(".so") and f"\0PyInit_{name[:-3]}\0".encode() in data


def links_of(files: dict[str, Linked], modules: Iterable[str]) -> WheelLinks:
    """Return what files of a wheel need of each other and of what it does not carry.

    Args:
        files: what each is linked to, by its path in the wheel.
        modules: those that Python imports.
    """
    by_name: dict[str, Linked] = {}
    for path, linked in files.items():
        by_name[PurePosixPath(path).name] = linked
        if linked.soname:
            by_name[linked.soname] = linked
    roots = sorted(modules)
    starts = roots or _outermost(files)
    blamed: dict[str, list[str]] = {}
    floor: tuple[int, int] | None = None
    for root in starts:
        reached = _reached(files[root], by_name)
        for name in reached:
            if name not in by_name:
                blamed.setdefault(name, []).append(_module(root) if roots else root)
        own = (files[root], *(by_name[name] for name in reached if name in by_name))
        for version in (pair[1] for each in own for pair in each.versions):
            floor = max(filter(None, (floor, _glibc(version))), default=None)
    every = {name for each in files.values() for name in each.needed if name not in by_name}
    return WheelLinks(
        tuple(
            WheelNeed(name, min(blamed.get(name, [""])), len(blamed.get(name, ())))
            for name in sorted(every)
        ),
        tuple(
            (name, tuple(sorted(_reached(linked, by_name) - by_name.keys())))
            for name, linked in sorted(by_name.items())
        ),
        floor,
        len(roots),
        len(starts),
    )


def _outermost(files: dict[str, Linked]) -> list[str]:
    """Return the libraries that no other file of the wheel is linked to."""
    asked = {name for each in files.values() for name in each.needed}
    return [
        path
        for path, linked in sorted(files.items())
        if asked.isdisjoint({PurePosixPath(path).name, linked.soname})
    ]


def _reached(start: Linked, by_name: dict[str, Linked]) -> set[str]:
    """Return the libraries that loading a file loads, by the names that it asks for."""
    reached: set[str] = set()
    pending = list(start.needed)
    while pending:
        name = pending.pop()
        if name not in reached:
            reached.add(name)
            if name in by_name:
                pending += by_name[name].needed
    return reached


def _glibc(version: str) -> tuple[int, int] | None:
    if version == _RELATIVE_RELOCATIONS:
        return _WITH_RELATIVE_RELOCATIONS
    match = _GLIBC.match(version)
    return (int(match[1]), int(match[2])) if match else None


def _module(path: str) -> str:
    """Return the dotted name of an extension module, by its path in the wheel."""
    parts = path.split("/")
    if len(parts) > 2 and parts[0].endswith(".data"):
        parts = parts[2:]
    return ".".join((*parts[:-1], parts[-1].partition(".")[0]))
