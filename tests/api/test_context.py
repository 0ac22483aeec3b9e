"""What a check reads besides its file: found from anywhere, and noticed when it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright import api

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_the_ignore_file_of_a_dockerfile_is_found_from_any_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, elsewhere = tmp_path / "project", tmp_path / "elsewhere"
    project.mkdir()
    elsewhere.mkdir()
    (project / "Dockerfile").write_text("FROM scratch\nCOPY data.txt /\n")
    (project / "Dockerfile.dockerignore").write_text("data.txt\n")
    (project / "data.txt").write_text("")
    monkeypatch.chdir(elsewhere)
    result = api.check(["Dockerfile"], start=project, cache=False, select=["DW801"])
    assert [found.code for found in result.diagnostics] == ["DW801"]


def test_a_link_that_points_elsewhere_makes_a_stored_result_stale(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    for name in ("one", "two"):
        (project / name).mkdir()
    (project / "one" / "app.py").write_text("")
    (project / ".dockerignore").write_text("current/app.py\n!other\n")
    (project / "Dockerfile").write_text("FROM scratch\nCOPY current/app.py /\n")
    (project / "current").symlink_to("one")

    def codes() -> list[str]:
        result = api.check(
            ["Dockerfile"], start=project, cache_dir=tmp_path / "cache", select=["DW801"]
        )
        return [found.code for found in result.diagnostics]

    assert codes() == []
    assert codes() == []
    (project / "current").unlink()
    (project / "current").symlink_to("two")
    assert codes() == ["DW801"]
