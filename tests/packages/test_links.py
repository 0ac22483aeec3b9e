"""What a wheel is linked to and does not carry."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from dockwright.model.unknown import Unknown
from dockwright.packages.index import IndexClient, Store
from dockwright.packages.index.links import WheelLinks, WheelNeed, read_links
from dockwright.packages.index.settings import IndexSettings
from dockwright.packages.index.simple import file_from_url
from dockwright.packages.index.wheel import RangeFile, read_contents, read_metadata
from elf_files import elf_file

if TYPE_CHECKING:
    from pathlib import Path

TAG = "cpython-311-x86_64-linux-gnu"
PADDING = bytes(range(256)) * 4096


def wheel(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return out.getvalue()


def read(files: dict[str, bytes], most: int = 1 << 30) -> WheelLinks | Unknown:
    return read_links(io.BytesIO(wheel(files)), most)


def test_what_a_module_needs_through_carried_libraries_is_its_need() -> None:
    found = read(
        {
            f"demo/_core.{TAG}.so": elf_file("libinner-1a2b.so.3", "libc.so.6"),
            "demo.libs/libinner-1a2b.so.3": elf_file(
                "libGL.so.1", versions={"libc.so.6": ("GLIBC_2.17", "GLIBC_2.34")}
            ),
            "demo/plugins/libextra.so": elf_file(
                "libpulse.so.0", versions={"libc.so.6": ("GLIBC_2.38",)}
            ),
            "demo/__init__.py": b"",
        }
    )
    assert found == WheelLinks(
        (
            WheelNeed("libGL.so.1", "demo._core", 1),
            WheelNeed("libc.so.6", "demo._core", 1),
            WheelNeed("libpulse.so.0"),
        ),
        (
            ("_core.cpython-311-x86_64-linux-gnu.so", ("libGL.so.1", "libc.so.6")),
            ("libextra.so", ("libpulse.so.0",)),
            ("libinner-1a2b.so.3", ("libGL.so.1",)),
        ),
        (2, 34),
        1,
        1,
    )


def test_a_library_goes_by_its_own_name_too() -> None:
    found = read(
        {
            "demo-1.data/platlib/demo/core.abi3.so": elf_file("libdemo.so.1"),
            "demo/libdemo.so": elf_file("libz.so.1", soname="libdemo.so.1"),
        }
    )
    assert isinstance(found, WheelLinks)
    assert found.needs == (WheelNeed("libz.so.1", "demo.core", 1),)


def test_without_a_module_the_outermost_libraries_are_taken_to_be_loaded() -> None:
    found = read(
        {
            "demo/lib/lib_demo.so": elf_file("libgomp.so.1", "libinner.so.1"),
            "demo/lib/libinner.so.1": elf_file("libquadmath.so.0"),
        }
    )
    assert isinstance(found, WheelLinks)
    assert found.needs == (
        WheelNeed("libgomp.so.1", "demo/lib/lib_demo.so", 1),
        WheelNeed("libquadmath.so.0", "demo/lib/lib_demo.so", 1),
    )
    assert (found.modules, found.starts) == (0, 1)


def test_a_module_without_a_tag_is_told_by_what_python_calls() -> None:
    found = read({"fast.so": elf_file("libx.so.1", further=b"\0PyInit_fast\0")})
    assert isinstance(found, WheelLinks)
    assert found.needs == (WheelNeed("libx.so.1", "fast", 1),)
    assert found.modules == 1


def test_files_of_other_kinds_count_as_nothing() -> None:
    found = read({"demo/notes.so": b"GROUP ( libc.so.6 )", "demo/data.bin": elf_file("libx.so")})
    assert found == WheelLinks()


@pytest.mark.parametrize(
    "files",
    [
        {f"demo.{TAG}.so": elf_file("libx.so.1")[:80]},
        {f"demo.{TAG}.so": elf_file("libx.so.1") + bytes(4000)},
    ],
)
def test_what_is_broken_or_too_large_is_unknown(files: dict[str, bytes]) -> None:
    assert isinstance(read(files, 3000), Unknown)


def test_no_wheel_is_unknown() -> None:
    assert isinstance(read_links(io.BytesIO(b"nothing of the kind")), Unknown)


def test_of_a_wheel_on_a_server_only_the_compiled_files_are_fetched() -> None:
    data = wheel(
        {
            "demo/a.bin": PADDING,
            f"demo/one.{TAG}.so": elf_file("libone.so.1"),
            f"demo/two.{TAG}.so": elf_file("libtwo.so.1"),
            "demo/b.bin": PADDING,
            f"demo/far.{TAG}.so": elf_file("libfar.so.1"),
            "demo/c.bin": PADDING,
        }
    )
    asked: list[tuple[int, int]] = []

    def fetch(start: int, size: int) -> bytes:
        asked.append((start, size))
        return data[start : start + size]

    source = RangeFile(len(data), fetch)
    source.add(len(data) - 4096, data[-4096:])
    found = read_links(source)
    assert isinstance(found, WheelLinks)
    assert [each.name for each in found.needs] == ["libfar.so.1", "libone.so.1", "libtwo.so.1"]
    assert len(asked) == 2
    assert sum(size for _, size in asked) < 8192


@pytest.mark.parametrize("kind", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_compressed_file_that_is_broken_is_unknown(kind: int, tmp_path: Path) -> None:
    name = f"demo.{TAG}.so"
    path = tmp_path / "demo-1.0-cp312-cp312-linux_x86_64.whl"
    with zipfile.ZipFile(path, "w", kind) as archive:
        archive.writestr(name, elf_file("libx.so.1") + PADDING)
    data = bytearray(path.read_bytes())
    start = 30 + len(name)
    data[start : start + 40] = b"\xa5" * 40
    path.write_bytes(data)
    client = IndexClient(IndexSettings(None), store=Store(None))
    assert isinstance(client.links(file_from_url(path.as_uri())), Unknown)


def test_a_file_without_a_name_ends_nothing() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("x", b"1")
    # In the directory, too, the name becomes one that ends where it starts.
    data = out.getvalue().replace(b"x", b"\0")
    assert isinstance(read_contents(io.BytesIO(data)), Unknown)
    assert isinstance(read_metadata(io.BytesIO(data)), Unknown)
    read_links(io.BytesIO(data))
