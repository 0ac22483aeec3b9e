"""What happens to findings between the rules and the report: a list of functions over them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import TypeAlias

    from dockwright.report.baseline import Baseline
    from dockwright.rules.diagnostic import Diagnostic, Severity
    from dockwright.text import Source

__all__ = [
    "Step",
    "deduplicate",
    "in_order",
    "run_chain",
    "with_days",
    "with_severities",
    "without_known",
]

Step: TypeAlias = "Callable[[list[Diagnostic]], list[Diagnostic]]"
"""Something that is done with findings on their way to the report."""


def run_chain(diagnostics: Iterable[Diagnostic], steps: Iterable[Step]) -> list[Diagnostic]:
    """Return what the steps, taken one after the other, leave of the findings."""
    found = list(diagnostics)
    for step in steps:
        found = step(found)
    return found


def in_order(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    """Return the findings by path, place and code; the order they came in does not count."""
    return sorted(diagnostics, key=lambda each: (each.sort_key, each.severity.rank))


def deduplicate(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    """Return the findings, of those with the same rule, place and words only one.

    The loudest stays; of equals the one that has fixes, then the first.
    """
    best: dict[tuple[object, ...], Diagnostic] = {}
    for each in diagnostics:
        key = (each.code, each.primary.path, each.primary.span, each.message)
        kept = best.get(key)
        if kept is None or _preference(each) < _preference(kept):
            best[key] = each
    return list(best.values())


def _preference(diagnostic: Diagnostic) -> tuple[int, bool]:
    return diagnostic.severity.rank, not diagnostic.fixes


def with_days(day_of: Callable[[str], str | None]) -> Step:
    """Return a step that lets findings say as of when the facts of their rule held.

    Args:
        day_of: gives the day for a rule's code; None where its facts are young, or it has none.
    """

    def step(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
        found: list[Diagnostic] = []
        for each in diagnostics:
            day = day_of(each.code)
            if day is None:
                found.append(each)
                continue
            told = f"as of {day}, when the facts behind it were last confirmed"
            found.append(each._replace(help=f"{each.help} ({told})" if each.help else told))
        return found

    return step


def with_severities(levels: Mapping[str, Severity]) -> Step:
    """Return a step that gives findings the severity that the user wants for their code."""

    def step(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
        return [
            each._replace(severity=levels[each.code])
            if levels.get(each.code, each.severity) is not each.severity
            else each
            for each in diagnostics
        ]

    return step


def without_known(
    baseline: Baseline, sources: Mapping[str, Source], place: Callable[[str], str] = str
) -> Step:
    """Return a step that leaves out the findings that a baseline holds.

    ``place`` gives a file's path as the baseline has it.
    """
    from dockwright.report.baseline import new_findings

    def step(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
        return new_findings(diagnostics, sources, baseline, place)

    return step
