"""What ``rules`` and ``explain`` write for programs is what their schemas say."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import jsonschema
import pytest

from dockwright.cli import main
from dockwright.report.schema import context_schema, explain_schema, rules_schema

if TYPE_CHECKING:
    from pathlib import Path


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


def test_what_a_context_sends_is_valid(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/HEAD").write_text("ref: refs/heads/main")
    (tmp_path / "main.py").write_text("print()")
    schema = context_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    for more in ((), ("--explain", "main.py,.git"), ("--explain", "main.py", ".git")):
        jsonschema.validate(told(capsys, "context", str(tmp_path), *more), schema)
    jsonschema.validate(told(capsys, "context", "https://example.org/a.git"), schema)
