"""Every rule finds what its golden files say, where they say it, and nothing else.

``tests/rules/DW301/`` holds the cases of one rule, which alone is switched on:
``NAME.Dockerfile`` with ``NAME.txt`` (the findings; absent or empty: silence) and ``NAME.toml``
(settings, where a case needs any), or a folder ``NAME/`` with ``Dockerfile``, ``expected.txt``,
``case.toml`` and the files of its build context.  For a rule about another kind of file that
kind's own file takes the Dockerfile's place: ``NAME.compose.yaml``, or ``compose.yaml`` in a folder
with the files around it (``FILE_NAMES`` in ``running.py``), or below it where ``case.toml`` says so
by ``file = "deploy/compose.yaml"``.
"""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest

from dockwright.model.project import Project
from dockwright.rules.registry import entries, entry, load_rule
from rules.running import FILE_NAMES, lines_of, run, settings_of

HERE = Path(__file__).resolve().parent
ENDINGS = (*(name.rpartition("/")[2] for name in FILE_NAMES.values()), ".gitlab-ci.yml")


def cases() -> list[tuple[str, Path, Path, Path, Path | None]]:
    found: list[tuple[str, Path, Path, Path, Path | None]] = []
    for folder in sorted(HERE.glob("DW[0-9][0-9][0-9]")):
        code = folder.name
        name = FILE_NAMES[kind_of(code)]
        ending = name.rpartition("/")[2]
        for file in sorted(folder.glob(f"*.{ending}")):
            bare = file.with_name(file.name.removesuffix(f".{ending}"))
            found.append(
                (
                    code,
                    file,
                    bare.with_name(f"{bare.name}.txt"),
                    bare.with_name(f"{bare.name}.toml"),
                    None,
                )
            )
        for inner in sorted(each for each in folder.iterdir() if each.is_dir()):
            case = inner / "case.toml"
            told = tomllib.loads(case.read_text()) if case.is_file() else {}
            file = inner / told.get("file", name)
            if file.is_file():
                found.append((code, file, inner / "expected.txt", case, inner))
    return found


def placed(code: str, file: Path, context: Path | None, work: Path) -> tuple[str, Path | None]:
    """The path that a case's file is checked under, and the folder that it is the root of.

    A file of another kind than Dockerfiles has its kind's own name, in a project of its own.
    """
    kind = kind_of(code)
    if kind == "dockerfile":
        return str(file), context
    if context is not None:
        # What is expected is no part of the project: its words would be found in it.
        leave = shutil.ignore_patterns("expected.txt", "case.toml")
        shutil.copytree(context, work, dirs_exist_ok=True, ignore=leave)
    inside = FILE_NAMES[kind] if context is None else file.relative_to(context)
    path = work / inside
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(file.read_bytes())
    return str(path), work


def kind_of(code: str) -> str:
    found = entry(code)
    return "dockerfile" if found is None else found.kind


@pytest.mark.parametrize(
    ("code", "file", "expected", "case", "context"),
    cases(),
    ids=lambda value: (
        value.relative_to(HERE).as_posix()
        if isinstance(value, Path) and value.name.endswith(ENDINGS)
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
    tmp_path: Path,
) -> None:
    text = file.read_bytes().decode("utf-8", "surrogateescape")
    path, root = placed(code, file, context, tmp_path)
    settings = settings_of(case, frozenset({code}), root)
    if root is not None and kind_of(code) == "dockerfile":
        # As in a run: the file's own directory, where no Compose file says otherwise.
        settings = settings._replace(context=str(file.parent), dockerfile=path, project=Project())
    diagnostics = run(text, settings, path, kind_of(code))
    if code[2] in "235":
        # What these cost is told for each: in figures, or why there are none.
        assert all(each.impact is not None and each.impact.basis for each in diagnostics)
    found = lines_of(diagnostics, text, root)
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
    if load_rule(code).needs:
        pytest.skip(f"{code} finds nothing without --{load_rule(code).needs}")
    own = [(file, expected) for found, file, expected, _, _ in cases() if found == code]
    finds = [file for file, expected in own if expected.is_file() and expected.read_text()]
    leaves = [file for file, expected in own if file not in finds]
    assert finds, f"{code} has no case that it finds"
    assert leaves, f"{code} has no case that it stays silent on"
