"""Files that belong together are written together, or none of them is."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import tempfile
import textwrap
from typing import TYPE_CHECKING

import pytest

from dockwright.errors import EnvironmentFaultError
from dockwright.run.write import Change, write_together

if TYPE_CHECKING:
    from pathlib import Path


def change(path: Path, before: bytes | None = b"old", after: bytes = b"new") -> Change:
    return Change(str(path), path.name, before, after)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    one, other = tmp_path / "one", tmp_path / "other"
    for path in (one, other):
        path.write_bytes(b"old")
    return one, other


def test_all_are_written(two: tuple[Path, Path], tmp_path: Path) -> None:
    new = tmp_path / "made"
    write_together([*map(change, two), change(new, before=None)])
    assert [path.read_bytes() for path in (*two, new)] == [b"new"] * 3
    assert names(tmp_path) == ["made", "one", "other"]


def test_one_that_changed_meanwhile_keeps_all(two: tuple[Path, Path], tmp_path: Path) -> None:
    two[1].write_bytes(b"edited")
    with pytest.raises(EnvironmentFaultError, match=r"^other changed while it was being repaired"):
        write_together(list(map(change, two)))
    assert [path.read_bytes() for path in two] == [b"old", b"edited"]
    assert names(tmp_path) == ["one", "other"]


def test_one_that_holds_the_new_text_already_is_no_fault(two: tuple[Path, Path]) -> None:
    two[1].write_bytes(b"new")
    write_together(list(map(change, two)))
    assert [path.read_bytes() for path in two] == [b"new", b"new"]


def test_one_that_went_meanwhile_keeps_all(two: tuple[Path, Path]) -> None:
    two[1].unlink()
    with pytest.raises(EnvironmentFaultError, match=r"^other changed"):
        write_together(list(map(change, two)))
    assert two[0].read_bytes() == b"old"
    assert not two[1].exists()


@pytest.mark.parametrize("fault", [OSError(errno.EIO, "x"), KeyboardInterrupt()])
def test_half_way_everything_is_put_back(
    two: tuple[Path, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    fault: BaseException,
) -> None:
    replace = os.replace

    def fail(source: str, target: str) -> None:
        if target == str(two[1]):
            raise fault
        replace(source, target)

    monkeypatch.setattr(os, "replace", fail)
    wanted = EnvironmentFaultError if isinstance(fault, OSError) else KeyboardInterrupt
    with pytest.raises(wanted):
        write_together([*map(change, two)])
    assert [path.read_bytes() for path in two] == [b"old", b"old"]
    assert names(tmp_path) == ["one", "other"]


def test_a_made_file_is_taken_away_again(
    two: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = os.replace

    def fail(source: str, target: str) -> None:
        if target == str(two[0]):
            raise OSError(errno.ENOSPC, "x", source, None, target)
        replace(source, target)

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(EnvironmentFaultError, match=r"^one cannot be replaced: no space left"):
        write_together([change(tmp_path / "made", before=None), change(two[0])])
    assert names(tmp_path) == ["one", "other"]


def test_a_directory_that_takes_no_file_is_named(
    two: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: str) -> tuple[int, str]:
        raise PermissionError(errno.EACCES, "x")

    monkeypatch.setattr(tempfile, "mkstemp", fail)
    with pytest.raises(EnvironmentFaultError) as raised:
        write_together([change(two[0])])
    assert str(raised.value) == (
        f"one cannot be replaced: {tmp_path} takes no new file: permission denied"
    )


def test_a_disk_that_is_full_leaves_nothing(
    two: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError(errno.ENOSPC, "x")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(EnvironmentFaultError, match="no space left"):
        write_together([change(two[0])])
    assert names(tmp_path) == ["one", "other"]
    assert two[0].read_bytes() == b"old"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="ends a process of its own by a signal")
@pytest.mark.parametrize("ending", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_signal_to_end_waits_until_all_are_written(
    two: tuple[Path, Path], tmp_path: Path, ending: str
) -> None:
    program = textwrap.dedent(
        f"""
        import os, signal
        from dockwright.run.write import Change, write_together
        signal.signal(signal.{ending}, signal.SIG_DFL)  # whoever runs the tests may ignore it
        replace = os.replace
        def ended(source, target):
            replace(source, target)
            os.kill(os.getpid(), signal.{ending})
        os.replace = ended
        write_together([Change(path, path, b"old", b"new") for path in {list(map(str, two))}])
        print("not ended")
        """
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert done.returncode == -getattr(signal, ending)
    assert done.stdout == b""
    assert [path.read_bytes() for path in two] == [b"new", b"new"]
    assert names(tmp_path) == ["one", "other"]
