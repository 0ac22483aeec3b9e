"""GitLab's Code Quality report."""

from __future__ import annotations

from dockwright.report.fingerprint import fingerprints
from dockwright.report.formats import DEFAULT
from dockwright.report.formats.json import to_text
from dockwright.report.place import place_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.report.formats import Options
    from dockwright.report.result import CheckResult

__all__ = ["render"]

_SEVERITIES = {"error": "critical", "warning": "major", "info": "minor", "style": "info"}


def render(result: CheckResult, options: Options = DEFAULT) -> str:  # noqa: ARG001 - one signature for all
    """Return a JSON array with an object for each finding.

    GitLab tells a finding of the base branch from a new one by the fingerprint alone, which
    therefore holds no line; each is different from all others.
    """
    marks = fingerprints(result.diagnostics, result.sources)
    found: list[dict[str, object]] = []
    for each, mark in zip(result.diagnostics, marks, strict=True):
        label = each.primary
        place = place_of(result.sources.get(label.path), label.span)
        found.append(
            {
                "description": each.message,
                "check_name": each.code,
                "fingerprint": mark,
                "severity": _SEVERITIES[each.severity.value],
                "location": {
                    "path": label.path.removeprefix("./"),
                    "lines": {"begin": place.line, "end": place.last_line},
                },
            }
        )
    return to_text(found)
