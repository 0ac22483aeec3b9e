"""What Git leaves out is known from the ignore files between a file and its repository's root."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dockwright import api
from dockwright.model.project import Project
from dockwright.model.repository import is_kept_by_git

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/HEAD").write_text("ref: refs/heads/main\n")
    (tmp_path / "conf").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("patterns", "kept"),
    [
        ("", True),
        ("*.conf", False),
        ("/conf/", False),
        ("conf/site.conf", False),
        ("/site.conf", True),
        ("*.conf\n!site.conf", True),
    ],
)
def test_patterns_of_the_root_count(repository: Path, patterns: str, kept: bool) -> None:
    (repository / ".gitignore").write_text(patterns)
    assert is_kept_by_git(str(repository / "conf/site.conf"), Project()) is kept


def test_a_nearer_file_goes_before_the_root(repository: Path) -> None:
    (repository / ".gitignore").write_text("*.conf")
    (repository / "conf/.gitignore").write_text("!site.conf")
    assert is_kept_by_git(str(repository / "conf/site.conf"), Project()) is True
    assert is_kept_by_git(str(repository / "conf/other.conf"), Project()) is False


def test_outside_of_a_repository_nothing_is_known(tmp_path: Path) -> None:
    assert is_kept_by_git(str(tmp_path / "site.conf"), Project()) is None


@pytest.mark.parametrize(("patterns", "found"), [("", 1), ("*.conf", 0)])
def test_a_missing_mount_is_told_unless_it_is_left_out(
    repository: Path, patterns: str, found: int
) -> None:
    (repository / ".gitignore").write_text(patterns)
    (repository / "conf/readme").touch()
    (repository / "compose.yaml").write_text(
        "services:\n  web:\n    image: nginx:1.27.3\n    volumes:\n"
        "      - ./conf/site.conf:/etc/nginx/site.conf\n"
        "      - ./made/site.conf:/etc/nginx/made.conf\n"
    )
    codes = [each.code for each in api.check([str(repository)]).diagnostics]
    assert codes.count("DW724") == found


@pytest.mark.parametrize(
    ("patterns", "there", "found"),
    [("", "readme", 1), ("*.env", "readme", 0), ("*.env", "wbe.env", 0), ("", "web.env.dist", 0)],
)
def test_a_missing_file_of_variables_is_told_unless_it_is_left_out(
    repository: Path, patterns: str, there: str, found: int
) -> None:
    (repository / ".gitignore").write_text(patterns)
    (repository / there).touch()
    (repository / "compose.yaml").write_text(
        "services:\n  web:\n    image: nginx:1.27.3\n    env_file: web.env\n"
    )
    codes = [each.code for each in api.check([str(repository)]).diagnostics]
    assert codes.count("DW743") == found
