"""``tools/snapshot_packages.py``: what it writes is what ``kb.snapshot`` reads."""

from __future__ import annotations

import importlib.util
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from packaging.requirements import Requirement

from dockwright.kb.snapshot import Snapshot, Wanted
from dockwright.packages.index import IndexClient, IndexSettings, Store

if TYPE_CHECKING:
    from types import ModuleType

TOOL = Path(__file__).resolve().parents[2] / "tools" / "snapshot_packages.py"
PURE = "py3-none-any"
LINUX = "cp312-cp312-manylinux_2_17_x86_64"


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("snapshot_packages", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def wheel(folder: Path, name: str, version: str, *requires: str, tag: str = PURE) -> None:
    """Write a wheel that requires others and has one source, which is as long as its version."""
    info = f"{name}-{version}.dist-info"
    lines = [f"Name: {name}", f"Version: {version}", *(f"Requires-Dist: {r}" for r in requires)]
    with zipfile.ZipFile(folder / f"{name}-{version}-{tag}.whl", "w") as archive:
        archive.writestr(f"{name}.py", f"x = '{version}'\n")
        archive.writestr(f"{info}/METADATA", "\n".join(lines) + "\n")
        archive.writestr(f"{info}/entry_points.txt", f"[console_scripts]\n{name} = {name}:main\n")
        archive.writestr(f"{info}/RECORD", "")


def snapshot(folder: Path, *names: str) -> Snapshot:
    client = IndexClient(IndexSettings(links=(str(folder),)), store=Store(None))
    text = tool().written(client, [Requirement(each) for each in names], "2026-11-27")
    return Snapshot(text)


def pulled(known: Snapshot, name: str, python: str, platform: str = "linux/amd64") -> list[str]:
    cell = known.cell(python, platform)
    assert cell is not None
    found = known.pulled([Wanted(name)], cell)
    return [f"{r.name} {r.version}" for r in found.releases] + [f"{n}?" for n in found.unknown]


def test_markers_limits_and_extras_are_decided_when_it_is_written(tmp_path: Path) -> None:
    wheel(tmp_path, "app", "2.0", "core[fast]<2", 'old; python_version < "3.12"', "gone")
    wheel(tmp_path, "app", "1.0", "never")
    wheel(tmp_path, "core", "2.0")
    wheel(tmp_path, "core", "1.5", 'speed; extra == "fast"')
    wheel(tmp_path, "core", "1.4")
    wheel(tmp_path, "old", "1.0")
    wheel(tmp_path, "speed", "1.0rc1")
    known = snapshot(tmp_path, "app")
    assert known.named == ("app",)
    assert "never" not in known.names()
    assert pulled(known, "app", "3.12") == ["app 2.0", "core 1.5", "speed 1.0rc1", "gone?"]
    assert "old 1.0" in pulled(known, "app", "3.11")
    assert [each.version for each in known.releases("core")] == ["2.0", "1.5"]
    assert known.releases("app")[0].scripts == ("app=app:main",)


def test_a_condition_asks_for_the_last_release_of_each_minor_version(tmp_path: Path) -> None:
    for version in ("1.9", "2.0.0", "2.0.1", "2.1", "3.0", "3.1"):
        wheel(tmp_path, "app", version, f"core=={version[0]}.0")
    for version in ("1.0", "2.0", "3.0", "4.0"):
        wheel(tmp_path, "core", version)
    known = snapshot(tmp_path, "app>=2,<3.1")
    assert [each.version for each in known.releases("app")] == ["3.1", "3.0", "2.1", "2.0.1"]
    assert [each.version for each in known.releases("core")] == ["4.0", "3.0", "2.0"]
    assert known.named == ("app",)
    found = known.pulled([Wanted("app", version="2.0.0")], 0)
    assert [f"{each.name} {each.version}" for each in found.releases] == ["app 2.0.1", "core 2.0"]
    assert found.other == ("app",)


def test_builds_of_other_indexes_are_left_out(tmp_path: Path) -> None:
    for version in ("1.0", "1.1+cpu", "2.0", "2.0+cpu"):
        wheel(tmp_path, "app", version)
    assert [each.version for each in snapshot(tmp_path, "app>=1").releases("app")] == ["2.0", "1.0"]


def test_releases_below_0_1_count_as_minor_versions(tmp_path: Path) -> None:
    for version in ("0.0.1", "0.0.2", "0.0.2.post1", "0.0.3"):
        wheel(tmp_path, "app", version)
    known = snapshot(tmp_path, "app>=0.0.2")
    versions = [each.version for each in known.releases("app")]
    assert versions == ["0.0.3", "0.0.2.post1"]


def test_a_wheel_is_for_the_pythons_and_platforms_of_its_tags(tmp_path: Path) -> None:
    """A release with wheels for newer Pythons alone is none for an older one."""
    wheel(tmp_path, "fast", "2.0", tag=LINUX)
    wheel(tmp_path, "fast", "1.0", tag=LINUX.replace("cp312", "cp311"))
    known = snapshot(tmp_path, "fast")
    assert pulled(known, "fast", "3.12") == ["fast 2.0"]
    assert pulled(known, "fast", "3.11") == ["fast 1.0"]
    assert pulled(known, "fast", "3.13") == ["fast?"]
    assert pulled(known, "fast", "3.12", "linux/arm64") == ["fast?"]


def test_sizes_are_those_of_the_directory_and_of_compiled_sources(tmp_path: Path) -> None:
    wheel(tmp_path, "app", "2.0")
    known = snapshot(tmp_path, "app")
    (release,) = known.releases("app")
    found = release.wheel(0)
    assert found is not None
    assert found.download == (tmp_path / f"app-2.0-{PURE}.whl").stat().st_size
    assert (found.files, found.sources, found.source_bytes) == (3, 1, len("x = '2.0'\n"))
    assert release.correction != 1.0
