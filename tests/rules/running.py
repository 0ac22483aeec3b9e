"""Runs rules on example text, for the golden and the documentation tests."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from dockwright.rules.engine import check_dockerfile
from dockwright.rules.registry import entries
from dockwright.rules.settings import CheckSettings
from dockwright.text import Source

if TYPE_CHECKING:
    from pathlib import Path

    from dockwright.rules.diagnostic import Diagnostic


def default_codes() -> frozenset[str]:
    return frozenset(entry.code for entry in entries() if entry.default)


def settings_of(case: Path | None, codes: frozenset[str], context: Path | None) -> CheckSettings:
    """The settings of a case: only ``codes`` run; ``case`` is its TOML file, if there is one."""
    told: dict[str, Any] = {}
    if case is not None and case.is_file():
        told = tomllib.loads(case.read_text())
    options = told.pop("options", {})
    return CheckSettings(
        enabled=codes,
        rule_options=dict.fromkeys(codes, options) if options else {},
        context=None if context is None else str(context),
        **told,
    )


def run(text: str, settings: CheckSettings, path: str = "Dockerfile") -> list[Diagnostic]:
    return check_dockerfile(Source(path, text), settings)


def lines_of(found: list[Diagnostic], text: str) -> list[str]:
    """One line a finding: place, code, severity and words; its related places below it."""
    source = Source("Dockerfile", text)
    shown: list[str] = []
    for diagnostic in found:
        span = diagnostic.primary.span
        start = source.lines.position(span.start)
        end = source.lines.position(span.end)
        shown.append(
            f"{start.line}:{start.column}-{end.line}:{end.column} {diagnostic.code} "
            f"{diagnostic.severity.value}: {diagnostic.message}"
        )
        for label in diagnostic.related:
            at = source.lines.position(label.span.start)
            shown.append(f"    {at.line}:{at.column} {label.text}")
    return shown
