"""Repairing many files: what they share, what one of them changes besides, and what is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dockwright import api
from dockwright.fixes.repair import Refusal, Repair, RepairContext
from dockwright.model.instructions import Run
from dockwright.text import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

    from dockwright.report.repaired import FixResult
    from dockwright.rules.diagnostic import Fix

PIP = "FROM python:3.13-slim\nRUN pip install matplotlib\n"
PIP_FIXED = "FROM python:3.13-slim\nRUN pip install --no-cache-dir matplotlib\n"


def fix(folder: Path, **how: Any) -> FixResult:
    return api.fix(["."], start=folder, **how)


@pytest.fixture
def shared_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the repair of DW301 change a further file too."""

    def make(run: Run, ctx: RepairContext) -> Iterator[Fix | Refusal]:
        at = run.node.text_span.start + len("pip install")
        yield ctx.fix(
            "Mend both",
            (Edit(Span(at, at), " --no-cache-dir"),),
            others={"shared.txt": (Edit(Span(0, 0), f"{ctx.dockerfile.source.path}\n"),)},
        )

    mend = Repair("DW301", Run, frozenset({"run"}), make)
    monkeypatch.setattr(
        "dockwright.fixes.attach.load_repair", lambda code: mend if code == "DW301" else None
    )


def folders(place: Path, number: int) -> list[Path]:
    made = [place / f"{index:02d}" / "Dockerfile" for index in range(number)]
    for path in made:
        path.parent.mkdir()
        path.write_text(PIP)
    return made


@pytest.mark.usefixtures("shared_file")
@pytest.mark.parametrize("number", [2, 14])
@pytest.mark.parametrize("before", [None, "old\n"])
def test_dockerfiles_that_change_one_further_file_build_on_each_other(
    tmp_path: Path, number: int, before: str | None
) -> None:
    files = folders(tmp_path, number)
    if before is not None:
        (tmp_path / "shared.txt").write_text(before)
    result = fix(tmp_path, select=["DW301"], write=True, jobs=2)
    assert not result.defects
    assert not result.failed_paths
    assert {file.read_text() for file in files} == {PIP_FIXED}
    lines = [f"{file.relative_to(tmp_path)}\n" for file in reversed(files)]
    assert (tmp_path / "shared.txt").read_text() == "".join(lines) + (before or "")


@pytest.mark.usefixtures("shared_file")
def test_a_further_file_that_cannot_be_written_keeps_the_dockerfile(tmp_path: Path) -> None:
    (file,) = folders(tmp_path, 1)
    (tmp_path / "shared.txt").mkdir()
    (result,) = fix(tmp_path, select=["DW301"], write=True).files
    assert file.read_text() == PIP
    assert result.unwritten == "shared.txt cannot be replaced: is a directory"


@pytest.mark.parametrize("number", [1, 14])
def test_known_findings_stay_in_every_file(tmp_path: Path, number: int) -> None:
    files = folders(tmp_path, number)
    api.finish(
        session := api.open_session(["."], {"write-baseline": True}, tmp_path), api.run(session)
    )
    for file in files:
        file.write_text("# moved\n\n" + PIP + "RUN pip install pandas\n")
    result = fix(tmp_path, baseline="dockwright-baseline.json", write=True, jobs=2)
    fixed = "# moved\n\n" + PIP + "RUN pip install --no-cache-dir pandas\n"
    assert {file.read_text() for file in files} == {fixed}
    assert [each.repair.remaining for each in result.files] == [()] * number


def test_a_library_call_writes_only_where_it_is_told_to(tmp_path: Path) -> None:
    (file,) = folders(tmp_path, 1)
    (result,) = fix(tmp_path).files
    assert result.repair.after.text == PIP_FIXED
    assert file.read_text() == PIP
    fix(tmp_path, write=True)
    assert file.read_text() == PIP_FIXED


def test_a_file_that_changes_meanwhile_is_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = folders(tmp_path, 2)
    write = "dockwright.run.write.write_together"
    from dockwright.run.write import write_together

    def edited_first(changes: Any) -> None:
        other.write_text("FROM scratch\n")
        write_together(changes)

    monkeypatch.setattr(write, edited_first)
    result = fix(tmp_path, write=True)
    assert one.read_text() == PIP_FIXED
    assert other.read_text() == "FROM scratch\n"
    assert result.failed_paths == ("01/Dockerfile",)
    (told,) = result.remarks
    assert told.startswith(
        "01/Dockerfile is left as it was: it changed while it was being repaired"
    )


@pytest.mark.parametrize("jobs", [1, 2])
def test_files_that_are_passed_over_are_told_from_every_process(tmp_path: Path, jobs: int) -> None:
    for number in range(14):
        file = tmp_path / f"{number:02d}" / "templates" / "deployment.yaml"
        file.parent.mkdir(parents=True)
        file.write_text("apiVersion: apps/v1\nkind: Deployment\n{{- if .Values.on }}\n{{- end }}\n")
        (file.parent.parent / "Chart.yaml").write_text("apiVersion: v2\nname: chart\n")
    result = fix(tmp_path, jobs=jobs)
    assert not result.defects
    assert [each.status for each in result.statuses] == ["skipped"] * 14


def test_a_file_that_a_repair_of_another_changes_is_repaired_from_there(tmp_path: Path) -> None:
    (tmp_path / ".github/workflows").mkdir(parents=True)
    (tmp_path / ".github/workflows/a.yml").write_text(
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n"
        "      - uses: actions/checkout@v4\n"
        "      - uses: docker/build-push-action@v6\n"
        '        with: {context: ., build-args: "A_TOKEN=${{ secrets.A_TOKEN }}"}\n'
    )
    (tmp_path / "Dockerfile").write_text(
        "FROM python:3.13-slim\nUSER 10001\nARG A_TOKEN\n"
        "RUN pip install --no-cache-dir git+https://$A_TOKEN@code.example/a/b@abc\n"
    )
    how = {"select": ["DW936", "DW504"], "unsafe": True, "write": True}
    assert [len(each.repair.applied) for each in fix(tmp_path, **how).files] == [1, 1]
    assert not any(each.unwritten or each.is_changed for each in fix(tmp_path, **how).files)
    text = (tmp_path / "Dockerfile").read_text()
    assert "ARG" not in text
    assert text.endswith("USER 10001\n")
