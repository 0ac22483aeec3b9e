"""What checks of every kind of file share: paths as people see them, and derived values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dockwright.model.document import shown_from
from dockwright.model.project import Project

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("path", "own", "shown", "wanted"),
    [
        ("/srv/app/compose.yaml", "/srv/app/compose.yaml", "compose.yaml", "compose.yaml"),
        ("/srv/app/Dockerfile", "/srv/app/compose.yaml", "compose.yaml", "Dockerfile"),
        (
            "/srv/app/web/Dockerfile",
            "/srv/app/compose.yaml",
            "app/compose.yaml",
            "app/web/Dockerfile",
        ),
        ("/srv/lib/Dockerfile", "/srv/app/compose.yaml", "app/compose.yaml", "lib/Dockerfile"),
        ("/srv/lib/Dockerfile", "/srv/app/compose.yaml", "compose.yaml", "../lib/Dockerfile"),
        ("/srv/lib/Dockerfile", "/srv/app/c.yaml", "/srv/app/c.yaml", "/srv/lib/Dockerfile"),
    ],
)
def test_a_further_file_is_shown_from_where_the_checked_one_is(
    path: str, own: str, shown: str, wanted: str
) -> None:
    assert shown_from(path, own, shown) == wanted


def test_a_derived_value_is_made_once_and_its_inputs_count_for_every_check(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    (tmp_path / "b").write_text("2")
    project = Project()
    made: list[int] = []

    def make() -> int:
        made.append(1)
        value = project.read(str(tmp_path / "a"))
        assert isinstance(value, bytes)
        return int(value)

    for _ in range(2):
        project.begin()
        project.read(str(tmp_path / "b"))
        assert project.remembered("key", make) == 1
        assert [each.name for each in project.inputs] == [
            str(tmp_path / "a"),
            str(tmp_path / "b"),
        ]
    assert made == [1]


def test_a_replaced_file_makes_derived_values_anew(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    project = Project()

    def make() -> object:
        return project.read(str(tmp_path / "a"))

    assert project.remembered("key", make) == b"1"
    project.replace(str(tmp_path / "a"), b"2")
    assert project.remembered("key", make) == b"2"


def test_what_a_failing_maker_asked_for_is_not_lost_to_the_check_around_it(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    project = Project()

    def make() -> None:
        project.read(str(tmp_path / "a"))
        raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        project.remembered("key", make)
    assert [each.name for each in project.inputs] == [str(tmp_path / "a")]
