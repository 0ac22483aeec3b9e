"""The library: values in, values out; nothing printed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dockwright import api
from dockwright.errors import UsageError
from dockwright.report.result import FileStatus
from dockwright.rules.diagnostic import Confidence, Diagnostic, Label, Severity
from dockwright.rules.engine import FAILED_RULE
from dockwright.rules.registry import RuleEntry
from dockwright.run.explain import sections_of
from dockwright.run.runner import FAILURE_CODE
from dockwright.text import Span

if TYPE_CHECKING:
    from dockwright.run.plan import FilePlan
    from dockwright.text import Source

ENTRY = RuleEntry(
    code="DW101",
    name="sudo-used",
    module=__name__,
    attribute="RULE",
    on="Run",
    family="correctness",
    severity="warning",
    confidence="high",
    since="0.1",
    status="stable",
    default=True,
    aliases=("DL3004",),
    facts=(),
    triggers=(),
    options={},
    summary="Finds sudo.",
)
PAGE = """Finds sudo.

## What it does
It looks for sudo.

## Example
```dockerfile bad
RUN sudo x
```
"""


class Loaded:
    documentation = PAGE


@pytest.fixture(autouse=True)
def _one_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    def check(source: Source, plan: FilePlan) -> list[Diagnostic]:
        at = source.text.find("sudo")
        if at < 0 or "DW101" not in plan.settings.enabled:
            return []
        label = Label(source.path, Span(at, at + 4), "")
        return [Diagnostic("DW101", "sudo is used", label, Severity.WARNING, Confidence.HIGH)]

    monkeypatch.setattr("dockwright.rules.registry.entries", lambda: (ENTRY,))
    monkeypatch.setattr("dockwright.rules.registry.load_rule", lambda _: Loaded())
    monkeypatch.setattr("dockwright.run.checker.check_file", check)


def test_check_returns_findings_files_and_sources(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "Dockerfile").write_text("FROM a\nRUN sudo x\n")
    (tmp_path / "Dockerfile.bad").write_bytes(b"\0")
    result = api.check([Path(), "none"], start=tmp_path, cache=False)
    (found,) = result.diagnostics
    assert found.primary == Label("Dockerfile", Span(11, 15), "")
    assert result.files == (
        FileStatus("Dockerfile", "dockerfile", "checked"),
        FileStatus("Dockerfile.bad", "dockerfile", "unreadable", "is binary: it holds NUL bytes"),
    )
    assert result.sources["Dockerfile"].text == "FROM a\nRUN sudo x\n"
    assert result.failed_paths == ("none",)
    assert result.fail_on is Severity.WARNING
    assert capsys.readouterr() == ("", "")


def test_options_are_those_of_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM a\nRUN sudo x\n")
    options: api.CheckOptions = {"cache": False, "fail_on": "never"}
    assert api.check(start=tmp_path, ignore={"DL3004"}, **options).diagnostics == ()
    result = api.check(start=str(tmp_path), select=["correctness"], target=None, **options)
    assert len(result.diagnostics) == 1
    assert result.fail_on is None


def test_text_is_checked_without_a_file() -> None:
    result = api.check(["-"], stdin=b"RUN sudo x\n", stdin_filename="a/Dockerfile", cache=False)
    assert [each.primary.path for each in result.diagnostics] == ["a/Dockerfile"]
    with pytest.raises(UsageError, match="standard input"):
        api.check(["-"])


def test_wrong_options_are_usage_errors(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no option colour"):
        api.check(start=tmp_path, colour=True)  # type: ignore[call-arg]
    with pytest.raises(UsageError, match="fail_on is one of"):
        api.check(start=tmp_path, fail_on="loud")
    with pytest.raises(UsageError, match="jobs is a whole number"):
        api.check(start=tmp_path, jobs="2")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["DW101", "dw101", "sudo-used", "DL3004", " dl3004 "])
def test_a_rule_is_explained_by_any_name(name: str) -> None:
    found = api.explain(name)
    (page,) = found.rules
    assert page.entry is ENTRY
    assert list(page.sections) == ["", "What it does", "Example"]
    assert found.facts == ()


def test_an_unknown_name_is_a_usage_error_with_a_suggestion() -> None:
    with pytest.raises(UsageError) as caught:
        api.explain("sudo-usd")
    assert caught.value.hint == "did you mean 'sudo-used'?"
    with pytest.raises(UsageError):
        api.explain("")


def test_a_fact_is_explained_by_its_id_or_the_beginning_of_it() -> None:
    from dockwright.kb import load

    first = next(iter(load().facts()))
    assert first in api.explain(first.id).facts
    assert first in api.explain(first.id.rpartition(".")[0]).facts


@pytest.mark.parametrize(
    "text",
    [
        "Intro.\n\nWhat it does\n------------\nA.\n\nReferences\n----------\nB.",
        "Intro.\n\nWhat it does:\nA.\n\nReferences:\nB.",
        "Intro.\n\n### What it does\n\nA.\n\n### References\n\nB.\n",
    ],
)
def test_a_page_is_split_at_its_headings(text: str) -> None:
    assert sections_of(text) == {"": "Intro.", "What it does": "A.", "References": "B."}


def test_words_that_only_mention_a_heading_are_no_heading() -> None:
    assert sections_of("What it does is this.\nSee References below.") == {
        "": "What it does is this.\nSee References below."
    }


def test_the_rules_are_listed() -> None:
    assert api.rules() == (ENTRY,)


def test_the_engine_and_the_runner_call_a_failure_the_same() -> None:
    assert FAILURE_CODE == FAILED_RULE
