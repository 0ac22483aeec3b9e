"""What ``check --online`` learns from a package index; none is asked here."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from dockwright import api
from dockwright.model.unknown import Unknown
from dockwright.packages.index.simple import IndexFile
from dockwright.run.online import with_index

if TYPE_CHECKING:
    from pathlib import Path

    from dockwright.packages.index.client import IndexClient

LOCK = """version = 1
requires-python = ">=3.11"

[[package]]
name = "oddity"
version = "1.0"
source = { registry = "https://index.example/simple" }
wheels = [
    { url = "https://index.example/oddity-1.0-cp311-cp311-manylinux_2_17_x86_64.whl" },
]

[[package]]
name = "shop"
version = "0.1.0"
source = { virtual = "." }
dependencies = [{ name = "oddity" }]
"""
DOCKERFILE = (
    "FROM python:3.13-slim\nCOPY --from=ghcr.io/astral-sh/uv:0.9.5 /uv /bin/uv\n"
    "COPY . .\nRUN uv sync --locked\n"
)


class Index:
    """Answers as an index would."""

    def __init__(self, *files: IndexFile, unknown: str = "") -> None:
        self.answer = Unknown(unknown) if unknown else files
        self.asked: list[str] = []

    def files(self, name: str) -> tuple[IndexFile, ...] | Unknown:
        self.asked.append(name)
        return self.answer


def wheel(version: str, tag: str, yanked: str | None = None) -> IndexFile:
    name = f"oddity-{version}-{tag}-{tag}-manylinux_2_17_x86_64.whl"
    return IndexFile(name, f"https://index.example/{name}", yanked=yanked)


def asked(root: Path, index: Index) -> tuple[list[str], list[str]]:
    """Return what is added to the help of the finding, and the remarks."""
    (root / "Dockerfile").write_text(DOCKERFILE)
    (root / "uv.lock").write_text(LOCK)
    (root / "pyproject.toml").write_text(
        '[project]\nname = "shop"\nversion = "0.1.0"\nrequires-python = ">=3.11"\n'
        'dependencies = ["oddity"]\n'
    )
    values = api.option_values({"select": ["DW530"], "cache": False})
    session = api.open_session([str(root)], values, start=root)
    added, remarks = with_index(session, api.run(session), cast("IndexClient", index))
    return list(added.values()), remarks


def test_the_newest_version_with_a_wheel_that_fits_is_told(tmp_path: Path) -> None:
    index = Index(wheel("1.0", "cp311"), wheel("1.4", "cp313"), wheel("1.10", "cp313"))
    added, remarks = asked(tmp_path, index)
    assert added == ["on the index, oddity 1.10 is the newest with a wheel that fits"]
    assert not remarks
    assert index.asked == ["oddity"]


def test_versions_that_are_withdrawn_or_not_final_are_none(tmp_path: Path) -> None:
    index = Index(wheel("1.0", "cp311"), wheel("1.4", "cp313", "broken"), wheel("2.0rc1", "cp313"))
    assert asked(tmp_path, index)[0] == ["no version of oddity on the index has a wheel that fits"]


def test_a_withdrawn_version_that_is_pinned_is_remarked(tmp_path: Path) -> None:
    index = Index(wheel("1.0", "cp311", "wrong metadata"), wheel("1.1", "cp311"))
    assert asked(tmp_path, index)[1] == [
        "uv.lock pins oddity 1.0, which the index has withdrawn (wrong metadata)"
    ]
    half = Index(wheel("1.0", "cp311", "wrong"), wheel("1.0", "cp312"))
    assert asked(tmp_path, half)[1] == []


def test_an_index_that_does_not_answer_leaves_it_unknown(tmp_path: Path) -> None:
    added, remarks = asked(tmp_path, Index(unknown="no route"))
    assert added == ["the index could not be asked about oddity: no route"]
    assert remarks == [
        "whether uv.lock pins withdrawn versions is not known of 1 of 1 packages: no route"
    ]
