"""``fix``: what is written where, what standard output holds, and the exit status."""

from __future__ import annotations

import io
import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest

from dockwright.cli import main
from dockwright.report.schema import fix_schema

if TYPE_CHECKING:
    from collections.abc import Callable

    Ran = tuple[int, str, str]

PIP = "FROM python:3.13-slim\nRUN pip install matplotlib\n"
PIP_FIXED = "FROM python:3.13-slim\nRUN pip install --no-cache-dir matplotlib\n"
SECRET = "FROM python:3.13-slim\nARG API_TOKEN\nRUN ./fetch --token $API_TOKEN\n"
AWKWARD = b'\xef\xbb\xbfFROM python:3.13-slim\r\nLABEL a="\xff"\r\nRUN pip install matplotlib'
AWKWARD_FIXED = AWKWARD.replace(b"install", b"install --no-cache-dir")


@pytest.fixture
def fix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Callable[..., Ran]:
    """Run ``fix`` in an empty directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    for name in [name for name in os.environ if name.startswith("DOCKWRIGHT_")]:
        monkeypatch.delenv(name)

    def run(*arguments: str) -> Ran:
        status = main(["fix", *arguments])
        out, err = capfdbinary.readouterr()
        return status, out.decode(errors="surrogateescape"), err.decode()

    return run


def feed(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def test_a_repaired_file_is_written_and_told(fix: Callable[..., Ran]) -> None:
    Path("Dockerfile").write_text(PIP)
    status, out, err = fix()
    assert Path("Dockerfile").read_text() == PIP_FIXED
    assert status == 0
    assert out == (
        "Dockerfile: 1 finding repaired\n"
        "  line 2: Tell pip to keep no cache: `--no-cache-dir` [DW301 pip-cache-in-layer]\n"
        "\n1 finding repaired, 0 left.\n"
    )
    assert err == ""
    assert fix() == (0, "0 findings repaired, 0 left.\n", "")


def test_what_remains_has_a_reason_and_decides_the_status(fix: Callable[..., Ran]) -> None:
    Path("Dockerfile").write_text(PIP + "ENV KEY=$MISSING\nADD http://example.org/a /a\n")
    status, out, _ = fix("--select", "DW107,DW301")
    assert status == 1
    assert "What remains, and why:\n  Dockerfile:3:" in out
    assert "[DW107 undefined-variable]: " in out
    assert out.endswith("1 finding repaired, 1 left.\n")
    assert fix("--select", "DW107", "--fail-on", "error")[0] == 0
    assert fix("--select", "DW107", "--fail-on", "never")[0] == 0


def test_unsafe_fixes_are_told_and_wait_to_be_asked_for(fix: Callable[..., Ran]) -> None:
    Path("Dockerfile").write_text(SECRET)
    status, out, _ = fix("--select", "DW401")
    assert status == 1
    assert "--unsafe would: Mount it for the RUNs that read it" in out
    assert out.endswith("0 findings repaired, 1 left, 1 of them within reach of --unsafe.\n")
    assert Path("Dockerfile").read_text() == SECRET
    status, out, _ = fix("--select", "DW401", "--unsafe")
    assert status == 0
    assert "(unsafe) [DW401 secret-in-arg-or-env]" in out
    assert "--mount=type=secret" in Path("Dockerfile").read_text()


@pytest.mark.parametrize("data", [PIP.encode(), AWKWARD, PIP.replace("\n", "\r\n").encode()])
def test_patch_makes_of_a_diff_what_fix_writes(fix: Callable[..., Ran], data: bytes) -> None:
    patch = shutil.which("patch")
    if patch is None:
        pytest.skip("there is no program patch")
    for folder in ("a", "with blanks", "b/c"):
        Path(folder).mkdir(parents=True)
        Path(folder, "Dockerfile").write_bytes(data)
    status, out, err = fix("--diff")
    assert status == 0
    assert err.startswith("dockwright: 3 findings repaired here, ")
    assert Path("a/Dockerfile").read_bytes() == data
    diff = out.encode(errors="surrogateescape")
    subprocess.run([patch, "-p1", "--binary"], input=diff, check=True, stdout=subprocess.DEVNULL)
    patched = {path: path.read_bytes() for path in Path().rglob("Dockerfile")}
    assert len(patched) == 3
    for path in patched:
        path.write_bytes(data)
    fix()
    assert {path: path.read_bytes() for path in Path().rglob("Dockerfile")} == patched
    assert b"--no-cache-dir" in patched[Path("a/Dockerfile")]


def test_check_writes_nothing_and_is_1_where_anything_would_change(
    fix: Callable[..., Ran],
) -> None:
    Path("Dockerfile").write_text(PIP)
    status, out, _ = fix("--check")
    assert status == 1
    assert "1 finding would be repaired" in out
    assert Path("Dockerfile").read_text() == PIP
    assert fix("--check", "--diff")[0] == 1
    assert Path("Dockerfile").read_text() == PIP
    fix()
    assert fix("--check")[0] == 0


def test_check_looks_at_changes_and_not_at_what_remains(fix: Callable[..., Ran]) -> None:
    Path("Dockerfile").write_text("FROM python:3.13-slim\nENV KEY=$MISSING\n")
    assert fix("--select", "DW107")[0] == 1
    assert fix("--select", "DW107", "--check")[0] == 0


@pytest.mark.parametrize(
    ("data", "fixed"), [(PIP.encode(), PIP_FIXED.encode()), (AWKWARD, AWKWARD_FIXED), (b"", b"")]
)
def test_standard_input_goes_repaired_to_standard_output(
    fix: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, data: bytes, fixed: bytes
) -> None:
    feed(monkeypatch, data)
    _, out, err = fix("-")
    assert out.encode(errors="surrogateescape") == fixed
    assert " left" in err
    assert list(Path().iterdir()) == []
    feed(monkeypatch, data)
    assert fix("-q", "-")[1].encode(errors="surrogateescape") == fixed


def test_standard_input_is_checked_as_the_file_it_is_said_to_be(
    fix: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("sub").mkdir()
    Path("sub/dockwright.toml").write_text('ignore = ["DW301"]\n')
    feed(monkeypatch, PIP.encode())
    assert fix("--stdin-filename", "sub/Dockerfile", "-")[1] == PIP
    feed(monkeypatch, PIP.encode())
    out = fix("--stdin-filename", "Dockerfile", "--diff", "-")[1]
    assert out.startswith("--- a/Dockerfile\n+++ b/Dockerfile\n")
    assert not Path("Dockerfile").exists()
    feed(monkeypatch, PIP.encode())
    assert fix("--check", "-")[0] == 1


def test_standard_input_stands_alone(
    fix: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("Dockerfile").write_text(PIP)
    feed(monkeypatch, PIP.encode())
    status, out, err = fix("-", "Dockerfile")
    assert (status, out) == (2, "")
    assert "stands alone" in err
    assert Path("Dockerfile").read_text() == PIP


def test_json_is_as_its_schema_says(fix: Callable[..., Ran]) -> None:
    Path("Dockerfile").write_text(PIP + "ENV KEY=$MISSING\n")
    Path("broken").mkdir()
    Path("broken/Dockerfile").write_bytes(AWKWARD)
    for arguments in ((), ("--diff",), ("--check", "--unsafe")):
        Path("Dockerfile").write_text(PIP + "ENV KEY=$MISSING\n")
        status, out, _ = fix("--format", "json", *arguments)
        told = json.loads(out)
        jsonschema.validate(told, fix_schema())
        assert status == 1
        assert told["schema"] == "dockwright.fix/1"
        (file,) = [each for each in told["files"] if each["path"] == "Dockerfile"]
        assert file["written"] is (not arguments)
        assert [each["code"] for each in file["applied"]] == ["DW301"]
        assert [each["code"] for each in file["remaining"]] == ["DW107"]
        assert all(each["reason"] for each in file["remaining"])
        assert "+RUN pip install --no-cache-dir matplotlib\n" in file["diff"]


def test_known_findings_are_left_alone_and_not_counted(fix: Callable[..., Ran]) -> None:
    text = PIP + "ENV KEY=$MISSING\n"
    Path("Dockerfile").write_text(text)
    quiet = ("--output", os.devnull)
    assert main(["check", "--write-baseline", "-q", *quiet]) == 0
    status, out, _ = fix("--baseline", "dockwright-baseline.json")
    assert (status, out) == (0, "0 findings repaired, 0 left.\n")
    assert Path("Dockerfile").read_text() == text
    more = text + "RUN pip install pandas\nENV OTHER=$ABSENT\n"
    Path("Dockerfile").write_text(more)
    status, out, _ = fix("--baseline", "dockwright-baseline.json")
    assert status == 1
    assert "1 finding repaired, 1 left" in out
    assert Path("Dockerfile").read_text() == more.replace(
        "install pandas", "install --no-cache-dir pandas"
    )


def test_a_baseline_is_written_of_what_remains(fix: Callable[..., Ran]) -> None:
    Path("Dockerfile").write_text(PIP + "ENV KEY=$MISSING\n")
    status, out, err = fix("--write-baseline")
    assert (status, Path("Dockerfile").read_text()) == (0, PIP_FIXED + "ENV KEY=$MISSING\n")
    assert "1 finding repaired, 0 left." in out
    assert "dockwright-baseline.json holds 1 finding now" in err
    assert main(["check", "--baseline", "dockwright-baseline.json"]) == 0
    for other in ("--diff", "--check"):
        status, _, err = fix("--write-baseline", other)
        assert status == 2
        assert "--write-baseline" in err


def test_only_files_that_changed_are_repaired(fix: Callable[..., Ran]) -> None:
    for folder in ("old", "new"):
        Path(folder).mkdir()
        Path(folder, "Dockerfile").write_text(PIP)
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "x"]):
        who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        subprocess.run(["git", *who, *words], check=True)
    Path("new/Dockerfile").write_text(PIP + "# more\n")
    assert fix("--since", "HEAD")[0] == 0
    assert Path("old/Dockerfile").read_text() == PIP
    assert Path("new/Dockerfile").read_text() == PIP_FIXED + "# more\n"


def test_a_link_is_written_through_and_the_mode_stays(fix: Callable[..., Ran]) -> None:
    Path("real").mkdir()
    Path("real/Dockerfile").write_text(PIP)
    Path("real/Dockerfile").chmod(0o640)
    Path("Dockerfile").symlink_to("real/Dockerfile")
    assert fix("Dockerfile")[0] == 0
    assert Path("Dockerfile").is_symlink()
    assert Path("real/Dockerfile").read_text() == PIP_FIXED
    assert Path("real/Dockerfile").stat().st_mode & 0o777 == 0o640
    Path("real/Dockerfile").write_text(PIP)
    assert fix()[0] == 0, "found under both names"
    assert Path("real/Dockerfile").read_text() == PIP_FIXED
    assert [path.name for path in Path("real").iterdir()] == ["Dockerfile"]


def test_a_file_that_cannot_be_written_does_not_keep_the_others(
    fix: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("a", "b", "c"):
        Path(folder).mkdir()
        Path(folder, "Dockerfile").write_text(PIP)
    allowed = os.access
    monkeypatch.setattr(
        os, "access", lambda path, mode: "/b/" not in str(path) and allowed(path, mode)
    )
    status, out, err = fix()
    assert status == 2
    assert err == "dockwright: b/Dockerfile is left as it was: it is read-only\n"
    assert "b/Dockerfile" not in out
    assert out.endswith("2 findings repaired, 0 left, 1 file not written.\n")
    assert Path("a/Dockerfile").read_text() == Path("c/Dockerfile").read_text() == PIP_FIXED
    assert Path("b/Dockerfile").read_text() == PIP
    told = json.loads(fix("--format", "json", "b")[1])
    assert told["files"][0]["written"] is False
    jsonschema.validate(told, fix_schema())


def test_pick_needs_a_terminal(fix: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    Path("Dockerfile").write_text(PIP)
    feed(monkeypatch, b"y\n")
    status, out, err = fix("--pick")
    assert (status, out) == (2, "")
    assert "--pick asks on a terminal" in err
    assert Path("Dockerfile").read_text() == PIP


class Terminal:
    """The program on a terminal of its own."""

    def __init__(self, *arguments: str) -> None:
        self.pid, self.descriptor = pty.fork()
        if self.pid == 0:
            # A shell that runs the tests in the background has them ignore interrupts.
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            words = [sys.executable, "-m", "dockwright", "fix", "--no-color", *arguments]
            os.execv(sys.executable, words)
        self.said = ""

    def wait_for(self, text: str) -> None:
        end = time.monotonic() + 60
        while text not in self.said:
            assert time.monotonic() < end, self.said
            try:
                self.said += os.read(self.descriptor, 4096).decode()
            except OSError:
                assert text in self.said
                return

    def answer(self, text: str) -> None:
        self.wait_for("[q]uit: ")
        self.said = ""
        os.write(self.descriptor, text.encode())

    def status(self) -> int:
        try:
            while data := os.read(self.descriptor, 4096):
                self.said += data.decode()
        except OSError:  # the other side is closed
            pass
        os.close(self.descriptor)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


MANY = PIP + "RUN pip install pandas\nRUN pip install scipy\nRUN pip install scikit-learn\n"


@pytest.mark.usefixtures("fix")
@pytest.mark.parametrize(
    ("answers", "repaired"),
    [
        ("ynyn", {"matplotlib", "scipy"}),
        ("na", {"pandas", "scipy", "scikit-learn"}),
        ("yq", {"matplotlib"}),
        ("q", set()),
        ("?ya", {"matplotlib", "pandas", "scipy", "scikit-learn"}),
    ],
)
def test_pick_applies_what_it_is_told(answers: str, repaired: set[str]) -> None:
    Path("Dockerfile").write_text(MANY)
    terminal = Terminal("--pick", "--select", "DW301", "--fail-on", "never")
    for answer in answers:
        terminal.answer(f"{answer}\n")
    assert terminal.status() == 0
    text = Path("Dockerfile").read_text()
    names = {"matplotlib", "pandas", "scipy", "scikit-learn"}
    assert {name for name in names if f"--no-cache-dir {name}\n" in text} == repaired
    assert ("left out: Tell pip" in terminal.said) is (len(repaired) < 4)


@pytest.mark.usefixtures("fix")
def test_an_interrupt_while_picking_changes_nothing() -> None:
    Path("Dockerfile").write_text(MANY)
    terminal = Terminal("--pick")
    terminal.answer("y\n")
    terminal.answer("\x03")
    assert terminal.status() == 130
    assert "interrupted: each file is as it was, or repaired whole" in terminal.said
    assert Path("Dockerfile").read_text() == MANY
    assert [path.name for path in Path().iterdir()] == ["Dockerfile"]
