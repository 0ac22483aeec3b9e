"""Repaired projects build, and their programs say what they are to.

The rest of the projects, with sizes and times: ``benchmarks/builds.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from build_cases import PROJECTS, Case, load_cases, prove
from dockwright.syntax.dockerfile import parse
from dockwright.text import Source

if TYPE_CHECKING:
    from pathlib import Path

    from docker_engine import Engine

CASES = load_cases()
QUICK = [case for case in CASES if case.quick]


def test_every_project_is_in_the_table() -> None:
    folders = sorted(path.name for path in PROJECTS.iterdir() if path.is_dir())
    assert folders == sorted(case.name for case in CASES)
    assert len(CASES) >= 30
    assert 0 < len(QUICK) <= 6


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_project_is_read_and_has_the_file_that_is_edited(case: Case) -> None:
    data = (PROJECTS / case.name / "Dockerfile").read_bytes()
    assert not parse(Source.from_bytes("Dockerfile", data)).problems
    assert (PROJECTS / case.name / case.edit).is_file()


@pytest.mark.engine
@pytest.mark.usefixtures("base")
@pytest.mark.parametrize("case", QUICK, ids=lambda case: case.name)
def test_a_repaired_project_builds_and_runs_as_it_did(
    case: Case, engine: Engine, tmp_path: Path
) -> None:
    proof = prove(case, engine, tmp_path, rebuild=False)
    assert not proof.problems, proof.diff
