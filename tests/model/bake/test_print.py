"""Targets come to what ``docker buildx bake --print`` gives, recorded from buildx 0.13.1."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bake_print import printed, project_of

FILES = Path(__file__).parent / "files"
CASES = {
    "docker": ["docker.json"],
    "functions": ["functions.hcl"],
    "matrix": ["matrix.hcl"],
    "templates": ["templates.hcl"],
    "merge": ["merge/docker-bake.hcl", "merge/docker-bake.override.json"],
}
SET = {
    "TAG": "9.9",
    "DEBUG": "true",
    "COUNT": "41",
    "UNSET": "x",
    "WORDS": "q,r",
    "REGISTRY": "other.example",
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("suffix", ["", "-set"])
def test_targets_are_those_that_bake_prints(name: str, suffix: str) -> None:
    expected = json.loads((FILES / f"{name}{suffix}.print.json").read_text(encoding="utf-8"))
    bake = project_of([FILES / file for file in CASES[name]], SET if suffix else {})
    assert printed(bake) == expected


def test_without_an_environment_a_variable_without_value_is_not_known() -> None:
    tools = {each.name: each for each in project_of([FILES / "matrix.hcl"], None).targets}
    tags = [each.text for each in tools["app-3-12-cpu"].items("tags")]
    assert tags[0] == "registry.example/team/app:1.4.2-3.12-cpu"
    assert not isinstance(tags[1], str)
