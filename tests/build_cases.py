"""Projects that are built and run before and after ``fix``: for the tests and the benchmark."""

from __future__ import annotations

import shutil
import time
import tomllib
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dockwright import api
from dockwright.report.repaired import reason_of

if TYPE_CHECKING:
    from docker_engine import Engine
    from dockwright.report.repaired import FixResult

PROJECTS = Path(__file__).parent / "builds"
SLACK = 64 * 1024
"""Bytes that an image may grow by: an account's lines in ``/etc`` and its home directory."""
_TIMEOUT = 900
_ENVIRONMENT = {"API_TOKEN": "not-a-one"}
_SAFE, _UNSAFE = "fix", "fix --unsafe"


class Case(NamedTuple):
    """A project; ``cases.toml`` says what the fields are."""

    name: str
    shows: str
    repairs: frozenset[str]
    prints: str
    edit: str
    run: tuple[str, ...] = ()
    before: str = "runs"
    build: tuple[str, ...] = ()
    build_repaired: tuple[str, ...] = ()
    quick: bool = False


class Side(NamedTuple):
    """What became of a project's build.

    Attributes:
        error: why it does not build, or ``""``.
        said: what its run prints; None where it fails.
        complaint: the end of what a run that fails says.
        size: bytes of the image.
        rebuild: seconds that a build takes after a change of the source.
    """

    error: str
    said: str | None = None
    complaint: str = ""
    size: int = 0
    rebuild: float = 0.0


class Proof(NamedTuple):
    """A project before and after its repair.

    Attributes:
        case: the project.
        before: as it was.
        after: repaired.
        applied: the codes of the rules whose fixes were applied, in order.
        left: the findings that are left, each with the reason.
        diff: what the repair changed.
        problems: what is wrong, a sentence each.
    """

    case: Case
    before: Side
    after: Side
    applied: tuple[str, ...]
    left: tuple[tuple[str, str], ...]
    diff: str
    problems: tuple[str, ...]


def load_cases() -> list[Case]:
    """Read the projects' table."""
    with (PROJECTS / "cases.toml").open("rb") as file:
        tables = tomllib.load(file)
    return [
        Case(
            name,
            table["shows"],
            frozenset(table["repairs"]),
            table["prints"],
            table["edit"],
            tuple(table.get("run", ())),
            table.get("before", "runs"),
            tuple(table.get("build", ())),
            tuple(table.get("build-repaired", table.get("build", ()))),
            table.get("quick", False),
        )
        for name, table in tables.items()
    ]


def repaired(folder: Path, *, unsafe: bool) -> FixResult:
    """Repair the Dockerfile of a folder, where it lies."""
    return api.fix(["Dockerfile"], start=folder, unsafe=unsafe, write=True, profile="default")


def prove(
    case: Case, engine: Engine, work: Path, *, unsafe: bool = True, rebuild: bool = True
) -> Proof:
    """Build and run a project before and after its repair."""
    one, other = work / case.name / "before", work / case.name / "after"
    for folder in (one, other):
        shutil.copytree(PROJECTS / case.name, folder)
    result = repaired(other, unsafe=unsafe)
    (file,) = result.files
    problems = [f"defect: {defect}" for defect in result.defects]
    applied = tuple(each.code for each in file.repair.applied)
    if unsafe:
        problems += [
            f"no fix of {code} was applied" for code in sorted(case.repairs - set(applied))
        ]
    again = repaired(other, unsafe=unsafe)
    if any(each.is_changed for each in again.files):
        problems.append("a second run changes the file again")
    before = _side(case, engine, one, case.build, rebuild=rebuild)
    is_handed = "DW401" in applied
    words = case.build_repaired if is_handed else case.build
    after = _side(case, engine, other, words, rebuild=rebuild)
    problems += _compare(case, before, after, all_repaired=unsafe)
    from dockwright.report.repaired import diffs_of

    left = tuple((each.code, reason_of(each)) for each in file.repair.remaining)
    return Proof(case, before, after, applied, left, diffs_of(file), tuple(problems))


def _side(
    case: Case, engine: Engine, folder: Path, words: tuple[str, ...], *, rebuild: bool
) -> Side:
    def build() -> tuple[str, str]:
        built = engine.build(
            (folder / "Dockerfile").read_bytes(),
            folder,
            *words,
            environment=_ENVIRONMENT,
            timeout=_TIMEOUT,
        )
        return built.image, "" if built.ok else built.error or "it fails"

    image, error = build()
    if error:
        return Side(error)
    complaint = ""
    said: str | None
    if case.run[:1] == ("serve",):
        said = engine.page(image, int(case.run[1]))
    else:
        status, output, complaint = engine.run(image, *case.run)
        said = output if status == 0 else None
    took = 0.0
    if rebuild:
        source = folder / case.edit
        mark = "//" if source.suffix == ".c" else "#"
        source.write_text(f"{source.read_text()}{mark} {uuid.uuid4()}\n")
        start = time.perf_counter()
        _, error = build()
        took = time.perf_counter() - start
        if error:
            return Side(f"after a change of {case.edit}: {error}")
    return Side("", said, complaint[-300:], engine.size(image), took)


def _compare(case: Case, before: Side, after: Side, *, all_repaired: bool) -> list[str]:
    problems: list[str] = []
    runs = before.said == case.prints
    if case.before == "does not build" and not before.error:
        problems.append("it builds before, and is said not to")
    elif case.before != "does not build" and before.error:
        problems.append(f"it does not build before: {before.error}")
    elif case.before == "crashes" and before.said is not None:
        problems.append("it runs before, and is said to crash")
    elif case.before == "runs" and not before.error and not runs:
        told = before.complaint if before.said is None else repr(before.said)
        problems.append(f"before, it does not print what it is said to: {told}")
    if after.error:
        if all_repaired or not before.error:
            problems.append(f"it does not build after: {after.error}")
    elif after.said != case.prints and (all_repaired or runs):
        told = after.complaint if after.said is None else repr(after.said)
        problems.append(f"after, it does not print what it is to: {told}")
    if before.size and after.size > before.size + SLACK:
        problems.append(f"its image grows by {after.size - before.size:,} bytes")
    return problems
