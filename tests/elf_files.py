"""Small ELF files for tests: a header, program headers, and the dynamic section with its names."""

from __future__ import annotations

import struct

_NEEDED, _STRTAB, _SONAME, _RPATH, _RUNPATH = 1, 5, 14, 15, 29
_VERNEED, _VERNEEDNUM = 0x6FFFFFFE, 0x6FFFFFFF
_ADDRESS = 0x400000


def elf_file(
    *needed: str,
    soname: str = "",
    runpath: str = "",
    rpath: str = "",
    versions: dict[str, tuple[str, ...]] | None = None,
    bits: int = 64,
    order: str = "<",
    machine: int = 62,
    further: bytes = b"",
) -> bytes:
    """Return a shared library that is linked to others; ``further`` stands at its end."""
    word, header, program = ("Q", 64, 56) if bits == 64 else ("I", 52, 32)
    strings = b"\0"

    def name(text: str) -> int:
        nonlocal strings
        at = len(strings)
        strings += text.encode() + b"\0"
        return at

    entries = [(_NEEDED, name(each)) for each in needed]
    for tag, text in ((_SONAME, soname), (_RUNPATH, runpath), (_RPATH, rpath)):
        if text:
            entries.append((tag, name(text)))
    table = b""
    wanted = list((versions or {}).items())
    for index, (library, names) in enumerate(wanted):
        size = 16 + 16 * len(names)
        following = size if index + 1 < len(wanted) else 0
        table += struct.pack(f"{order}HHIII", 1, len(names), name(library), 16, following)
        for number, each in enumerate(names):
            more = 16 if number + 1 < len(names) else 0
            table += struct.pack(f"{order}IHHII", 0, 0, 2, name(each), more)
    place = header + 2 * program
    entries.append((_STRTAB, _ADDRESS + place))
    if wanted:
        entries += [(_VERNEED, _ADDRESS + place + len(strings)), (_VERNEEDNUM, len(wanted))]
    body = strings + table
    dynamic = b"".join(struct.pack(order + 2 * word, *each) for each in (*entries, (0, 0)))
    length = place + len(body) + len(dynamic)
    start = b"\x7fELF" + bytes((bits // 32, 1 if order == "<" else 2, 1)) + bytes(9)
    start += struct.pack(f"{order}HHI{3 * word}I", 3, machine, 1, 0, header, 0, 0)
    start += struct.pack(f"{order}HHHHHH", header, program, 2, 0, 0, 0)
    programs = b""
    for kind, offset, size in ((1, 0, length), (2, place + len(body), len(dynamic))):
        address = _ADDRESS + offset
        if bits == 64:
            values = (kind, 5, offset, address, address, size, size, 8)
            programs += struct.pack(f"{order}IIQQQQQQ", *values)
        else:
            programs += struct.pack(f"{order}8I", kind, offset, address, address, size, size, 5, 4)
    return start + programs + body + dynamic + further
