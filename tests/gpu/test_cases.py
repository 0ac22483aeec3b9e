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
    find_gpu,
    image_of,
    judge,
)
from dockwright.model.unknown import Unknown

TABLE = tomllib.loads((Path(__file__).parent / "cases.toml").read_text(encoding="utf-8"))
CASES: list[dict[str, Any]] = TABLE["case"]


def named(case: dict[str, Any]) -> str:
    """Return what a case is called: driver, GPU, program and base."""
    program = case["program"]
    if isinstance(program, dict):
        program = f"cuda{program['cuda']}"
    return f"{case['driver']}-{case['gpu']}-{program}-{case.get('base', 'no base')}"


def image(case: dict[str, Any]) -> Image:
    """Return the image of a case: of a base, and with what the case says of it."""
    base = case.get("base", "")
    name, _, tag = base.partition(":")
    made = image_of(load().image(name, tag) if base else None, load())
    if "require" in case:
        made = made._replace(requirement=case["require"], is_requirement_whole=True)
    return made._replace(
        library_path=tuple(case.get("library_path", ())),
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


def test_every_case_names_a_source_that_is_listed() -> None:
    unnamed = [named(case) for case in CASES if case["source"] not in TABLE["sources"]]
    assert not unnamed
    unused = set(TABLE["sources"]) - {case["source"] for case in CASES}
    assert not unused


def test_no_case_is_there_twice() -> None:
    keys = Counter(repr({**case, "source": ""}) for case in CASES)
    assert not [key for key, times in keys.items() if times > 1]
