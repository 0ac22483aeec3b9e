"""What ``rules`` and ``explain`` write for programs is what their schemas say."""

from __future__ import annotations

import json

import jsonschema
import pytest

from dockwright.cli import main
from dockwright.report.schema import explain_schema, rules_schema


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> object:
    assert main([*arguments, "--format", "json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_rules_are_valid(capsys: pytest.CaptureFixture[str]) -> None:
    jsonschema.Draft202012Validator.check_schema(rules_schema())
    jsonschema.validate(told(capsys, "rules"), rules_schema())


@pytest.mark.parametrize("name", ["DW203", "DL3025", "pip.cache-dir", "security"])
def test_what_is_explained_is_valid(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    jsonschema.Draft202012Validator.check_schema(explain_schema())
    jsonschema.validate(told(capsys, "explain", name), explain_schema())
