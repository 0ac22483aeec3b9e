"""Reading files: what cannot be read is a value that says why."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

import pytest

from dockwright.model.project import (
    DEFAULT_MAX_FILE_SIZE,
    Entry,
    Project,
    Refusal,
    read_file,
    refusal_for_content,
    size_in_words,
)
from dockwright.model.unknown import Unknown

if TYPE_CHECKING:
    from pathlib import Path


def reason(path: Path | str, limit: int = 100) -> str:
    found = read_file(str(path), limit)
    assert isinstance(found, Refusal)
    return f"{found.status}: {found.reason}"


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"FROM scratch\r\n\xff")
    assert read_file(str(path)) == b"FROM scratch\r\n\xff"


@pytest.mark.parametrize(("name", "is_read"), [("uv.lock", True), ("other.lock", False)])
def test_a_lock_may_be_larger_than_what_people_write(
    tmp_path: Path, name: str, *, is_read: bool
) -> None:
    path = tmp_path / name
    path.write_bytes(b"#" * (DEFAULT_MAX_FILE_SIZE + 1))
    found = Project().read(str(path))
    assert isinstance(found, bytes) is is_read
    path.write_bytes(b"#" * ((16 << 20) + 1))
    assert isinstance(Project().read(str(path)), Unknown)


def test_a_file_of_exactly_the_limit_is_read_and_one_byte_more_is_not(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"x" * 100)
    assert read_file(str(path), 100) == b"x" * 100
    path.write_bytes(b"x" * 101)
    assert reason(path) == "skipped: is 101 bytes, above the limit of 100 bytes (max-file-size)"


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "f"
    with path.open("wb") as file:
        file.truncate(100 << 20)
    assert reason(path, 1 << 20) == (
        "skipped: is 100 MiB, above the limit of 1 MiB (max-file-size)"
    )


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "f")
    assert reason(tmp_path / "f") == "unreadable: is a named pipe, not a file"


def test_sockets_devices_and_directories_are_named(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
        assert reason(tmp_path / "s") == "unreadable: is a socket, not a file"
    assert reason(os.devnull) == "unreadable: is a character device, not a file"
    assert reason(tmp_path) == "unreadable: is a directory, not a file"


def test_links_that_lead_nowhere_are_named(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "gone").symlink_to("nothing")
    assert reason(tmp_path / "loop") == "unreadable: cannot be read: its symbolic links form a loop"
    assert reason(tmp_path / "gone") == "unreadable: does not exist"


def test_names_that_the_system_refuses_are_named(tmp_path: Path) -> None:
    assert reason(tmp_path / ("n" * 300)) == "unreadable: cannot be read: its name is too long"
    assert reason("nul\0byte") == "unreadable: has a name that holds a NUL character"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_forbidden_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_text("FROM scratch\n")
    path.chmod(0)
    assert reason(path) == "unreadable: cannot be read: permission denied"


def test_binary_content_is_refused_and_utf16_is_named() -> None:
    assert refusal_for_content(b"FROM a\n\xff\xfe") is None
    assert refusal_for_content(b"\x7fELF\0\0") == Refusal(
        "unreadable", "is binary: it holds NUL bytes"
    )
    utf16 = refusal_for_content("FROM a\n".encode("utf-16"))
    assert utf16 is not None
    assert "UTF-16" in utf16.reason


def test_sizes_are_told_in_binary_units() -> None:
    sizes = [0, 1023, 1024, 1536, 1 << 20, 5 << 30]
    assert [size_in_words(size) for size in sizes] == [
        "0 bytes",
        "1023 bytes",
        "1 KiB",
        "1.5 KiB",
        "1 MiB",
        "5 GiB",
    ]


def test_a_project_remembers_what_was_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    project = Project()
    assert project.read(str(tmp_path / "a")) == b"1"
    assert isinstance(project.read(str(tmp_path / "b")), Unknown)
    assert project.listing(str(tmp_path)) == (Entry("a", "file", 1),)
    assert project.variable("DOCKWRIGHT_NO_SUCH") is None
    assert [(each.kind, each.digest == "missing") for each in project.inputs] == [
        ("file", False),
        ("file", True),
        ("listing", False),
        ("variable", True),
    ]
    project.begin()
    assert project.inputs == ()


def test_inputs_are_current_until_they_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_text("1")
    project = Project()
    project.read(str(tmp_path / "a"))
    project.read(str(tmp_path / "b"))
    project.listing(str(tmp_path))
    project.variable("DOCKWRIGHT_TEST_VARIABLE")
    first, missing, listing, variable = project.inputs
    assert all(Project().is_current(each) for each in project.inputs)
    (tmp_path / "a").write_text("2")
    assert not Project().is_current(first)
    assert Project().is_current(missing)
    assert Project().is_current(listing)
    (tmp_path / "b").write_text("")
    assert not Project().is_current(missing)
    assert not Project().is_current(listing)
    monkeypatch.setenv("DOCKWRIGHT_TEST_VARIABLE", "")
    assert not Project().is_current(variable)
