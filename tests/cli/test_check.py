"""``check``: what is written where, and the exit status."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dockwright.cli import main
from dockwright.config.options import options_of

if TYPE_CHECKING:
    from collections.abc import Callable

    Program = Callable[..., tuple[int, list[str], list[str]]]

CLEAN, WARNS, FAILS = "FROM a\n", "FROM a\nRUN sudo x\n", "FROM a\nUSER root\n"


def write(name: str, text: str | bytes) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def test_nothing_found_is_0(program: Program) -> None:
    write("Dockerfile", CLEAN)
    assert program("check") == (0, ["text", "Dockerfile checked"], [])


def test_findings_are_1(program: Program) -> None:
    write("Dockerfile", WARNS)
    write("b/Dockerfile", FAILS)
    assert program("check", ".") == (
        1,
        [
            "text",
            "Dockerfile:2:5 warning DW101",
            "b/Dockerfile:2:6 error DW401",
            "Dockerfile checked",
            "b/Dockerfile checked",
        ],
        [],
    )


@pytest.mark.parametrize(
    ("text", "level", "status"),
    [
        (WARNS, "error", 0),
        (WARNS, "warning", 1),
        (WARNS, "info", 1),
        (FAILS, "error", 1),
        (FAILS, "never", 0),
        (CLEAN, "style", 0),
    ],
)
def test_fail_on_decides_what_is_1(program: Program, text: str, level: str, status: int) -> None:
    write("Dockerfile", text)
    assert program("check", "--fail-on", level)[0] == status
    write("dockwright.toml", f'fail-on = "{level}"\n')
    assert program("check")[0] == status


def test_rules_are_chosen_by_any_name(program: Program) -> None:
    write("Dockerfile", WARNS + "USER root\n")

    def codes(*flags: str) -> list[str]:
        return [line.split()[-1] for line in program("check", *flags)[1] if " DW" in line]

    assert codes() == ["DW101", "DW401"]
    assert codes("--select", "security") == ["DW401"]
    assert codes("--ignore=DL3004,root-user") == []
    assert codes("--ignore", "DL3004", "--ignore", "root-user") == []
    assert codes("--select", "DW1", "--extend-select", "DL3002") == ["DW101", "DW401"]


def test_severities_are_changed(program: Program) -> None:
    write("Dockerfile", WARNS)
    assert program("check", "--severity", "DL3004=info")[:2] == (
        0,
        ["text", "Dockerfile:2:5 info DW101", "Dockerfile checked"],
    )
    assert program("check", "--severity", "DL3004=off")[1] == ["text", "Dockerfile checked"]


def test_a_path_that_is_not_there_is_2_and_the_rest_is_checked(program: Program) -> None:
    write("Dockerfile", WARNS)
    status, out, err = program("check", "none", "Dockerfile")
    assert status == 2
    assert "Dockerfile:2:5 warning DW101" in out
    assert err == ["dockwright: none does not exist"]


def test_bad_files_get_one_line_each(program: Program) -> None:
    write("Dockerfile", CLEAN)
    write("Dockerfile.bin", b"\0\1")
    os.mkfifo("Dockerfile.pipe")
    write("empty/readme", "")
    status, out, err = program("check", ".", "empty")
    assert status == 0
    assert out[1:] == [
        "Dockerfile checked",
        "Dockerfile.bin unreadable",
        "Dockerfile.pipe unreadable",
    ]
    assert err == [
        "dockwright: empty holds no container file",
        "dockwright: Dockerfile.bin is binary: it holds NUL bytes",
        "dockwright: Dockerfile.pipe is a named pipe, not a file",
    ]
    assert program("check", "Dockerfile.pipe")[0] == 2
    assert program("check", "-q", "empty")[2] == []
    assert program("check", "-q", "none")[2] == ["dockwright: none does not exist"]


def test_verbose_tells_what_was_passed_over(program: Program) -> None:
    write("Dockerfile.j2", "FROM {{ x }}\n")
    assert program("check")[2] == ["dockwright: . holds no container file"]
    assert "is a template (.j2)" in program("check", "-v")[2][1]


def test_a_defect_of_ours_is_3(program: Program) -> None:
    write("Dockerfile", "crash\n")
    write("b/Dockerfile", WARNS)
    status, out, _ = program("check")
    assert status == 3
    assert "Dockerfile:1:1 error DW099" in out
    assert "b/Dockerfile:2:5 warning DW101" in out


def test_wrong_configuration_is_2_with_one_line_and_a_hint(program: Program) -> None:
    write("Dockerfile", CLEAN)
    write("dockwright.toml", 'ignor = ["DL3008"]\n')
    assert program("check") == (
        2,
        [],
        [
            "dockwright: dockwright.toml:1: unknown key 'ignor'",
            "dockwright: hint: did you mean 'ignore'?",
        ],
    )
    write("dockwright.toml", 'ignore = ["rot-user"]\n')
    assert program("check")[2] == [
        "dockwright: dockwright.toml:1: ignore names an unknown rule 'rot-user'",
        "dockwright: hint: did you mean 'root-user'?",
    ]


@pytest.mark.parametrize(
    ("arguments", "error", "hint"),
    [
        (["chek"], "unknown command 'chek'", "did you mean 'check'?"),
        (["check", "--selct", "x"], "unknown option --selct", "did you mean --select?"),
        (["check", "--fail-on", "loud"], "argument --fail-on: invalid choice: 'loud'", "--help"),
        (["check", "--jobs", "many"], "--jobs is a whole number from 0 on, not 'many'", ""),
        (["check", "--severity", "x"], "--severity takes NAME=VALUE, not 'x'", ""),
        (
            ["check", "--severity", "DL3004=loud"],
            "--severity of DL3004 is one of error, warning, info, style, off, not 'loud'",
            "",
        ),
        (["check", "--select", "DW777"], "command line: select names an unknown rule", "hint"),
        (["check", "--config", "none"], "configuration file none does not exist", ""),
        (["check", ""], "a path is empty", "`.`"),
        (["fix", "a", ""], "a path is empty", "`.`"),
        ([], "no command given", "check"),
        (["--nonsense"], "unknown option --nonsense", "--help"),
        (["check", "--ignore=--", "--"], "--ignore takes a value, and -- is none", ""),
        (["check", "--baseline=--"], "--baseline takes a value, and -- is none", ""),
        (["explain"], "the following arguments are required: NAME", "--help"),
        (["explain", "a", "b"], "explain takes one NAME, and 'b' is one too many", ""),
        (["rules", "extra"], "rules takes no arguments, and 'extra' is one too many", ""),
    ],
)
def test_wrong_usage_is_2(program: Program, arguments: list[str], error: str, hint: str) -> None:
    status, out, err = program(*arguments)
    assert (status, out) == (2, [])
    assert err[0].startswith(f"dockwright: {error}")
    assert hint in "\n".join(err[1:])
    assert len(err) <= 2


def test_a_baseline_is_written_and_then_passed_over(program: Program) -> None:
    write("Dockerfile", WARNS)
    name = "dockwright-baseline.json"
    assert program("check", "--write-baseline") == (
        0,
        ["text", "Dockerfile checked"],
        [f"dockwright: {name} holds 1 finding now, which --baseline {name} passes over"],
    )
    assert program("check", "--baseline", name) == (0, ["text", "Dockerfile checked"], [])
    write("Dockerfile", WARNS + "RUN sudo more\n")
    assert program("check", "--baseline", name)[0] == 1
    assert program("check", "--baseline", "a/b.json", "--write-baseline")[0] == 2
    assert program("check", "--baseline", "other.json", "--write-baseline")[0] == 0
    assert program("check", "--baseline", "other.json")[0] == 0


def test_standard_input_is_checked(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(WARNS.encode())))
    assert program("check", "-", "--stdin-filename", "x/Dockerfile")[1] == [
        "text",
        "x/Dockerfile:2:5 warning DW101",
        "x/Dockerfile checked",
    ]


def test_a_name_for_standard_input_alone_means_it(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("Dockerfile", WARNS)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(CLEAN.encode())))
    assert program("check", "--stdin-filename", "x/Dockerfile") == (
        0,
        ["text", "x/Dockerfile checked"],
        [],
    )
    status, out, err = program("check", "Dockerfile", "--stdin-filename", "x/Dockerfile")
    assert (status, out) == (2, [])
    assert "the paths do not hold -" in err[0]


def test_a_baseline_holds_wherever_the_program_is_started(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("a/Dockerfile", WARNS)
    assert program("check", "--write-baseline")[0] == 0
    monkeypatch.chdir("a")
    assert program("check", "--baseline", "../dockwright-baseline.json")[0] == 0
    assert program("check", "--write-baseline", "--baseline", "../other.json")[0] == 0
    monkeypatch.chdir("..")
    assert program("check", "--baseline", "other.json")[0] == 0


def test_who_selects_what_nothing_looks_for_is_told(program: Program) -> None:
    write("Dockerfile", WARNS)
    lacking = "is selected, and no rule of ours answers to it: nothing looks for what it finds"
    nothing = "dockwright: no rule is selected, so nothing is looked for"
    assert program("check", "--select", "DL3008") == (
        0,
        ["text", "Dockerfile checked"],
        [nothing, f"dockwright: command line: DL3008 {lacking}"],
    )
    assert program("check", "--ignore", "DL3008")[2] == []
    assert program("check", "--ignore", "ALL")[2] == [nothing]


def test_a_report_goes_to_a_file(program: Program) -> None:
    write("Dockerfile", CLEAN)
    assert program("check", "--format", "sarif", "--output", "out.txt") == (0, [], [])
    assert Path("out.txt").read_text() == "sarif\nDockerfile checked\n"
    status, _, err = program("check", "--output", "no/such/out.txt")
    assert status == 2
    assert err == [
        f"dockwright: {Path.cwd()}/no/such/out.txt cannot be written: no such file or directory"
    ]


def test_colours_are_for_terminals_and_for_those_who_force_them(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("Dockerfile", CLEAN)
    assert program("check")[1][0] == "text"
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert program("check")[1][0] == "text colour"
    assert program("check", "--no-color")[1][0] == "text"
    monkeypatch.setenv("NO_COLOR", "1")
    assert program("check")[1][0] == "text"


def test_build_arguments_without_a_value_take_it_from_the_environment(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dockwright.cli.parser import parse_arguments

    monkeypatch.setenv("FROM_ENV", "1")
    flags = ["--build-arg", "A=x=y,z", "--build-arg", "FROM_ENV", "--build-arg", "NOT_THERE_AT_ALL"]
    parsed = parse_arguments(["check", *flags])
    assert parsed.values == {"build-args": {"A": "x=y,z", "FROM_ENV": "1"}}
    assert program("check", *flags)[0] == 0


def test_control_characters_in_names_are_not_obeyed(program: Program) -> None:
    assert program("check", "a\x1b[31mb\nc")[2] == ["dockwright: a\\x1b[31mb\\nc does not exist"]


@pytest.mark.parametrize("command", ["check", "explain", "rules"])
def test_help_names_every_option(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    words = capsys.readouterr().out
    for option in options_of(command, "flag"):
        assert option.long_flag in words
    assert main(["--help"]) == 0
    assert command in capsys.readouterr().out


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("dockwright 0.")


def test_an_interrupt_is_130_and_quiet(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    write("Dockerfile", CLEAN)

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("dockwright.run.checker.check_file", interrupt)
    assert program("check") == (130, [], [])


def test_an_unforeseen_fault_is_3(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("x")

    monkeypatch.setattr("dockwright.api.render", fail)
    status, _, err = program("check")
    assert status == 3
    assert "dockwright: internal error: ZeroDivisionError: x" in err


def test_a_reader_that_goes_away_is_no_fault(root: Path) -> None:
    done = subprocess.run(
        f"{sys.executable} -m dockwright check --help | head -c 1",
        shell=True,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(root / "src")},
    )
    assert done.stderr == b""


HEAVY = [
    "asyncio",
    "concurrent.futures",
    "difflib",
    "importlib.metadata",
    "logging",
    "multiprocessing",
    "pathlib",
    "pathspec",
    "socket",
    "subprocess",
    "tomllib",
    "urllib",
    "yaml",
]


def test_nothing_heavy_is_imported_for_a_plain_run(root: Path, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(CLEAN)
    code = (
        "import sys\n"
        "from dockwright.config.selection import Catalogue\n"
        "from dockwright.cli.parser import parse_arguments\n"
        "import dockwright.cli.check, dockwright.api\n"
        "from dockwright.run.session import Session\n"
        "parsed = parse_arguments(['check', '--no-cache', 'Dockerfile'])\n"
        "Session(parsed.arguments, parsed.values, Catalogue([])).check(lambda *_: [])\n"
        "print(*sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(root / "src")},
    )
    assert not set(HEAVY) & set(done.stdout.split())
    assert "json" not in done.stdout.split()
