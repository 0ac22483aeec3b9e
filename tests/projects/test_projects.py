"""The traps between files are found where they are, and the twins without them stay silent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from project_cases import PROJECTS, judge, load_projects, pending_projects

if TYPE_CHECKING:
    from pathlib import Path

    from project_cases import ProjectCase

CASES = load_projects()
PENDING = pending_projects()
LIST = "docs/design/0005-cross-file-rules.md"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_trap_is_found_once_at_its_place_and_nothing_else_is(
    case: ProjectCase, tmp_path: Path
) -> None:
    verdict = judge(case, "trap", tmp_path)
    assert not verdict.besides, "\n".join(verdict.besides)
    if case.name in PENDING:
        assert verdict.missing, f"{case.name} is found: take it out of pending.txt"
    else:
        assert not verdict.missing, f"{verdict.missing}: {case.why}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_twin_without_the_trap_has_no_finding_between_files(
    case: ProjectCase, tmp_path: Path
) -> None:
    verdict = judge(case, "twin", tmp_path)
    assert not verdict.besides, "\n".join(verdict.besides)
    silent = (f"{case.rule} finds nothing", f"no rule is called {case.rule}")
    assert verdict.missing in silent, f"{case.rule} is found in the twin, too"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_project_says_one_place_that_is_there_and_differs_between_its_sides(
    case: ProjectCase,
) -> None:
    trap, twin = (_files(case, side) for side in ("trap", "twin"))
    assert trap[case.path].count(case.text) == 1
    assert set(case.related) <= set(trap)
    assert trap != twin


def test_every_rule_of_the_projects_is_in_the_design_note(root: Path) -> None:
    text = (root / LIST).read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| DW\d{3} \| ([a-z0-9-]+) \|", text, re.MULTILINE))
    assert {case.rule for case in CASES} <= listed


def test_every_rule_of_the_design_note_has_a_project(root: Path) -> None:
    text = (root / LIST).read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| DW\d{3} \| ([a-z0-9-]+) \|", text, re.MULTILINE))
    assert listed <= {case.rule for case in CASES}


def test_pending_projects_exist_and_are_listed_once() -> None:
    assert sorted(set(PENDING)) == PENDING
    assert set(PENDING) <= {case.name for case in CASES}


def _files(case: ProjectCase, side: str) -> dict[str, str]:
    folder = PROJECTS / case.name / side
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }
