"""Figures about a result that several formats tell."""

from __future__ import annotations

from dockwright.rules.diagnostic import Applicability, Severity, effect_of
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockwright.report.result import CheckResult, FileStatus
    from dockwright.rules.diagnostic import Diagnostic, Impact

__all__ = [
    "Step",
    "Summary",
    "amount",
    "costliest",
    "counted",
    "first_steps",
    "impact_words",
    "is_fixable",
    "is_safely_fixable",
    "not_checked_lines",
    "summarize",
]

_SHOWN_PATHS = 5


class Step(NamedTuple):
    """A finding to see to.

    Attributes:
        diagnostic: the finding.
        saves: what its repair saves, in words: ``a failure``, ``safety``, ``2.0 GB and 40 s``.
    """

    diagnostic: Diagnostic
    saves: str


class Summary(NamedTuple):
    """How many findings there are, and how many of them ``fix`` can repair.

    Attributes:
        counts: the number of findings by severity, loudest first, zeros among them.
        safe: findings with a safe fix.
        fixable: findings with a safe or an unsafe fix.
        checked: how many files were checked.
        not_checked: the files that were not.
    """

    counts: dict[Severity, int]
    safe: int
    fixable: int
    checked: int
    not_checked: tuple[FileStatus, ...]

    @property
    def total(self) -> int:
        """Return the number of findings."""
        return sum(self.counts.values())


def summarize(result: CheckResult) -> Summary:
    """Return the figures of a result."""
    counts = dict.fromkeys(Severity, 0)
    safe = fixable = 0
    for diagnostic in result.diagnostics:
        counts[diagnostic.severity] += 1
        safe += is_safely_fixable(diagnostic)
        fixable += is_fixable(diagnostic)
    return Summary(
        counts,
        safe,
        fixable,
        sum(file.status == "checked" for file in result.files),
        tuple(file for file in result.files if file.status != "checked"),
    )


def is_fixable(diagnostic: Diagnostic) -> bool:
    """Tell whether ``fix`` can repair a finding, perhaps only with ``--unsafe``."""
    return any(fix.applicability is not Applicability.MANUAL for fix in diagnostic.fixes)


def is_safely_fixable(diagnostic: Diagnostic) -> bool:
    """Tell whether ``fix`` repairs a finding without being asked for unsafe fixes."""
    return any(fix.applicability is Applicability.SAFE for fix in diagnostic.fixes)


def costliest(diagnostics: Iterable[Diagnostic], limit: int) -> list[Diagnostic]:
    """Return the findings that cost most: those in bytes first, then those in time."""
    priced = [each for each in diagnostics if each.impact and impact_words(each.impact)]
    priced.sort(key=lambda each: each.sort_key)
    priced.sort(
        key=lambda each: (each.impact.bytes or 0, each.impact.seconds or 0) if each.impact else (),
        reverse=True,
    )
    return priced[:limit]


def first_steps(diagnostics: Iterable[Diagnostic], limit: int) -> list[Step]:
    """Return what to do first: failures and leaks, the loudest first, then what costs most.

    Args:
        diagnostics: the findings.
        limit: the most of either kind.
    """
    found = list(diagnostics)
    grave = [each for each in found if _is_grave(each)]
    grave.sort(key=lambda each: each.sort_key)
    grave.sort(key=lambda each: (each.severity.rank, -((each.impact and each.impact.bytes) or 0)))
    priced = costliest([each for each in found if not _is_grave(each)], limit)
    return [Step(each, _saved(each)) for each in (*grave[:limit], *priced)]


def _saved(diagnostic: Diagnostic) -> str:
    words = [impact_words(diagnostic.impact)]
    if _is_grave(diagnostic):
        told = effect_of(diagnostic.impact) or "a failure"
        words.insert(0, "safety" if _is_about_safety(diagnostic) else told)
    return ", ".join(filter(None, words))


def _is_about_safety(diagnostic: Diagnostic) -> bool:
    return diagnostic.code.startswith("DW4")


def _is_grave(diagnostic: Diagnostic) -> bool:
    """Tell whether a finding is about more than bytes and minutes."""
    least = Severity.WARNING if _is_about_safety(diagnostic) else Severity.ERROR
    return diagnostic.severity.at_least(least)


def impact_words(impact: Impact | None) -> str:
    """Return an impact's figures in words, such as ``2.0 GB and 40 s``; ``""`` for none."""
    if impact is None:
        return ""
    words: list[str] = []
    if impact.bytes:
        words.append(amount(impact.bytes))
    if impact.seconds:
        words.append(_duration(impact.seconds))
    return " and ".join(words)


def amount(size: int) -> str:
    """Return a number of bytes in the unit that suits it, powers of 1000 as Docker shows them."""
    value = float(size)
    if abs(value) < 1000:
        return f"{size} B"
    for unit in ("kB", "MB", "GB"):
        value /= 1000
        if abs(value) < 999.95:
            return f"{value:.1f} {unit}" if abs(value) < 99.95 else f"{value:.0f} {unit}"
    return f"{value / 1000:.1f} TB"


def _duration(seconds: float) -> str:
    if seconds < 1:
        return f"{seconds:.1f} s"
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = seconds / 60
    return f"{minutes:.0f} min" if minutes < 90 else f"{minutes / 60:.1f} h"


def counted(number: int, word: str) -> str:
    """Return a number with its noun, such as ``2 warnings``; ``style`` stays as it is."""
    if number == 1 or word in {"info", "style"}:
        return f"{number} {word}"
    return f"{number} {word}s"


def not_checked_lines(files: Iterable[FileStatus]) -> list[str]:
    """Return a line for each way in which files were not checked, with the first of their paths."""
    from dockwright.report.ansi import visible

    files = tuple(files)
    lines: list[str] = []
    for status, words in (("unreadable", "Could not be read"), ("skipped", "Skipped")):
        paths = [visible(file.path) for file in files if file.status == status]
        if paths:
            more = len(paths) - _SHOWN_PATHS
            shown = ", ".join(paths[:_SHOWN_PATHS])
            lines.append(f"{words}: {shown}{f' and {more} more' if more > 0 else ''}")
    return lines
