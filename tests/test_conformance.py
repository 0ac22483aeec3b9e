from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from types import ModuleType


@pytest.fixture(scope="module")
def conformance(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("conformance", root / "tools/conformance.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["conformance"] = module
    spec.loader.exec_module(module)
    return module


REASONED = {
    ("buildkit_parser", "RUN <<- EOF"),
    ("compose", "loader/include_test.go:219"),
    ("compose", "loader/loader_test.go:969"),
    ("compose", "loader/loader_test.go:2434"),
    ("compose", "loader/loader_test.go:2808"),
}
"""Records that we answer otherwise, by input or place, as ``docs/disagreements.md`` tells why."""

RECORD = {"kind": "match", "patterns": ["a"], "path": "a", "api": "Matches", "src": "here:1"}


def write(directory: Path, name: str, *records: dict[str, Any]) -> None:
    text = "".join(f"{json.dumps(record)}\n" for record in records)
    (directory / f"{name}.jsonl").write_text(text)


@pytest.mark.parametrize(
    "name",
    sorted(path.stem for path in (Path(__file__).parent.parent / "tools/vectors").glob("*.py")),
)
def test_every_vector_of_a_suite_holds(conformance: ModuleType, shared: Path, name: str) -> None:
    path = shared / "vectors" / f"{name}.jsonl"
    if not path.is_file():
        pytest.skip(f"the shared material has no {path.name}")
    judge = conformance.load_judge(name)
    assert judge is not None
    outcome = conformance.run_file(path, judge)
    assert outcome.judged
    lines = path.read_text().splitlines()
    unexplained = [
        f"line {failure.line}: {failure.why}"
        for failure in outcome.failures
        if (name, json.loads(lines[failure.line - 1]).get("input")) not in REASONED
        and (name, failure.src) not in REASONED
    ]
    assert unexplained == []


def test_a_line_tells_how_many_passed(
    conformance: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = RECORD | {"expected": True}
    write(
        tmp_path, "dockerignore", good, RECORD | {"expected": False}, good | {"platform": "windows"}
    )
    write(tmp_path, "nothing_of_ours", good)
    assert conformance.main([str(tmp_path), "-v"]) == 1
    out, err = capsys.readouterr()
    assert out == (
        "dockerignore 1/2 (1 not judged)\n"
        "  dockerignore.jsonl:2 here:1: gives True, expected False\n"
    )
    assert err == "no judge for nothing_of_ours.jsonl\n"


def test_a_judge_that_raises_fails_the_record_only(
    conformance: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, "dockerignore", {"kind": "match"}, RECORD | {"expected": True})
    assert conformance.main([str(tmp_path), "-v"]) == 1
    out, _ = capsys.readouterr()
    assert out.startswith("dockerignore 1/2\n")
    assert "?: raises KeyError" in out


def test_a_directory_without_vectors_is_a_usage_error(
    conformance: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert conformance.main([str(tmp_path)]) == 2
    assert "holds no *.jsonl" in capsys.readouterr().err


def test_it_runs_from_any_directory(root: Path, tmp_path: Path) -> None:
    write(tmp_path, "dockerignore", RECORD | {"expected": True})
    done = subprocess.run(
        [sys.executable, str(root / "tools/conformance.py"), str(tmp_path)],
        cwd=tmp_path,
        env={},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "dockerignore 1/1\n"), done.stderr
