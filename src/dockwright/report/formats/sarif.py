"""SARIF 2.1.0, for code scanning services and editors."""

from __future__ import annotations

from dockwright.report.fingerprint import fingerprints
from dockwright.report.formats import DEFAULT
from dockwright.report.formats.json import to_text
from dockwright.report.place import place_of
from dockwright.rules.diagnostic import Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from dockwright.report.formats import Options
    from dockwright.report.result import CheckResult, RuleInfo
    from dockwright.rules.diagnostic import Diagnostic, Fix, Label
    from dockwright.text import Source, Span

__all__ = ["render"]

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {"error": "error", "warning": "warning", "info": "note", "style": "note"}
_PRECISIONS = {"high": "high", "medium": "medium", "low": "low"}
_ROOT = "%SRCROOT%"


def render(result: CheckResult, options: Options = DEFAULT) -> str:
    """Return a result as a SARIF log with one run.

    Regions count in characters (``unicodeCodePoints``), a byte-order mark not among them.
    Relative paths start from ``%SRCROOT%``, the directory that dockwright ran in.
    """
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(result, options.page)]}
    return to_text(log)


def _run(result: CheckResult, page: Callable[[str], str] | None) -> dict[str, Any]:
    from dockwright import __version__

    codes = sorted({each.code for each in result.diagnostics})
    places = {file.path: number for number, file in enumerate(result.files)}
    writer = _Writer(result, places)
    marks = fingerprints(result.diagnostics, result.sources)
    return {
        "tool": {
            "driver": {
                "name": "dockwright",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [_rule(result.rule(code), page) for code in codes],
            }
        },
        "invocations": [
            {
                "executionSuccessful": not result.failed_paths,
                "toolExecutionNotifications": writer.notifications(),
            }
        ],
        "originalUriBaseIds": {
            _ROOT: {"description": {"text": "The directory that dockwright ran in."}}
        },
        "artifacts": [
            {"location": writer.artifact(file.path), "roles": ["analysisTarget"]}
            for file in result.files
        ],
        "columnKind": "unicodeCodePoints",
        "results": [
            writer.result(each, codes.index(each.code), mark)
            for each, mark in zip(result.diagnostics, marks, strict=True)
        ],
    }


def _rule(rule: RuleInfo, page: Callable[[str], str] | None) -> dict[str, Any]:
    summary = rule.summary or rule.name
    more = f"dockwright explain {rule.code}"
    markdown = page(rule.code) if page else ""
    described: dict[str, Any] = {
        "id": rule.code,
        "shortDescription": {"text": rule.name.replace("-", " ")},
        "fullDescription": {"text": summary},
        "help": {"text": f"{summary}\n\nMore: {more}", "markdown": markdown}
        if markdown
        else {"text": f"{summary}\n\nMore: {more}"},
        "defaultConfiguration": {"level": _LEVELS.get(rule.severity, "warning")},
        "properties": {
            "tags": [rule.family],
            "precision": _PRECISIONS.get(rule.confidence, "medium"),
            "problem.severity": _problem_severity(rule.severity),
            "aliases": list(rule.aliases),
        },
    }
    if rule.name != rule.code:
        described["name"] = "".join(word.capitalize() for word in rule.name.split("-"))
    if rule.url:
        described["helpUri"] = rule.url
    return described


def _problem_severity(severity: str) -> str:
    return severity if severity in {"error", "warning"} else "recommendation"


class _Writer:
    """Writes the parts that know the run's files."""

    def __init__(self, result: CheckResult, places: dict[str, int]) -> None:
        self.run = result
        self.places = places

    def result(self, diagnostic: Diagnostic, rule_index: int, mark: str) -> dict[str, Any]:
        """Return a finding as a result."""
        words = diagnostic.message
        if diagnostic.help:
            words = f"{words}. {diagnostic.help}"
        found: dict[str, Any] = {
            "ruleId": diagnostic.code,
            "ruleIndex": rule_index,
            "level": _LEVELS[diagnostic.severity.value],
            "message": {"text": words},
            "locations": [{"physicalLocation": self.location(diagnostic.primary)}],
            "partialFingerprints": {"dockwright/v1": mark},
            "properties": self.properties(diagnostic),
        }
        if diagnostic.related:
            found["relatedLocations"] = [
                self.related(number, label) for number, label in enumerate(diagnostic.related, 1)
            ]
        fixes: list[dict[str, Any]] = []
        for fix in diagnostic.fixes:
            described = self.fix(fix) if any(fix.edits.values()) else None
            if described and described not in fixes:  # the schema wants them all different
                fixes.append(described)
        if fixes:
            found["fixes"] = fixes
        return found

    def properties(self, diagnostic: Diagnostic) -> dict[str, Any]:
        """Return what SARIF has no place for."""
        found: dict[str, Any] = {"confidence": diagnostic.confidence.value}
        if diagnostic.severity is Severity.STYLE:
            found["severity"] = diagnostic.severity.value
        impact = diagnostic.impact
        if impact is not None:
            found["impact"] = {
                "bytes": impact.bytes,
                "seconds": impact.seconds,
                "basis": impact.basis,
                "confidence": impact.confidence.value,
            }
        return found

    def related(self, number: int, label: Label) -> dict[str, Any]:
        """Return a place that takes part, with its words where it has any."""
        found: dict[str, Any] = {"id": number, "physicalLocation": self.location(label)}
        if label.text:
            found["message"] = {"text": label.text}
        return found

    def location(self, label: Label) -> dict[str, Any]:
        """Return a place; without a region where the file's text is not at hand."""
        source = self.run.sources.get(label.path)
        found: dict[str, Any] = {"artifactLocation": self.artifact(label.path)}
        if source is not None:
            found["region"] = _region(source, label.span)
        return found

    def artifact(self, path: str) -> dict[str, Any]:
        """Return where a file is, by its number too if it is one of the run's."""
        found: dict[str, Any] = {"uri": _uri(path)}
        if not _is_absolute(path):
            found["uriBaseId"] = _ROOT
        if path in self.places:
            found["index"] = self.places[path]
        return found

    def fix(self, fix: Fix) -> dict[str, Any]:
        """Return a fix with the text it takes away and puts in."""
        changes: list[dict[str, Any]] = []
        for path, edits in sorted(fix.edits.items()):
            if not edits:
                continue
            source = self.run.sources.get(path)
            replacements: list[dict[str, Any]] = []
            for edit in sorted(edits):
                replacement: dict[str, Any] = {"deletedRegion": _region(source, edit.span)}
                if edit.text:
                    replacement["insertedContent"] = {"text": edit.text}
                replacements.append(replacement)
            changes.append({"artifactLocation": self.artifact(path), "replacements": replacements})
        return {
            "description": {"text": fix.title},
            "artifactChanges": changes,
            "properties": {"applicability": fix.applicability.value},
        }

    def notifications(self) -> Sequence[dict[str, Any]]:
        """Return what could not be checked."""
        return [
            {
                "level": "error" if file.status == "unreadable" else "note",
                "message": {"text": f"{file.path} {file.reason or f'is {file.status}'}"},
                "locations": [{"physicalLocation": {"artifactLocation": self.artifact(file.path)}}],
            }
            for file in self.run.files
            if file.status != "checked"
        ]


def _region(source: Source | None, span: Span) -> dict[str, int]:
    place = place_of(source, span)
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


def _is_absolute(path: str) -> bool:
    return path.startswith("/") or _has_drive(path)


def _has_drive(path: str) -> bool:
    return len(path) > 2 and path[0].isascii() and path[0].isalpha() and path[1:3] == ":/"


def _uri(path: str) -> str:
    from urllib.parse import quote

    encoded = quote(path.encode("utf-8", "surrogateescape"), safe="/-._~!$&'()*+,;=@")
    if _has_drive(path):
        return f"file:///{path[0]}:{encoded[4:]}"
    return f"file://{encoded}" if path.startswith("/") else encoded
