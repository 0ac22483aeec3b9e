"""Fixes that change or make a further file: shown, written with the Dockerfile or not at all."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from dockwright import api
from dockwright.cli import main
from dockwright.fixes.repair import Repair
from dockwright.model.instructions import Run
from dockwright.text import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from dockwright.fixes.repair import Refusal, RepairContext
    from dockwright.rules.diagnostic import Fix

COPIES = "FROM python:3.13-slim\nCOPY app.py /app/\nUSER 10001\n"


def place(folder: Path, ignore: str, *names: str, dockerfile: str = COPIES) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "Dockerfile").write_text(dockerfile)
    (folder / ".dockerignore").write_bytes(ignore.encode())
    for name in ("app.py", *names):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("")


def fix(start: Path, *paths: str, write: bool = True) -> api.FixResult:
    return api.fix(paths or ["Dockerfile"], start=start, unsafe=True, write=write, select=["DW801"])


@pytest.mark.parametrize(
    ("ignore", "names", "expected"),
    [
        pytest.param("*.log\napp.py\n", (), "*.log\n", id="its own pattern goes"),
        pytest.param("*.py\n", ("b.py",), "*.py\n!app.py\n", id="a broad one stays"),
        pytest.param("*.py", ("b.py",), "*.py\n!app.py", id="no newline at the end"),
        pytest.param("*.py\r\nx\r\n", ("b.py",), "*.py\r\n!app.py\r\nx\r\n", id="CRLF"),
        pytest.param(
            "*.py\n**/a*\n", ("b.py", "abc"), "*.py\n**/a*\n!app.py\n", id="ignored twice"
        ),
    ],
)
def test_the_build_gets_the_file_and_nothing_else(
    ignore: str, names: tuple[str, ...], expected: str, tmp_path: Path
) -> None:
    place(tmp_path, ignore, *names)
    done = fix(tmp_path)
    assert not done.defects
    assert (tmp_path / ".dockerignore").read_bytes().decode() == expected
    assert (tmp_path / "Dockerfile").read_text() == COPIES
    assert not fix(tmp_path).files[0].is_changed


def test_a_folder_comes_without_what_other_patterns_keep_out(tmp_path: Path) -> None:
    copies = COPIES.replace("app.py", "src")
    place(tmp_path, "**/*.pyc\nsr*\n", "src/a.py", "src/a.pyc", dockerfile=copies)
    fix(tmp_path)
    # `!src` behind would bring a.pyc back; without `sr*` it stays out.
    assert (tmp_path / ".dockerignore").read_text() == "**/*.pyc\n"


@pytest.mark.parametrize(
    ("name", "ignore"), [("id_rsa", "id_*\n"), (".env", ".env\n"), ("[a].py", "*.py\n")]
)
def test_what_is_kept_out_for_a_reason_stays_out(name: str, ignore: str, tmp_path: Path) -> None:
    place(tmp_path, ignore, dockerfile=f'FROM python:3.13-slim\nCOPY ["{name}", "/app/"]\n')
    done = fix(tmp_path)
    assert not done.files[0].is_changed
    assert all(each.refusal for each in done.files[0].repair.remaining)


def test_an_ignore_file_of_two_dockerfiles_gets_both_changes(tmp_path: Path) -> None:
    place(tmp_path, "*.py\n", "b.py", "c.py")
    (tmp_path / "gpu.Dockerfile").write_text(COPIES.replace("app.py", "b.py"))
    done = fix(tmp_path, ".")
    assert not done.defects
    lines = (tmp_path / ".dockerignore").read_text().splitlines()
    assert lines[0] == "*.py"
    assert set(lines[1:]) == {"!app.py", "!b.py"}


def test_a_diff_shows_the_further_file_by_its_path_from_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place(tmp_path / "svc", "*.py\n", "b.py")
    monkeypatch.chdir(tmp_path)
    main(["fix", "--diff", "--unsafe", "--select", "DW801", "svc"])
    said = capsys.readouterr().out
    assert "--- a/svc/.dockerignore\n+++ b/svc/.dockerignore\n" in said
    assert "+!app.py\n" in said
    assert (tmp_path / "svc" / ".dockerignore").read_text() == "*.py\n"


def test_check_counts_a_further_file_as_a_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place(tmp_path, "*.py\n", "b.py")
    monkeypatch.chdir(tmp_path)
    command = ["fix", "--check", "--unsafe", "--select", "DW801", "."]
    assert main(command) == 1
    assert (tmp_path / ".dockerignore").read_text() == "*.py\n"


class Terminal(io.StringIO):
    """A terminal on which somebody types."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("answer", "expected"), [("y", "*.py\n!app.py\n"), ("n", "*.py\n")])
def test_asking_shows_the_further_file(
    answer: str,
    expected: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    place(tmp_path, "*.py\n", "b.py")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", Terminal(f"{answer}\n"))
    main(["fix", "--pick", "--unsafe", "--select", "DW801", "."])
    assert "+++ b/.dockerignore" in capsys.readouterr().err
    assert (tmp_path / ".dockerignore").read_text() == expected


def test_asking_shows_the_further_file_as_it_is_by_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".dockerignore").write_text("x.txt\n*.cfg\n")
    for name in ("x.txt", "a.cfg"):
        (tmp_path / name).touch()
    (tmp_path / "Dockerfile").write_text("FROM alpine\nCOPY x.txt /\n")
    (tmp_path / "Dockerfile.two").write_text("FROM alpine\nCOPY a.cfg /\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", Terminal("y\ny\n"))
    main(["fix", "--pick", "--unsafe", "--select", "DW801", "."])
    assert " *.cfg\n+!a.cfg\n" in capsys.readouterr().err
    assert (tmp_path / ".dockerignore").read_text() == "*.cfg\n!a.cfg\n"


def test_from_standard_input_no_other_file_changes(tmp_path: Path) -> None:
    place(tmp_path, "*.py\n", "b.py")
    done = api.fix(["-"], start=tmp_path, stdin=COPIES.encode(), unsafe=True, select=["DW801"])
    assert not done.files[0].repair.others
    assert not done.files[0].repair.applied


def making(path: str) -> Repair[Run]:
    """A repair that makes a file beside the Dockerfile, and uses it."""

    def make(run: Run, ctx: RepairContext) -> Iterator[Fix | Refusal]:
        end = run.span.end
        yield ctx.fix(
            "Keep the options in a file",
            [Edit(Span(end, end), " --no-cache-dir")],
            others={path: [Edit(Span(0, 0), "[global]\n")]},
        )

    return Repair("DW301", Run, frozenset({"run"}), make)


INSTALLS = "FROM python:3.13-slim\nRUN pip install matplotlib\n"


def test_a_file_that_is_not_there_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "Dockerfile").write_text(INSTALLS)
    monkeypatch.setattr("dockwright.fixes.attach.load_repair", lambda _: making("pip.conf"))
    shown = api.fix(["Dockerfile"], start=tmp_path, select=["DW301"])
    from dockwright.report.repaired import diffs_of

    assert "--- /dev/null\n+++ b/pip.conf\n" in diffs_of(shown.files[0])
    assert not (tmp_path / "pip.conf").exists()
    api.fix(["Dockerfile"], start=tmp_path, select=["DW301"], write=True)
    assert (tmp_path / "pip.conf").read_text() == "[global]\n"
    assert (tmp_path / "Dockerfile").read_text().endswith("matplotlib --no-cache-dir\n")


def test_neither_is_written_where_one_cannot_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "Dockerfile").write_text(INSTALLS)
    monkeypatch.setattr("dockwright.fixes.attach.load_repair", lambda _: making("no/pip.conf"))
    result = api.fix(["Dockerfile"], start=tmp_path, select=["DW301"], write=True)
    assert result.failed_paths == ("Dockerfile",)
    assert result.files[0].unwritten.startswith("no/pip.conf cannot be replaced: ")
    assert (tmp_path / "Dockerfile").read_text() == INSTALLS
    assert [each.name for each in tmp_path.iterdir()] == ["Dockerfile"]
