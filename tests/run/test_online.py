"""What ``check --online`` learns from a package index; none is asked here."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest

from dockwright import api
from dockwright.model.unknown import Unknown
from dockwright.packages.index.simple import IndexFile
from dockwright.run.online import with_index

if TYPE_CHECKING:
    from pathlib import Path

    from dockwright.packages.index.client import IndexClient
    from dockwright.report.result import CheckResult
    from dockwright.run.session import Session

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


@pytest.fixture(autouse=True)
def no_shared_material(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the variable of the tests away, of which the program says that it sets nothing."""
    monkeypatch.delenv("DOCKWRIGHT_SHARED", raising=False)


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


def write(root: Path, dockerfile: str = DOCKERFILE) -> None:
    (root / "Dockerfile").write_text(dockerfile)
    (root / "uv.lock").write_text(LOCK)
    (root / "pyproject.toml").write_text(
        '[project]\nname = "shop"\nversion = "0.1.0"\nrequires-python = ">=3.11"\n'
        'dependencies = ["oddity"]\n'
    )


def session_for(root: Path, index: Index, code: str, *, online: bool = True) -> Session:
    """Return a run that asks ``index``."""
    values = api.option_values({"select": [code], "cache": False, "online": online})
    session = api.open_session([str(root)], values, start=root)
    session._index = cast("IndexClient", index)
    return session


def asked(root: Path, index: Index) -> tuple[list[str], list[str]]:
    """Return what is added to the help of the finding, and the remarks."""
    write(root)
    session = session_for(root, index, "DW530")
    done = api.run(session)
    added = with_index(session, done, session.index)
    return list(added.values()), [each.text for each in done.remarks]


def yanked(
    root: Path, index: Index, dockerfile: str = DOCKERFILE, *, online: bool = True
) -> CheckResult:
    """Return what is found of yanked versions."""
    write(root, dockerfile)
    session = session_for(root, index, "DW545", online=online)
    session.want_fixes()
    return api.finish(session, api.run(session))


def test_the_newest_version_with_a_wheel_that_fits_is_told(tmp_path: Path) -> None:
    index = Index(wheel("1.0", "cp311"), wheel("1.4", "cp313"), wheel("1.10", "cp313"))
    added, remarks = asked(tmp_path, index)
    assert added == ["on the index, oddity 1.10 is the newest with a wheel that fits"]
    assert not remarks
    assert set(index.asked) == {"oddity"}


def test_versions_that_are_withdrawn_or_not_final_are_none(tmp_path: Path) -> None:
    index = Index(wheel("1.0", "cp311"), wheel("1.4", "cp313", "broken"), wheel("2.0rc1", "cp313"))
    assert asked(tmp_path, index)[0] == ["no version of oddity on the index has a wheel that fits"]


def test_a_yanked_version_that_a_lock_pins_is_a_finding_at_its_place(tmp_path: Path) -> None:
    index = Index(
        wheel("0.9", "cp313"),
        wheel("1.0", "cp311", "wrong\n metadata."),
        wheel("1.1", "cp311"),
        wheel("1.2", "cp313"),
        wheel("2.0", "cp313"),
    )
    (finding,) = yanked(tmp_path, index).diagnostics
    assert finding.message == "oddity 1.0 (uv.lock) was yanked from the index: wrong metadata"
    assert finding.help == "Take 1.2, the nearest version that was not yanked"
    (place,) = finding.related
    assert place.path == "uv.lock"
    assert not finding.fixes


def test_a_version_of_which_a_file_was_not_yanked_is_none(tmp_path: Path) -> None:
    half = Index(wheel("1.0", "cp311", "wrong"), wheel("1.0", "cp312"))
    assert not yanked(tmp_path, half).diagnostics


def test_without_online_nothing_is_asked(tmp_path: Path) -> None:
    index = Index(wheel("1.0", "cp311", "wrong"))
    assert not yanked(tmp_path, index, online=False).diagnostics
    assert not index.asked


def test_of_a_pin_in_the_dockerfile_the_version_is_rewritten(tmp_path: Path) -> None:
    index = Index(wheel("1.0", "cp313", ""), wheel("0.9", "cp313"), wheel("1.1", "cp313", "too"))
    install = "FROM python:3.13-slim\nRUN pip install 'oddity[x]==1.0' plain==1.0.1 -r other.txt\n"
    (finding,) = yanked(tmp_path, index, install).diagnostics
    assert finding.message == "oddity 1.0 was yanked from the index, without a reason"
    (fix,) = finding.fixes
    assert fix.applicability.value == "unsafe"
    (edit,) = fix.edits["Dockerfile"]
    assert (install[edit.span.start : edit.span.end], edit.text) == ("1.0", "0.9")


def test_of_a_file_of_requirements_the_line_is_told(tmp_path: Path) -> None:
    index = Index(wheel("1.0", "cp313", "bad"))
    (tmp_path / "requirements.txt").write_text("# what we need\noddity==1.0\n")
    install = (
        "FROM python:3.13-slim\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n"
    )
    (finding,) = yanked(tmp_path, index, install).diagnostics
    assert finding.message == "oddity 1.0 (requirements.txt:2) was yanked from the index: bad"
    assert finding.help == "The index has no version that was not yanked and installs here"
    assert [each.path for each in finding.related] == ["requirements.txt"]


def test_comments_suppress_it_and_are_not_called_unused_without_online(tmp_path: Path) -> None:
    index = Index(wheel("1.0", "cp313", "bad"))
    install = "FROM python:3.13-slim\n# dockwright: ignore=DW545\nRUN pip install oddity==1.0\n"
    assert not yanked(tmp_path, index, install).diagnostics
    write(tmp_path, install)
    values = api.option_values({"select": ["DW545", "DW008"], "cache": False})
    session = api.open_session([str(tmp_path)], values, start=tmp_path)
    assert not api.run(session).outcomes[0].diagnostics


def test_an_index_that_does_not_answer_leaves_it_unknown(tmp_path: Path) -> None:
    added, remarks = asked(tmp_path, Index(unknown="no route"))
    assert added == ["the index could not be asked about oddity: no route"]
    assert remarks == [
        "whether pinned versions were yanked is not known of 1 of 1 packages: no route"
    ]
