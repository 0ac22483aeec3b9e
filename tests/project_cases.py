"""Small projects with one planted trap each, and twins without it: what judges rules between files.

``tests/projects/NAME/`` has ``trap/``, ``twin/`` (the least change that removes the trap) and
``expect.toml``:

- ``rule``: the name of the rule that finds the trap;
- ``path``, ``text``: the file, and the words in it that the finding lies on, or on a part of;
- ``related``: the files, besides, that the finding names;
- ``why``: what goes wrong, in a sentence;
- ``[make]``, ``[trap-make]``, ``[twin-make]``: files of so many bytes, for what is too large for a
  repository or has no place in one.
"""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dockwright import api
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    from dockwright.report.result import CheckResult
    from dockwright.rules.diagnostic import Diagnostic

PROJECTS = Path(__file__).parent / "projects"
BETWEEN_FILES = ("DW7", "DW8", "DW9")
"""The families of which neither side may have a warning or error but the one that is planted."""


class ProjectCase(NamedTuple):
    """A project; the module's docstring says what the fields are."""

    name: str
    rule: str
    path: str
    text: str
    related: tuple[str, ...]
    why: str
    made: Mapping[str, Mapping[str, int]]


class Verdict(NamedTuple):
    """What a check of one side came to.

    Attributes:
        missing: why the planted trap counts as not found, or ``""``.
        besides: further findings between files, a line each.
    """

    missing: str
    besides: tuple[str, ...]


def load_projects() -> list[ProjectCase]:
    """Read all projects' expectations, in the order of their names."""
    cases = []
    for place in sorted(PROJECTS.glob("*/expect.toml")):
        table = tomllib.loads(place.read_text(encoding="utf-8"))
        made = {
            side: {**table.get("make", {}), **table.get(f"{side}-make", {})}
            for side in ("trap", "twin")
        }
        cases.append(
            ProjectCase(
                place.parent.name,
                table["rule"],
                table["path"],
                table["text"],
                tuple(table["related"]),
                table["why"],
                made,
            )
        )
    return cases


def pending_projects() -> list[str]:
    """Return the names of the projects whose rules are not there yet."""
    lines = (PROJECTS / "pending.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def judge(case: ProjectCase, side: Literal["trap", "twin"], work: Path) -> Verdict:
    """Check a copy of one side of a project.

    Args:
        case: the project.
        side: ``trap`` or ``twin``.
        work: an empty directory that nothing above configures.
    """
    folder = work / side
    shutil.copytree(PROJECTS / case.name / side, folder)
    for path, size in case.made[side].items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("wb") as file:
            file.truncate(size)
    is_known = any(entry.name == case.rule for entry in api.rules())
    result = api.check(
        ["."],
        start=folder,
        cache=False,
        jobs=1,
        profile="default",
        extend_select=[case.rule] if is_known else None,
    )
    named = [each for each in result.diagnostics if result.rule(each.code).name == case.rule]
    besides = tuple(
        _line(result, each)
        for each in result.diagnostics
        if each.code.startswith(BETWEEN_FILES)
        and each.severity.at_least(Severity.WARNING)
        and each not in named
    )
    if not is_known:
        return Verdict(f"no rule is called {case.rule}", besides)
    if not named:
        return Verdict(f"{case.rule} finds nothing", besides)
    return Verdict(_misplaced(case, result, named), besides)


def _misplaced(case: ProjectCase, result: CheckResult, named: list[Diagnostic]) -> str:
    """Return what is wrong with the findings of the planted rule, or ``""``."""
    if len(named) > 1:
        return "it is found more than once:\n" + "\n".join(_line(result, each) for each in named)
    (found,) = named
    if found.primary.path != case.path:
        return f"it is placed in {found.primary.path}, not in {case.path}"
    source = result.sources[case.path].text
    start = source.index(case.text)
    span = found.primary.span
    if not start <= span.start < span.end <= start + len(case.text):
        placed = source[span.start : span.end]
        return f"it is placed on {placed!r}, not on {case.text!r} or a part of it"
    unnamed = sorted(set(case.related) - {label.path for label in found.related})
    return f"it does not name {', '.join(unnamed)}" if unnamed else ""


def _line(result: CheckResult, found: Diagnostic) -> str:
    rule = result.rule(found.code)
    place = found.primary
    source = result.sources.get(place.path)
    line = source.lines.line_of(place.span.start) if source else 0
    return f"{place.path}:{line}: {rule.title}: {found.message}"
