"""The command line over two made-up rules and a made-up report, so that only it is tested."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

import pytest

from dockwright.cli import main
from dockwright.rules.diagnostic import Confidence, Diagnostic, Label, Severity
from dockwright.rules.registry import RuleEntry
from dockwright.text import Span

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from dockwright.report.result import CheckResult
    from dockwright.run.plan import FilePlan
    from dockwright.text import Source


def entry(code: str, name: str, severity: str, *aliases: str) -> RuleEntry:
    return RuleEntry(
        code=code,
        name=name,
        module="none",
        attribute="none",
        on="Run",
        family={"1": "correctness", "4": "security"}[code[2]],
        severity=severity,
        confidence="high",
        since="0.1",
        status="stable",
        default=True,
        aliases=aliases,
        facts=(),
        triggers=(),
        options={},
        summary=f"Finds {name}.",
    )


ENTRIES = (
    entry("DW101", "sudo-used", "warning", "DL3004"),
    entry("DW401", "root-user", "error", "DL3002"),
)


def check_words(source: Source, plan: FilePlan) -> list[Diagnostic]:
    """A finding for each ``sudo`` and ``root``; ``crash`` raises."""
    if "crash" in source.text:
        raise ZeroDivisionError(source.path)
    found: list[Diagnostic] = []
    for each, word in zip(ENTRIES, ("sudo", "root"), strict=True):
        if each.code in plan.settings.enabled:
            severity = Severity(plan.severities.get(each.code, each.severity))
            for at in re.finditer(word, source.text):
                label = Label(source.path, Span(at.start(), at.end()), "")
                found.append(Diagnostic(each.code, word, label, severity, Confidence.HIGH))
    return found


def render(result: CheckResult, format_name: str, *, colour: bool = False) -> str:
    lines = [f"{format_name}{' colour' if colour else ''}"]
    for each in result.diagnostics:
        line, column = result.sources[each.primary.path].lines.position(each.primary.span.start)
        lines.append(f"{each.primary.path}:{line}:{column} {each.severity.value} {each.code}")
    lines += [f"{file.path} {file.status}" for file in result.files]
    return "\n".join(lines) + "\n"


class Ran(NamedTuple):
    """What a run of the program left."""

    status: int
    out: list[str]
    err: list[str]


@pytest.fixture
def program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Ran]:
    """Run the program in an empty directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / ".user-cache"))
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    for name in [name for name in os.environ if name.startswith("DOCKWRIGHT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr("dockwright.rules.registry.entries", lambda: ENTRIES)
    monkeypatch.setattr("dockwright.run.checker.check_file", check_words)
    monkeypatch.setattr("dockwright.api.render", render)

    def run(*arguments: str) -> Ran:
        status = main(arguments)
        captured = capsys.readouterr()
        return Ran(status, captured.out.splitlines(), captured.err.splitlines())

    return run
