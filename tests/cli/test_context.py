"""``dockwright context`` tells what a build sends, what of it it should not, and why."""

from __future__ import annotations

import io
import json
import os
import tarfile
from typing import TYPE_CHECKING, Any

import pytest

from dockwright import api
from dockwright.cli import main
from dockwright.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

KEY = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\n"


def tree(root: Path, files: dict[str, str | int]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x" * content if isinstance(content, int) else content)
    return root


def sent(root: Path) -> tuple[int, int]:
    survey = api.context(root).survey
    assert survey is not None
    return survey.files, survey.bytes


def test_bytes_and_files_after_the_ignore_file_are_told(tmp_path: Path) -> None:
    tree(tmp_path, {"a.py": 10, "b/c.txt": 20, "b/d.py": 5, ".dockerignore": "**/*.txt\n"})
    assert sent(tmp_path) == (3, 15 + len("**/*.txt\n"))


def test_the_ignore_file_of_the_dockerfile_goes_before(tmp_path: Path) -> None:
    tree(
        tmp_path,
        {"a": 1, "b": 2, ".dockerignore": "a\n", "gpu.Dockerfile": "FROM a\n"},
    )
    (tmp_path / "gpu.Dockerfile.dockerignore").write_text("*\n!b\n")
    result = api.context(tmp_path, dockerfile=tmp_path / "gpu.Dockerfile")
    assert result.survey is not None
    assert (result.survey.files, result.survey.bytes) == (1, 2)
    assert result.ignore_file is not None
    assert result.ignore_file.endswith("gpu.Dockerfile.dockerignore")


def test_what_a_build_has_no_use_for_is_named_with_its_line(tmp_path: Path) -> None:
    tree(
        tmp_path,
        {
            "main.py": 1,
            ".git/objects/x": 100,
            "env/pyvenv.cfg": 5,
            "env/lib/y.py": 50,
            "pkg/__pycache__/a.pyc": 7,
            "lib/__pycache__/b.pyc": 8,
            "wandb/run/log.json": 9,
            "small.pt": 10,
        },
    )
    result = api.context(tmp_path)
    assert result.survey is not None
    assert {(each.kind, each.path) for each in result.survey.unneeded} == {
        ("history", ".git"),
        ("environment", "env"),
        ("cache", "pkg/__pycache__"),
        ("cache", "lib/__pycache__"),
        ("experiments", "wandb"),
    }
    assert {each.line: each.bytes for each in result.remedies} == {
        ".git": 100,
        "env": 55,
        "**/__pycache__": 15,
        "wandb": 9,
    }


def test_code_in_a_directory_with_a_name_that_tools_use_is_the_projects_own(tmp_path: Path) -> None:
    tree(
        tmp_path,
        {
            "graph/checkpoint/store.go": 10,
            "graph/checkpoint/data/a.txt": 10,
            "wandb/__init__.py": 1,
            "other/wandb/run/files/main.py": 5,
            "ckpt/last.txt": 7,
        },
    )
    survey = api.context(tmp_path).survey
    assert survey is not None
    assert {(each.kind, each.path) for each in survey.unneeded} == {
        ("experiments", "other/wandb"),
        ("checkpoints", "ckpt"),
    }


def test_the_lines_keep_out_what_they_say(tmp_path: Path) -> None:
    tree(
        tmp_path, {"main.py": 1, ".git/x": 100, "a[1]/wandb/x": 10, "b/wandb/y": 5, "!c/.git/z": 3}
    )
    result = api.context(tmp_path)
    (tmp_path / ".dockerignore").write_text("".join(f"{each.line}\n" for each in result.remedies))
    after = api.context(tmp_path)
    assert after.survey is not None
    assert after.survey.unneeded == ()
    assert after.survey.files == 2


def test_secrets_are_found_by_content_and_not_by_name(tmp_path: Path) -> None:
    tree(
        tmp_path,
        {
            "certs/server.key": KEY,
            "certs/ca.pem": "-----BEGIN CERTIFICATE-----\nMIIB\n",
            ".env": "DEBUG=1\nTOKEN=changeme\n",
            "prod/.env": "A=1\nAWS_SECRET_ACCESS_KEY=9drTJvcXLB89EXAMzRtLPkbC4UvxQ0aWmTq2ZsHn\n",
            "tokenizer.json": "{}",
        },
    )
    survey = api.context(tmp_path).survey
    assert survey is not None
    assert [(each.path, each.line) for each in survey.secrets] == [
        ("certs/server.key", 1),
        ("prod/.env", 2),
    ]
    assert main(["context", str(tmp_path)]) == 1


@pytest.mark.parametrize(
    ("patterns", "path", "status", "line"),
    [
        ("", "a/b.py", "sent", 0),
        ("a\n", "a/b.py", "ignored", 1),
        ("# no\n\n  a/*.py\n", "a/b.py", "ignored", 3),
        ("a\n!a/b.py\n", "a/b.py", "sent", 2),
        ("a\n!a/b.py\n", "a", "partly", 1),
        ("!a/b.py\na\n", "a/b.py", "ignored", 2),
        ("[\n", "a/b.py", "unknown", 0),
        ("x\n", "none.py", "sent", 0),
    ],
)
def test_the_deciding_pattern_is_told(
    patterns: str, path: str, status: str, line: int, tmp_path: Path
) -> None:
    tree(tmp_path, {"a/b.py": 1, ".dockerignore": patterns})
    (explained,) = api.context(tmp_path, explain=[path]).explained
    assert (explained.status, explained.line) == (status, line)
    assert explained.exists is (path != "none.py")


def test_an_exception_that_is_overruled_is_named(tmp_path: Path) -> None:
    tree(tmp_path, {"a/b.py": 1, ".dockerignore": "!a/b.py\na\n"})
    (explained,) = api.context(tmp_path, explain=["a/b.py"]).explained
    assert "`!a/b.py`, stands before it and is overruled" in explained.reason


def test_archives_are_read_without_being_unpacked(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "c.tar.gz", "w:gz") as archive:
        for name, size in (("a", 10), ("d/b", 20)):
            info = tarfile.TarInfo(name)
            info.size = size
            archive.addfile(info, io.BytesIO(b"x" * size))
    result = api.context(tmp_path / "c.tar.gz")
    assert result.kind == "archive"
    assert result.survey is not None
    assert (result.survey.files, result.survey.bytes) == (2, 30)
    (tmp_path / "broken.tar").write_bytes(b"no archive")
    broken = api.context(tmp_path / "broken.tar").survey
    assert broken is not None
    assert broken.problems


@pytest.mark.parametrize(
    ("context", "kind"),
    [
        ("https://example.org/x/y.git#main:sub", "git"),
        ("git@example.org:x/y.git", "git"),
        ("github.com/x/y", "git"),
        ("https://example.org/context.tar.gz", "remote"),
        ("-", "stream"),
    ],
)
def test_contexts_that_are_no_directory_are_recognised(context: str, kind: str) -> None:
    result = api.context(context)
    assert (result.kind, result.survey) == (kind, None)
    assert result.reason


@pytest.mark.parametrize("arguments", [["none"], ["file.txt"], [".", "--file", "none"]])
def test_what_is_no_context_is_a_clear_error(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree(tmp_path, {"file.txt": 1})
    monkeypatch.chdir(tmp_path)
    assert main(["context", *arguments]) == 2


def test_what_is_odd_in_a_tree_is_passed_or_told(tmp_path: Path) -> None:
    tree(tmp_path, {"a.py": 3, "d/b.py": 4})
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "up").symlink_to("..")
    (tmp_path / "\udcff.txt").write_bytes(b"1")
    result = api.context(tmp_path)
    assert result.survey is not None
    assert (result.survey.files, result.survey.bytes) == (5, 8)
    assert main(["context", str(tmp_path), "--tree"]) == 0


def test_a_directory_that_cannot_be_read_makes_the_figures_incomplete(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root reads everything")
    tree(tmp_path, {"a.py": 3, "d/b.py": 4})
    (tmp_path / "d").chmod(0)
    survey = api.context(tmp_path).survey
    (tmp_path / "d").chmod(0o700)
    assert survey is not None
    assert survey.problems == ("d cannot be read: permission denied",)


def test_a_budget_fails_above_it(tmp_path: Path) -> None:
    tree(tmp_path, {"a": 2000})
    assert main(["context", str(tmp_path), "--budget", "1KiB"]) == 1
    assert main(["context", str(tmp_path), "--budget", "2KiB"]) == 0


def test_the_report_for_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tree(
        tmp_path, {"main.py": 10, "node_modules/x/y.js": 5000, ".dockerignore": "*.md\n", "a.md": 1}
    )
    assert main(["context", str(tmp_path), "--tree", "--no-color"]) == 0
    out = capsys.readouterr().out
    assert "sends 4.9 KiB in 3 files" in out
    assert "keeps 1 file or directory out" in out
    assert "node_modules  (packages of the host)" in out
    assert "└─ node_modules/" in out
    assert "  node_modules  # 4.9 KiB" in out


def test_notebooks_with_outputs_are_told(tmp_path: Path) -> None:
    cell: dict[str, Any] = {"cell_type": "code", "outputs": [{"text": "x" * 500}]}
    tree(
        tmp_path,
        {
            "a.ipynb": json.dumps({"cells": [cell]}),
            "b.ipynb": json.dumps({"cells": [{**cell, "outputs": []}]}),
            "c.ipynb": "{",
        },
    )
    survey = api.context(tmp_path).survey
    assert survey is not None
    assert [(each.kind, each.path) for each in survey.unneeded] == [("outputs", "a.ipynb")]


def test_a_context_that_is_not_there_raises() -> None:
    with pytest.raises(UsageError):
        api.context("/nowhere/at/all")
