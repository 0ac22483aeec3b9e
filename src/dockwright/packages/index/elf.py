"""What an ELF file says of its links, read from its bytes; nothing of it is run.

The layout is that of the System V ABI, "Object Files" and "Dynamic Linking", and, for the versions
of symbols, of the Linux Standard Base, "Symbol Versioning".
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from dockwright.model.unknown import Unknown

__all__ = ["Linked", "read_elf"]

_MAGIC = b"\x7fELF"
_LOAD, _DYNAMIC = 1, 2
_NULL, _NEEDED, _STRTAB, _SONAME, _RPATH, _RUNPATH = 0, 1, 5, 14, 15, 29
_VERNEED, _VERNEEDNUM = 0x6FFFFFFE, 0x6FFFFFFF
_NAMED = frozenset({_NEEDED, _SONAME, _RPATH, _RUNPATH})
_LONGEST_NAME = 4096
_MOST_NAMES = 4096
"""Libraries, and versions of them, beyond which a file is taken to be broken."""


class Linked(NamedTuple):
    """What an ELF file that is linked dynamically needs when it is loaded.

    Attributes:
        machine: the number of the processor, as ``e_machine`` has it.
        soname: its own name (``DT_SONAME``), or ``""``.
        needed: the libraries it needs (``DT_NEEDED``), in their order.
        search: where it looks for them (``DT_RUNPATH``, else ``DT_RPATH``), such as ``$ORIGIN``.
        versions: pairs of a library and a version of it that must be there, such as
            ``("libc.so.6", "GLIBC_2.34")``.
    """

    machine: int
    soname: str = ""
    needed: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    versions: tuple[tuple[str, str], ...] = ()


class _Layout(NamedTuple):
    """Where things stand in files of one class.

    Attributes:
        table: the place in the header of the place of the program headers.
        sizes: the place in the header of the size and the number of the program headers.
        word: the letter that ``struct`` has for an address.
        fields: where a program header has offset, address and size in the file.
        header: the bytes of the file's header.
        program: the bytes of a program header.
    """

    table: int
    sizes: int
    word: str
    fields: tuple[int, int, int]
    header: int
    program: int


_LAYOUTS = {
    1: _Layout(28, 42, "I", (4, 8, 16), 52, 32),
    2: _Layout(32, 54, "Q", (8, 16, 32), 64, 56),
}


def read_elf(data: bytes) -> Linked | Unknown | None:
    """Return what an ELF file is linked to; None for a file of another kind.

    A file that is linked statically, or that is no program and no library, needs nothing.
    A broken one is ``Unknown``.
    """
    if not data.startswith(_MAGIC):
        return None
    layout = _LAYOUTS.get(data[4]) if len(data) > 5 else None
    order = {1: "<", 2: ">"}.get(data[5]) if len(data) > 5 else None
    if layout is None or order is None or len(data) < layout.header:
        return Unknown("its header is no ELF header")
    try:
        return _File(data, layout, order).linked()
    except (struct.error, ValueError, IndexError) as error:
        return Unknown(f"it is no whole ELF file: {error}")


class _File:
    def __init__(self, data: bytes, layout: _Layout, order: str) -> None:
        self._data = data
        self._layout = layout
        self._order = order
        self._loads: list[tuple[int, int, int]] = []
        self._strings = 0

    def linked(self) -> Linked:
        (machine,) = self._at("H", 18)
        dynamic = self._segments()
        if dynamic is None:
            return Linked(machine)
        entries = self._entries(*dynamic)
        strings = dict(entries).get(_STRTAB)
        if strings is None:
            if any(tag in _NAMED for tag, _ in entries):
                raise ValueError("it has names and no table of them")
            return Linked(machine)
        self._strings = self._offset(strings)
        names: dict[int, list[str]] = {tag: [] for tag in _NAMED}
        for tag, value in entries:
            if tag in names:
                if len(names[tag]) >= _MOST_NAMES:
                    raise ValueError("it has too many names")
                names[tag].append(self._name(value))
        values = dict(entries)
        versions: tuple[tuple[str, str], ...] = ()
        if _VERNEED in values:
            versions = self._versions(self._offset(values[_VERNEED]), values.get(_VERNEEDNUM, 0))
        search = names[_RUNPATH] or names[_RPATH]
        return Linked(
            machine,
            next(iter(names[_SONAME]), ""),
            tuple(names[_NEEDED]),
            tuple(part for each in search for part in each.split(":") if part),
            versions,
        )

    def _at(self, letters: str, at: int) -> tuple[int, ...]:
        if not 0 <= at < len(self._data):
            raise ValueError("a place outside of it")
        return struct.unpack_from(self._order + letters, self._data, at)

    def _segments(self) -> tuple[int, int] | None:
        """Note what is loaded where; return the place and the bytes of the dynamic section."""
        layout = self._layout
        (table,) = self._at(layout.word, layout.table)
        size, count = self._at("HH", layout.sizes)
        if count and size < layout.program:
            raise ValueError("its program headers are too short")
        dynamic = None
        for at in range(table, table + size * count, size or 1):
            (kind,) = self._at("I", at)
            if kind not in {_LOAD, _DYNAMIC}:
                continue
            offset, address, length = (
                self._at(layout.word, at + each)[0] for each in layout.fields
            )
            if kind == _LOAD:
                self._loads.append((address, offset, length))
            else:
                dynamic = offset, length
        return dynamic

    def _entries(self, start: int, length: int) -> list[tuple[int, int]]:
        word = self._layout.word
        size = 2 * struct.calcsize(self._order + word)
        found: list[tuple[int, int]] = []
        for at in range(start, min(start + length, len(self._data)), size):
            tag, value = self._at(word * 2, at)
            if tag == _NULL:
                break
            found.append((tag, value))
        return found

    def _offset(self, address: int) -> int:
        """Return where in the file what is loaded at an address stands."""
        for start, offset, length in self._loads:
            if start <= address < start + length:
                return address - start + offset
        raise ValueError("an address that nothing is loaded at")

    def _name(self, at: int) -> str:
        start = self._strings + at
        end = self._data.index(b"\0", start, start + _LONGEST_NAME)
        return self._data[start:end].decode("utf-8", "backslashreplace")

    def _versions(self, at: int, count: int) -> tuple[tuple[str, str], ...]:
        found: list[tuple[str, str]] = []
        for _ in range(min(count, _MOST_NAMES)):
            _, number, name, first, following = self._at("HHIII", at)
            library, each = self._name(name), at + first
            for _ in range(number):
                _, _, _, version, further = self._at("IHHII", each)
                found.append((library, self._name(version)))
                if len(found) > _MOST_NAMES:
                    raise ValueError("it has too many versions")
                if not further:
                    break
                each += further
            if not following:
                break
            at += following
        return tuple(found)
