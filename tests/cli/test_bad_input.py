"""What users get wrong, and what their file systems do, gets one clear line and an exit status."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., tuple[int, str, str]]

UNPINNED = b"FROM python\n"


@pytest.fixture
def run(root: Path, tmp_path: Path) -> Run:
    """Run the real program in a directory of its own, through a shell for what shells do."""

    def call(command: str, **variables: str) -> tuple[int, str, str]:
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=tmp_path,
            capture_output=True,
            check=False,
            timeout=60,
            env={
                **{
                    name: value
                    for name, value in os.environ.items()
                    if not name.startswith("DOCKWRIGHT_")
                },
                "PYTHONPATH": str(root / "src"),
                "PYTHONWARNINGS": "error",
                "DOCKWRIGHT": f"{sys.executable} -m dockwright",
                "XDG_CACHE_HOME": str(tmp_path / "cache"),
                **variables,
            },
        )
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    (tmp_path / "Dockerfile").write_bytes(UNPINNED)
    return call


@pytest.mark.parametrize("command", ["check", "check -v", "check --format json"])
def test_a_closed_standard_output_changes_no_status(run: Run, command: str) -> None:
    status, _, said = run(f"$DOCKWRIGHT {command} >&-")
    assert status == 1
    assert "internal error" not in said


def test_a_closed_standard_error_changes_no_status(run: Run) -> None:
    assert run("$DOCKWRIGHT check Dockerfile none 2>&-")[0] == 2


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")  # noqa: PTH110
@pytest.mark.parametrize("command", ["check", "rules", "explain DW112"])
def test_a_full_disk_is_2(run: Run, command: str) -> None:
    status, _, said = run(f"$DOCKWRIGHT {command} > /dev/full")
    assert (status, said) == (
        2,
        "dockwright: standard output cannot be written: no space left on device\n",
    )


def test_a_reader_that_leaves_early_is_no_fault(run: Run) -> None:
    status, shown, said = run("$DOCKWRIGHT rules | head -n 1")
    assert (status, len(shown.splitlines()), said) == (0, 1, "")


def test_what_cannot_be_read_is_told_and_the_rest_is_checked(run: Run, tmp_path: Path) -> None:
    for name in ("folder", "loop", "nowhere", "pipe", "binary", "large", "sound"):
        (tmp_path / "in" / name).mkdir(parents=True)
    (tmp_path / "in/folder/Dockerfile").mkdir()
    (tmp_path / "in/loop/Dockerfile").symlink_to("Dockerfile")
    (tmp_path / "in/nowhere/Dockerfile").symlink_to("nothing")
    os.mkfifo(tmp_path / "in/pipe/Dockerfile")
    (tmp_path / "in/binary/Dockerfile").write_bytes(b"FROM a\nRUN \0\n")
    with (tmp_path / "in/large/Dockerfile").open("wb") as file:
        file.truncate(100 << 20)
    (tmp_path / "in/sound/Dockerfile").write_bytes(UNPINNED)
    status, shown, said = run("$DOCKWRIGHT check in")
    assert status == 1
    assert "1 finding in 1 file" in shown
    assert said.splitlines() == [
        "dockwright: in/binary/Dockerfile is binary: it holds NUL bytes",
        "dockwright: in/large/Dockerfile is 100 MiB, above the limit of 1 MiB (max-file-size)",
        "dockwright: in/loop/Dockerfile cannot be read: its symbolic links form a loop",
        "dockwright: in/nowhere/Dockerfile is a symbolic link to nothing",
        "dockwright: in/pipe/Dockerfile is a named pipe, not a file",
    ]
    for name in ("binary", "large", "loop", "nowhere", "pipe"):
        assert run(f"$DOCKWRIGHT check -q in/{name}/Dockerfile")[0] == 2


@pytest.mark.parametrize("command", ["check", "fix", "fix --check"])
def test_a_folder_of_which_no_file_can_be_read_is_not_fine(
    run: Run, tmp_path: Path, command: str
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/Dockerfile").symlink_to("nothing")
    status, shown, said = run(f"$DOCKWRIGHT {command} in")
    assert (status, said) == (2, "dockwright: in/Dockerfile is a symbolic link to nothing\n")
    assert "Could not be read: in/Dockerfile\n" in shown
    (tmp_path / "in/sound.Dockerfile").write_bytes(b"FROM scratch\nCOPY a /a\n")
    assert run(f"$DOCKWRIGHT {command} --fail-on error in")[0] == 0


@pytest.mark.parametrize("command", ["check", "fix"])
def test_a_folder_whose_only_file_is_too_large_is_not_fine(
    run: Run, tmp_path: Path, command: str
) -> None:
    (tmp_path / "in").mkdir()
    with (tmp_path / "in/Dockerfile").open("wb") as file:
        file.truncate(2 << 20)
    status, shown, _ = run(f"$DOCKWRIGHT {command} in")
    assert status == 2
    assert "Skipped: in/Dockerfile\n" in shown


@pytest.mark.parametrize("command", ["check", "fix"])
def test_a_file_of_too_many_instructions_is_told(run: Run, tmp_path: Path, command: str) -> None:
    (tmp_path / "many.Dockerfile").write_bytes(b"FROM scratch\n" + b"ENV a=1\n" * 1000)
    status, shown, said = run(f"$DOCKWRIGHT {command} many.Dockerfile")
    assert status == 2
    assert "Skipped: many.Dockerfile\n" in shown
    assert said == (
        "dockwright: many.Dockerfile has 1001 instructions, more than the 1000 looked at\n"
    )


@pytest.mark.parametrize("command", ["check", "fix"])
@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("FROM a:1\n{% if x %}\nRUN pip install a\n{% endif %}\n", "line 2: `{% if x %}`"),
        ("FROM python:{{ cookiecutter.version }}-slim\n", "line 1: `FROM python:"),
        ("FROM {{base}}\n", "line 1: `"),
        ("FROM a:1\n<% if x %>\n", "line 2: `<% if x %>`"),
    ],
)
def test_a_template_is_told_in_one_line(
    run: Run, tmp_path: Path, command: str, text: str, line: str
) -> None:
    (tmp_path / "Dockerfile").write_text(text)
    (tmp_path / "plain.Dockerfile").write_text("FROM scratch\nCOPY a /\n")
    status, _, said = run(f"$DOCKWRIGHT {command} .")
    assert status == 0
    assert said.startswith(f"dockwright: Dockerfile is a template ({line}")
    assert said.endswith(", which is no Dockerfile before it is filled in\n")
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    "text",
    [
        "FROM a:1\nRUN docker inspect --format '{{ .State }}' x\nFORM\n",
        "FROM a:1\nRUN <<EOF\n{% if x %}\nEOF\nFORM\n",
        "FROM a:1\nLABEL a='{% if x %}'\n# {% if x %}\nFORM\n",
        "FROM a:1\n{% if\nFORM\n",
    ],
)
def test_what_looks_like_a_template_within_a_dockerfile_is_checked(
    run: Run, tmp_path: Path, text: str
) -> None:
    (tmp_path / "Dockerfile").write_text(text)
    status, shown, _ = run("$DOCKWRIGHT check -q .")
    assert status == 1
    assert "knows no instruction `FORM`" in shown


@pytest.mark.parametrize("command", ["check", "fix"])
def test_a_template_in_a_folder_for_templates_is_no_dockerfile_yet(
    run: Run, tmp_path: Path, command: str
) -> None:
    folder = tmp_path / "in/{{cookiecutter.slug}}"
    folder.mkdir(parents=True)
    (folder / "Dockerfile").write_text("FROM scratch\n{% if a %}\nENV a=1\n{% endif %}\n")
    (tmp_path / "in/other.Dockerfile").write_text("FROM scratch\nCOPY a /\n")
    status, _, said = run(f"$DOCKWRIGHT {command} in")
    assert status == 0
    assert "in/{{cookiecutter.slug}}/Dockerfile is a template" in said


@pytest.mark.parametrize("command", ["check", "fix"])
def test_a_target_that_no_stage_is_fails_and_names_the_stages(
    run: Run, tmp_path: Path, command: str
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/Dockerfile").write_bytes(b"FROM a:1 AS build\nFROM build AS prod\n")
    (tmp_path / "in/single.Dockerfile").write_bytes(b"FROM scratch\nCOPY a /a\n")
    told = "which target asks for; its"
    status, _, said = run(f"$DOCKWRIGHT {command} -q --target nope in")
    assert status == 2
    assert said.splitlines() == [
        f"dockwright: in/Dockerfile has no stage `nope`, {told} stages: `build`, `prod`",
        f"dockwright: in/single.Dockerfile has no stage `nope`, {told} stage has no name",
    ]
    # Where one of several files has the stage, that one is checked, and the others are told.
    status, shown, said = run(f"$DOCKWRIGHT {command} --target prod --fail-on error in")
    assert status == 2
    assert "single" in said
    assert "in/Dockerfile" not in said
    assert "Skipped: in/single.Dockerfile\n" in shown
    for target in ("PROD", "1"):
        assert run(f"$DOCKWRIGHT {command} --target {target} in/Dockerfile")[0] == 0
    # A file that Docker cannot read has that told, whatever its stages.
    (tmp_path / "in/Dockerfile").write_bytes(b"FROM a:1 AS build\nNONSENSE\n")
    assert run(f"$DOCKWRIGHT {command} --target nope in/Dockerfile")[0] == 1


def test_a_name_that_is_not_utf_8_is_shown_with_its_bytes(run: Run, tmp_path: Path) -> None:
    with open(os.fsencode(tmp_path) + b"/Dockerfile.\xff", "wb") as file:  # noqa: PTH123
        file.write(UNPINNED)
    status, shown, _ = run("$DOCKWRIGHT check")
    assert status == 1
    assert "Dockerfile.\\xff:1:6: warning" in shown


@pytest.mark.parametrize(
    "variables", [{"HOME": "/dev/null"}, {"XDG_CACHE_HOME": "/dev/null"}, {"HOME": ""}]
)
def test_no_place_for_stored_results_is_no_fault(run: Run, variables: dict[str, str]) -> None:
    status, _, said = run("$DOCKWRIGHT check", **variables)
    assert (status, said) == (1, "")
    assert run("unset HOME XDG_CACHE_HOME; $DOCKWRIGHT check")[0] == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("--context none", "command line: context names no directory: "),
        ("--context Dockerfile", "command line: context names no directory: "),
        ("--platform a/b/c/d", "command line: platform names no platform: "),
        ("--build-arg ''", "--build-arg takes NAME=VALUE, not ''"),
        ("--since none", "git fails: not a git repository"),
        ("--output .", " cannot be written: is a directory"),
        ("--baseline none", "none: cannot read the baseline"),
    ],
)
def test_options_that_name_nothing_are_2(run: Run, options: str, words: str) -> None:
    status, shown, said = run(f"$DOCKWRIGHT check {options}", GIT_CEILING_DIRECTORIES="/")
    assert (status, shown) == (2, "")
    assert words in said.splitlines()[0]
    assert len(said.splitlines()) <= 2


def test_git_that_is_missing_is_told(run: Run) -> None:
    status, _, said = run("PATH=/dev/null; $DOCKWRIGHT check --since HEAD")
    assert status == 2
    assert "git cannot be run" in said


def test_a_configuration_that_is_no_file_is_told(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "dockwright.toml"
    place.mkdir()
    words = "dockwright: configuration file dockwright.toml"
    assert run("$DOCKWRIGHT check")[::2] == (2, f"{words} is a directory, not a file\n")
    place.rmdir()
    os.mkfifo(place)
    assert run("$DOCKWRIGHT check")[::2] == (2, f"{words} is a named pipe, not a file\n")
    place.unlink()
    place.symlink_to("nothing")
    assert run("$DOCKWRIGHT check")[::2] == (2, f"{words} is a symbolic link to nothing\n")


def test_a_configured_context_that_is_missing_is_told_with_its_place(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / "dockwright.toml").write_text('fail-on = "error"\ncontext = "none"\n')
    status, _, said = run("$DOCKWRIGHT check")
    assert status == 2
    assert said.startswith("dockwright: dockwright.toml:2: context names no directory: ")
