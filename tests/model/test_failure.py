"""Whether a step fails with a command."""

from __future__ import annotations

import pytest

from dockwright.model.dockerfile import build_model
from dockwright.model.failure import fails_its_step
from dockwright.syntax.dockerfile import parse
from dockwright.text import Source


def fails(script: str, program: str = "fetch") -> bool:
    model = build_model(parse(Source("Dockerfile", f"FROM debian:13\nRUN {script}\n")))
    (run,) = model.stages[0].runs()
    return fails_its_step(next(each for each in run.commands if each.program == program))


@pytest.mark.parametrize(
    "script",
    [
        "fetch",
        "fetch && true",
        "true; fetch",
        "set -e; fetch; true",
        "true | fetch",
        '["fetch"]',
        "sh -c 'fetch' && true",
        "<<END\nset -e\nfetch\ntrue\nEND",
    ],
)
def test_a_step_fails_with_its_command(script: str) -> None:
    assert fails(script)


@pytest.mark.parametrize(
    "script",
    [
        "fetch; true",
        "fetch | cat",
        "fetch || true",
        "fetch && true || true",
        "fetch & wait",
        "sh -c 'fetch; true'",
        "sh -c 'fetch'; true",
        "<<END\nfetch\ntrue\nEND",
    ],
)
def test_a_failure_may_be_passed_over(script: str) -> None:
    assert not fails(script)
