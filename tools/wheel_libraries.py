"""Reads which shared libraries wheels need and do not carry, for ``kb/data/system_libraries.toml``.

    python tools/wheel_libraries.py WHEEL...             read wheels that lie on disk
    python tools/wheel_libraries.py --get NAME...        let pip fetch each package's wheel first

Each line is a library that some ELF file of the wheel has as DT_NEEDED, that the wheel does not
carry, and that is none of the C library's: ``PACKAGE VERSION  MARK LIBRARY  FILES``.
The mark is ``+`` where an extension module needs it, itself or through libraries that the wheel
carries, so that importing it fails without the library; ``-`` where only files need it that Python
does not import: plugins, programs, libraries that the package loads by itself.
Which of these the package loads at once, a person has to judge.
"""

from __future__ import annotations

import argparse
import re
import struct
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import NamedTuple

_C_LIBRARY = frozenset(
    {
        *("libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2", "librt.so.1", "libutil.so.1"),
        *("libresolv.so.2", "libmvec.so.1", "libanl.so.1", "libnsl.so.1", "libcrypt.so.1"),
        *("ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"),
    }
)
_EXTENSION = re.compile(r"\.(?:cpython-\w+-[\w-]+|abi3)\.so$")
_DYNAMIC = 2
_LOAD = 1
_NEEDED, _STRTAB, _SONAME = 1, 5, 14
_PLATFORMS = (
    *("manylinux_2_34", "manylinux_2_28", "manylinux_2_27", "manylinux_2_17", "manylinux2014"),
    *("manylinux2010", "manylinux1"),
)


class Linked(NamedTuple):
    """What an ELF file says of its links: its own name and the libraries it needs."""

    soname: str
    needed: tuple[str, ...]


def linked(data: bytes) -> Linked | None:
    """Return the links of a 64-bit little-endian ELF file; None for any other file.

    The layout is that of the System V ABI, "Program header" and "Dynamic section".
    """
    if data[:6] != b"\x7fELF\x02\x01" or len(data) < 64:
        return None
    (offset,) = struct.unpack_from("<Q", data, 32)
    size, count = struct.unpack_from("<HH", data, 54)
    dynamic: tuple[int, int] | None = None
    loads: list[tuple[int, int, int]] = []
    for index in range(count):
        kind, _, where, address, _, length = struct.unpack_from(
            "<IIQQQQ", data, offset + index * size
        )
        if kind == _DYNAMIC:
            dynamic = where, length
        elif kind == _LOAD:
            loads.append((address, where, length))
    if dynamic is None:
        return Linked("", ())
    names: list[tuple[int, int]] = []
    strings = 0
    for at in range(dynamic[0], dynamic[0] + dynamic[1], 16):
        tag, value = struct.unpack_from("<QQ", data, at)
        if tag == 0:
            break
        if tag == _STRTAB:
            strings = next((value - a + w for a, w, n in loads if a <= value < a + n), value)
        elif tag in {_NEEDED, _SONAME}:
            names.append((tag, value))
    texts = [(tag, data[strings + at : data.index(b"\0", strings + at)]) for tag, at in names]
    own = next((text.decode() for tag, text in texts if tag == _SONAME), "")
    return Linked(own, tuple(text.decode() for tag, text in texts if tag == _NEEDED))


class Missing(NamedTuple):
    """A library that a wheel needs and does not carry.

    Attributes:
        name: such as ``libGL.so.1``.
        files: the wheel's files that link to it.
        is_imported: whether an extension module needs it, itself or through carried libraries.
    """

    name: str
    files: list[str]
    is_imported: bool


def missing_of(wheel: Path) -> list[Missing]:
    """Return the libraries that a wheel needs and does not carry."""
    carried: dict[str, Linked] = {}
    needs: dict[str, list[str]] = {}
    reached: set[str] = set()
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.namelist():
            name = PurePosixPath(member).name
            if ".so" not in name and "/" in member and PurePosixPath(member).suffix:
                continue
            links = linked(archive.read(member))
            if links is None:
                continue
            carried[name] = carried[links.soname] = links
            for library in links.needed:
                needs.setdefault(library, []).append(member)
            if _EXTENSION.search(name):
                reached.update(links.needed)
    pending = list(reached)
    while pending:
        further = set(carried.get(pending.pop(), Linked("", ())).needed) - reached
        reached |= further
        pending += further
    return [
        Missing(library, files, library in reached)
        for library, files in sorted(needs.items())
        if library not in carried and library not in _C_LIBRARY
    ]


def fetch(names: list[str], python: str, folder: Path) -> list[Path]:
    """Let pip fetch the newest x86-64 wheel of each package; those without one are told."""
    found: list[Path] = []
    for name in names:
        before = set(folder.glob("*.whl"))
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--only-binary=:all:", f"--python-version={python}", f"--dest={folder}"]
        command += [f"--platform={each}_x86_64" for each in _PLATFORMS] + ["--platform=any", name]
        if subprocess.run(command, check=False).returncode:
            sys.stderr.write(f"{name}: no wheel\n")
        found += sorted(set(folder.glob("*.whl")) - before)
    return found


def main() -> int:
    """Read wheels and write what they need."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("what", nargs="+", metavar="WHEEL|NAME")
    parser.add_argument("--get", action="store_true", help="the words name packages")
    parser.add_argument("--python", default="3.12", help="the Python that wheels are fetched for")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        wheels = [Path(each) for each in options.what]
        if options.get:
            wheels = fetch(options.what, options.python, Path(folder))
        for wheel in wheels:
            name, version = wheel.name.split("-")[:2]
            lacking = missing_of(wheel)
            sys.stdout.write("" if lacking else f"{name} {version}  -\n")
            for each in lacking:
                shown = " ".join(each.files[:3])
                shown += f" … {len(each.files)} in all" if len(each.files) > 3 else ""
                mark = "+" if each.is_imported else "-"
                sys.stdout.write(f"{name} {version}  {mark} {each.name}  {shown}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
