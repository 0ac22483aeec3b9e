"""Every rule finds what its golden files say, where they say it, and nothing else.

``tests/rules/DW301/`` holds the cases of one rule, which alone is switched on:
``NAME.Dockerfile`` with ``NAME.txt`` (the findings; absent or empty: silence) and ``NAME.toml``
(settings, where a case needs any), or a folder ``NAME/`` with ``Dockerfile``, ``expected.txt``,
``case.toml`` and the files of its build context.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from dockwright.rules.registry import entries, load_rule
from rules.running import lines_of, run, settings_of

HERE = Path(__file__).resolve().parent


def cases() -> list[tuple[str, Path, Path, Path, Path | None]]:
    found: list[tuple[str, Path, Path, Path, Path | None]] = []
    for folder in sorted(HERE.glob("DW[0-9][0-9][0-9]")):
        code = folder.name
        found.extend(
            (code, file, file.with_suffix(".txt"), file.with_suffix(".toml"), None)
            for file in sorted(folder.glob("*.Dockerfile"))
        )
        found.extend(
            (
                code,
                file,
                file.parent / "expected.txt",
                file.parent / "case.toml",
                file.parent,
            )
            for file in sorted(folder.glob("*/Dockerfile"))
        )
    return found


@pytest.mark.parametrize(
    ("code", "file", "expected", "case", "context"),
    cases(),
    ids=lambda value: (
        value.relative_to(HERE).as_posix()
        if isinstance(value, Path) and "Dockerfile" in value.name
        else ""
    ),
)
def test_findings_are_the_golden_ones(
    code: str,
    file: Path,
    expected: Path,
    case: Path,
    context: Path | None,
    request: pytest.FixtureRequest,
) -> None:
    text = file.read_bytes().decode("utf-8", "surrogateescape")
    settings = settings_of(case, frozenset({code}), context)
    found = lines_of(run(text, settings, str(file)), text)
    shown = "".join(f"{line}\n" for line in found)
    if request.config.getoption("--update-goldens"):
        if shown:
            expected.write_text(shown)
        else:
            expected.unlink(missing_ok=True)
    wanted = expected.read_text() if expected.is_file() else ""
    assert shown == wanted


@pytest.mark.parametrize("code", [entry.code for entry in entries()])
def test_every_rule_has_cases_that_it_finds_and_cases_that_it_leaves(code: str) -> None:
    if load_rule(code).reported_by:
        pytest.skip(f"{code} is reported by {load_rule(code).reported_by}, not by a rule's check")
    own = [(file, expected) for found, file, expected, _, _ in cases() if found == code]
    finds = [file for file, expected in own if expected.is_file() and expected.read_text()]
    leaves = [file for file, expected in own if file not in finds]
    assert finds, f"{code} has no case that it finds"
    assert leaves, f"{code} has no case that it stays silent on"
