"""``kb`` and ``explain`` tell facts by id and by the names that people have for things."""

from __future__ import annotations

import json

import jsonschema
import pytest

from dockwright import api
from dockwright.cli import main
from dockwright.errors import UsageError
from dockwright.kb import load
from dockwright.kb.names import facts_named
from dockwright.report.schema import kb_schema


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("torch", "package.torch"),
        ("Torch", "package.torch"),
        ("cuda 12.4", "cuda-toolkit.12.4.0"),
        ("python 3.9", "eol.python.3.9"),
        ("python:3.11-slim", "image.python"),
        ("nvidia/cuda:12.4.1-base-ubuntu22.04", "image.cuda"),
        ("A100", "gpu.8.0"),
        ("pip.cache-dir", "pip.cache-dir"),
        ("torch 2.4", "torch.2.4.1"),
        ("libgl1", "apt.libgl1"),
    ],
)
def test_a_name_stands_for_the_facts_about_it(name: str, first: str) -> None:
    assert next(fact.id for fact in facts_named(load(), name)) == first


@pytest.mark.parametrize("name", ["nothing at all", "::", "", "cuda 99.9", "no-such-package-x"])
def test_a_name_of_nothing_stands_for_no_fact(name: str) -> None:
    if not name:
        with pytest.raises(UsageError):
            api.explain(name)
    else:
        assert facts_named(load(), name) == ()


def test_of_an_image_what_its_tag_says_is_told() -> None:
    (fact, *_) = facts_named(load(), "python:3.11-slim-bookworm")
    assert fact.applies_to == "the image python:3.11-slim-bookworm"
    assert fact.value["python_version"] == "3.11"
    assert fact.value["libc_version"] == "2.36"
    assert fact.value["ends"]["python 3.11"] == "2027-10-31"


def test_old_facts_are_those_before_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    everything = api.kb_list()
    newest = max(fact.as_of for fact in everything)
    old, limit = api.kb_stale(before=newest)
    assert limit == newest
    assert {fact.id for fact in old} == {fact.id for fact in everything if fact.as_of < newest}
    assert [fact.as_of for fact in old] == sorted(fact.as_of for fact in old)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")  # 2027-01-15
    assert api.kb_stale(older_than="14d")[1] == "2027-01-01"
    assert api.kb_stale(older_than="2w")[1] == "2027-01-01"
    assert api.kb_stale()[1] == "2026-07-19"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"before": "yesterday"}, "no day"),
        ({"older_than": "long"}, "no age"),
        ({"older_than": "99999y"}, "calendar"),
        ({"before": "2026-01-01", "older_than": "1d"}, "one limit"),
        ({"names": ["nonsense-x"]}, "names no fact"),
    ],
)
def test_a_limit_that_is_none_is_wrong_usage(arguments: dict[str, str], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        api.kb_stale(**arguments)  # type: ignore[arg-type]


def test_the_status_says_whether_there_are_old_facts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kb", "stale", "eol", "--before", "2000-01-01"]) == 0
    assert capsys.readouterr().out == "no facts were last confirmed before 2000-01-01\n"
    assert main(["kb", "stale", "eol.python.3.9", "--before", "2999-01-01"]) == 1
    named = capsys.readouterr().out
    for words in (
        ["--before", "2999-01-01", "--", "eol.python.3.9"],
        ["--before", "2999-01-01", "eol.python.3.9"],
    ):
        assert main(["kb", "stale", *words]) == 1
        assert capsys.readouterr().out == named
    lines = named.splitlines()
    assert len(lines) == 2
    assert lines[0].endswith("eol.python.3.9")
    assert lines[1] == "1 fact was last confirmed before 2999-01-01"


def test_what_is_written_for_programs_is_valid(capsys: pytest.CaptureFixture[str]) -> None:
    jsonschema.Draft202012Validator.check_schema(kb_schema())
    for action, status in (("list", 0), ("stale", 1)):
        more = ["--before", "2999-01-01"] if action == "stale" else []
        assert main(["kb", action, *more, "--format", "json"]) == status
        document = json.loads(capsys.readouterr().out)
        jsonschema.validate(document, kb_schema())
        assert document["action"] == action
        assert len(document["facts"]) > 1000


@pytest.mark.parametrize("arguments", [[], ["forget"], ["list", "--before", "2026-01-01"]])
def test_an_action_that_there_is_not_is_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["kb", *arguments]) == 2
    assert capsys.readouterr().err.startswith("dockwright: ")
