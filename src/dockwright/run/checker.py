"""Checking one file: the engine, then the comments that suppress, then the user's severities."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.run.plan import FilePlan
    from dockwright.text import Source

__all__ = ["check_file"]


def check_file(source: Source, plan: FilePlan) -> list[Diagnostic]:
    """Return the findings in one Dockerfile under its plan."""
    from dockwright.rules.engine import check_dockerfile

    found = check_dockerfile(source, plan.settings)
    if plan.severities:
        found = [_with_severity(each, plan) for each in found]
    return found


def _with_severity(diagnostic: Diagnostic, plan: FilePlan) -> Diagnostic:
    from dataclasses import replace

    from dockwright.rules.diagnostic import Severity

    level = plan.severities.get(diagnostic.code)
    return diagnostic if level is None else replace(diagnostic, severity=Severity(level))
