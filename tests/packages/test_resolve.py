"""Requirements are resolved by uv, against an index that the test lays on disk."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from dockwright.errors import EnvironmentFaultError
from dockwright.model.unknown import Unknown
from dockwright.packages import Target
from dockwright.packages.index import Index, IndexSettings
from dockwright.packages.index import resolve as module
from dockwright.packages.index.resolve import resolve, uv_program

if TYPE_CHECKING:
    from pathlib import Path

TARGET = Target("3.12", glibc=(2, 36))


def has_uv() -> bool:
    try:
        uv_program()
    except EnvironmentFaultError:
        return False
    return True


needs_uv = pytest.mark.skipif(not has_uv(), reason="uv is not installed")


def lay(root: Path, name: str, version: str, needs: str = "") -> None:
    """Put a wheel into an index on disk."""
    out = io.BytesIO()
    info = f"{name}-{version}.dist-info"
    text = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(f"{info}/METADATA", text + (f"Requires-Dist: {needs}\n" if needs else ""))
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    root.mkdir(parents=True, exist_ok=True)
    (root / f"{name}-{version}-py3-none-any.whl").write_bytes(out.getvalue())


@needs_uv
def test_what_is_needed_comes_along_for_the_target(tmp_path: Path) -> None:
    lay(tmp_path, "app", "1.0", "helper>=2 ; sys_platform == 'linux'")
    lay(tmp_path, "helper", "1.0")
    lay(tmp_path, "helper", "2.5")
    settings = IndexSettings(None, (), (str(tmp_path), str(tmp_path / "absent")))
    found = resolve("app\n", TARGET, settings, offline=True)
    assert not isinstance(found, Unknown), found
    assert {each.name: each.version for each in found.locked} == {"app": "1.0", "helper": "2.5"}
    assert all(each.files for each in found.locked)


@needs_uv
def test_what_cannot_be_resolved_is_unknown_with_uvs_reason(tmp_path: Path) -> None:
    lay(tmp_path, "app", "1.0")
    settings = IndexSettings(None, (), (str(tmp_path),))
    found = resolve("app>=2\n", TARGET, settings, offline=True)
    assert isinstance(found, Unknown)
    assert "app" in found.reason


@needs_uv
def test_requirements_that_are_not_utf_8_are_unknown(tmp_path: Path) -> None:
    settings = IndexSettings(None, (), (str(tmp_path),))
    found = resolve("app==1\udcff\n", TARGET, settings, offline=True)
    assert isinstance(found, Unknown)
    assert found.reason.startswith("uv could not resolve")


def test_an_unknown_index_and_platform_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "uv_program", lambda: "uv")
    unknown = Unknown("no index is configured")
    assert resolve("a", TARGET, IndexSettings(unknown)) == unknown
    other = resolve("a", Target("3.12", "linux/s390x"), IndexSettings(Index("https://i.example")))
    assert isinstance(other, Unknown)


def test_a_missing_uv_is_one_clear_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "uv", None)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(EnvironmentFaultError, match="uv is missing"):
        uv_program()
