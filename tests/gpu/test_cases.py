"""What really happens, as public sources tell it, is what the verdict says.

Each case of ``cases.toml`` names its source; no expectation is taken from the program.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from dockwright.kb import load
from dockwright.model.gpu import (
    Host,
    Image,
    ProgramBuild,
    build_of,
    companion_of_version,
    companion_of_wheel,
    find_gpu,
    image_of,
    judge,
    judge_beside,
)
from dockwright.model.unknown import Unknown

TABLE = tomllib.loads((Path(__file__).parent / "cases.toml").read_text(encoding="utf-8"))
CASES: list[dict[str, Any]] = TABLE["case"]
BESIDE: list[dict[str, Any]] = TABLE["beside"]


def named(case: dict[str, Any]) -> str:
    """Return what a case is called: driver, GPU, program and base."""
    program = case["program"]
    if isinstance(program, dict):
        program = f"cuda{program['cuda']}"
    return f"{case['driver']}-{case['gpu']}-{program}-{case.get('base', 'no base')}"


def named_beside(case: dict[str, Any]) -> str:
    """Return what a case of two packages is called."""
    return f"{case.get('wheel') or case['package']}-{case['torch']}-{case.get('python', '')}"


def image(case: dict[str, Any]) -> Image:
    """Return the image of a case: of a base, and with what the case says of it."""
    base = case.get("base", "")
    name, _, tag = base.partition(":")
    made = image_of(load().image(name, tag) if base else None, load())
    if "require" in case:
        made = made._replace(requirement=case["require"], is_requirement_whole=True)
    return made._replace(
        library_path=tuple(case.get("library_path", ())),
        python=case.get("python", ""),
        ignores_requirement=case.get("disable_require", False),
    )


def program(case: dict[str, Any]) -> ProgramBuild:
    """Return the build of a case: of a release, or as the case describes it."""
    told = case["program"]
    if isinstance(told, dict):
        return ProgramBuild(
            told.get("name", "program"),
            "",
            told["cuda"],
            tuple(told.get("code", ())),
            tuple(told.get("ptx", ())),
        )
    name, _, version = told.partition("==")
    name, _, extras = name.partition("[")
    machine = case.get("machine", "x86_64")
    torch = None
    if "torch" in case:
        torch = build_of("torch", case["torch"], load(), machine=machine)
        assert isinstance(torch, ProgramBuild)
    found = build_of(
        name, version, load(), extras=[extras.rstrip("]")], machine=machine, torch=torch
    )
    assert isinstance(found, ProgramBuild), found
    return found


@pytest.mark.parametrize("case", CASES, ids=named)
def test_the_verdict_is_what_the_source_tells(case: dict[str, Any]) -> None:
    gpu = find_gpu(case["gpu"], load())
    assert not isinstance(gpu, Unknown), gpu
    host = Host(case["driver"], (gpu,), case.get("wsl", False), case.get("toolkit", ""))
    verdict = judge(host, image(case), program(case), load())
    assert (verdict.outcome.value, verdict.rule) == (case["outcome"], case["rule"]), verdict
    text = TABLE["errors"][case["error"]] if "error" in case else ""
    assert verdict.error == text.format(found=case.get("found", "")), verdict


@pytest.mark.parametrize("case", BESIDE, ids=named_beside)
def test_beside_another_torch_happens_what_the_source_tells(case: dict[str, Any]) -> None:
    torch = build_of("torch", case["torch"], load())
    assert isinstance(torch, ProgramBuild), torch
    if "wheel" in case:
        companion = companion_of_wheel(case["wheel"], load())
    else:
        name, _, version = case["package"].partition("==")
        companion = companion_of_version(name, version, load())
    assert companion is not None
    verdict = judge_beside(companion, torch, case.get("python", ""), load())
    if case["outcome"] == "runs":
        assert verdict is None, verdict
        return
    assert verdict is not None
    assert (verdict.outcome.value, verdict.rule) == (case["outcome"], case["rule"]), verdict
    text = TABLE["errors"][case["error"]] if "error" in case else ""
    assert verdict.error == text.format(found=case.get("wheel", "")), verdict


def test_every_case_names_a_source_that_is_listed() -> None:
    unnamed = [case for case in (*CASES, *BESIDE) if case["source"] not in TABLE["sources"]]
    assert not unnamed
    unused = set(TABLE["sources"]) - {case["source"] for case in (*CASES, *BESIDE)}
    assert not unused


def test_what_was_read_and_what_is_ours_is_said_of_sources_that_are_listed() -> None:
    assert not {*TABLE["read"], *TABLE["ours"]} - set(TABLE["sources"])


def test_no_case_is_there_twice() -> None:
    keys = Counter(repr({**case, "source": ""}) for case in (*CASES, *BESIDE))
    assert not [key for key, times in keys.items() if times > 1]
