"""``explain`` and ``rules``: exact output."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Program = Callable[..., tuple[int, list[str], list[str]]]


class Loaded:
    documentation = "Finds sudo.\n\n## What it does\nIt looks for sudo.\n"


@pytest.fixture(autouse=True)
def _page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dockwright.rules.registry.load_rule", lambda _: Loaded())


def test_rules_are_listed(program: Program) -> None:
    assert program("rules") == (
        0,
        [
            "code   name       family       severity  on   other tools' ids",
            "DW101  sudo-used  correctness  warning   yes  DL3004",
            "DW401  root-user  security     error     yes  DL3002",
        ],
        [],
    )


def test_rules_are_listed_as_json(program: Program) -> None:
    status, out, _ = program("rules", "--format", "json")
    document = json.loads("\n".join(out))
    assert status == 0
    assert list(document) == ["schema", "rules"]
    assert document["schema"] == "dockwright.rules/1"
    assert document["rules"][0] == {
        "code": "DW101",
        "name": "sudo-used",
        "family": "correctness",
        "severity": "warning",
        "confidence": "high",
        "default": True,
        "status": "stable",
        "since": "0.1",
        "aliases": ["DL3004"],
        "facts": [],
        "options": {},
        "summary": "Finds sudo-used.",
    }


def test_a_rule_is_explained(program: Program) -> None:
    assert program("explain", "DL3004") == (
        0,
        [
            "DW101 sudo-used",
            "family correctness, severity warning, confidence high, on by default",
            "since 0.1",
            "other tools' ids: DL3004",
            "",
            "Finds sudo.",
            "",
            "What it does",
            "It looks for sudo.",
        ],
        [],
    )


def test_a_rule_is_explained_as_json(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKWRIGHT_FORMAT", "json")
    document = json.loads("\n".join(program("explain", "sudo-used")[1]))
    assert list(document) == ["schema", "rules", "facts"]
    assert document["schema"] == "dockwright.explain/1"
    assert document["rules"][0]["sections"] == [
        {"title": "", "text": "Finds sudo."},
        {"title": "What it does", "text": "It looks for sudo."},
    ]


def test_another_tools_id_that_we_lack_is_said_to_be_one(program: Program) -> None:
    assert program("explain", "DL3008") == (
        2,
        [],
        [
            "dockwright: no rule of ours answers to DL3008, which is another tool's id",
            "dockwright: hint: `dockwright rules` lists every rule, with other tools' ids for it",
        ],
    )


def test_of_a_family_the_rules_are_named(program: Program) -> None:
    assert program("explain", "DW4") == (
        2,
        [],
        ["dockwright: DW4 stands for several rules: name one of them", "dockwright: hint: DW401"],
    )


def test_a_misspelt_name_is_2_with_a_suggestion(program: Program) -> None:
    assert program("explain", "sudo-usd") == (
        2,
        [],
        [
            "dockwright: 'sudo-usd' is neither a rule nor a fact",
            "dockwright: hint: did you mean 'sudo-used'?",
        ],
    )
