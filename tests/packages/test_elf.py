"""Reading ELF files: against binutils, and on whatever bytes there may be."""

from __future__ import annotations

import re
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockwright.model.unknown import Unknown
from dockwright.packages.index.elf import Linked, read_elf
from elf_files import elf_file

NAMES = st.from_regex(r"[a-z$][a-z0-9_.+-]{0,20}", fullmatch=True)
REAL = sorted(Path(sysconfig.get_path("platlib")).rglob("*.so*"))


def readelf(path: Path) -> Linked:
    """Return what binutils say of a file's links."""
    words = ["readelf", "--wide", "--dynamic", "--version-info", str(path)]
    told = subprocess.run(words, check=True, capture_output=True, text=True).stdout

    def tagged(tag: str) -> list[str]:
        return re.findall(rf"\({tag}\)\s+[^\[\n]*\[([^\]\n]*)\]", told)

    needs = told.partition("Version needs section")[2]
    versions, library = [], ""
    for file, name in re.findall(r"File: (\S+)\s|Name: (\S+)\s", needs):
        library = file or library
        if name:
            versions.append((library, name))
    search = tagged("RUNPATH") or tagged("RPATH")
    paths = tuple(part for each in search for part in each.split(":"))
    soname = "".join(tagged("SONAME"))
    return Linked(0, soname, tuple(tagged("NEEDED")), paths, tuple(versions))


@pytest.mark.skipif(shutil.which("readelf") is None, reason="binutils are not installed")
def test_what_installed_wheels_are_linked_to_is_what_binutils_say() -> None:
    if not REAL:
        pytest.skip("no wheel that is installed has compiled files")
    for path in REAL[:60]:
        found = read_elf(path.read_bytes())
        assert isinstance(found, Linked), path
        assert found._replace(machine=0) == readelf(path), path


@given(
    needed=st.lists(NAMES, max_size=5),
    soname=st.just("") | NAMES,
    runpath=st.lists(NAMES, max_size=3),
    versions=st.dictionaries(NAMES, st.lists(NAMES, min_size=1, max_size=3).map(tuple), max_size=3),
    bits=st.sampled_from([32, 64]),
    order=st.sampled_from("<>"),
)
def test_files_of_both_sizes_and_orders_are_read(
    needed: list[str],
    soname: str,
    runpath: list[str],
    versions: dict[str, tuple[str, ...]],
    bits: int,
    order: str,
) -> None:
    data = elf_file(
        *needed,
        soname=soname,
        runpath=":".join(runpath),
        rpath="/not/asked",
        versions=versions,
        bits=bits,
        order=order,
        machine=183,
    )
    pairs = tuple((library, each) for library, names in versions.items() for each in names)
    search = tuple(runpath) or ("/not/asked",)
    assert read_elf(data) == Linked(183, soname, tuple(needed), search, pairs)


@given(st.binary(max_size=300))
def test_any_bytes_are_no_elf_file_or_a_broken_one(data: bytes) -> None:
    assert data.startswith(b"\x7fELF") or read_elf(data) is None
    assert isinstance(read_elf(b"\x7fELF" + data), (Linked, Unknown))


WHOLE = elf_file(
    *(f"lib{each}.so.1" for each in range(9)),
    soname="libwhole.so",
    versions={"libc.so.6": ("GLIBC_2.4", "GLIBC_2.34"), "libm.so.6": ("GLIBC_2.29",)},
)


@given(
    cut=st.integers(0, len(WHOLE)),
    changed=st.dictionaries(st.integers(4, len(WHOLE) - 1), st.integers(0, 255), max_size=12),
)
def test_a_broken_file_is_read_or_unknown(cut: int, changed: dict[int, int]) -> None:
    data = bytearray(WHOLE)
    for at, value in changed.items():
        data[at] = value
    assert isinstance(read_elf(bytes(data)), (Linked, Unknown))
    assert not isinstance(read_elf(bytes(data[:cut])), Linked) or cut >= 64


def test_a_file_cut_off_is_unknown_and_no_text_is_none() -> None:
    assert isinstance(read_elf(WHOLE[:100]), Unknown)
    assert read_elf(b"#!/bin/sh\n") is None


def test_a_static_file_needs_nothing() -> None:
    static = bytearray(elf_file())
    static[64 + 56] = 6  # the dynamic section's program header becomes another's
    assert read_elf(bytes(static)) == Linked(62)
