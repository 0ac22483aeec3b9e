"""The machine's format, ``dockwright.check/1``."""

from __future__ import annotations

from dockwright.report.formats import DEFAULT
from dockwright.report.place import place_of
from dockwright.report.summary import summarize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from dockwright.report.formats import Options
    from dockwright.report.result import CheckResult
    from dockwright.rules.diagnostic import Diagnostic, Fix, Impact
    from dockwright.text import Source, Span

__all__ = ["SCHEMA_NAME", "as_object", "render", "to_lines", "to_text"]

SCHEMA_NAME = "dockwright.check/1"


def render(result: CheckResult, options: Options = DEFAULT) -> str:  # noqa: ARG001 - one signature for all
    """Return a result as JSON, one finding a line."""
    return to_lines(as_object(result))


def to_text(value: Any) -> str:
    """Return a value as JSON that strict readers take, two blanks a level."""
    import json

    return _strict(value, lambda given: json.dumps(given, ensure_ascii=False, indent=2)) + "\n"


def to_lines(value: dict[str, Any]) -> str:
    """Return an object as JSON that strict readers take, each entry of its lists on one line.

    Besides being short to read line by line, that is the form that the encoder written in C
    makes: indented, 2,000 findings take it half a second longer.
    """
    return _strict(value, _lines)


def _lines(value: dict[str, Any]) -> str:
    import json

    encode = json.JSONEncoder(ensure_ascii=False).encode
    members: list[str] = []
    for key, item in value.items():
        if isinstance(item, list) and item:
            entries = ",\n    ".join([encode(entry) for entry in item])
            members.append(f"{encode(key)}: [\n    {entries}\n  ]")
        else:
            members.append(f"{encode(key)}: {encode(item)}")
    return "{\n  " + ",\n  ".join(members) + "\n}\n"


def _strict(value: Any, encoded: Callable[[Any], str]) -> str:
    text = encoded(value)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = encoded(_well_formed(value))
    return text


def as_object(result: CheckResult) -> dict[str, Any]:
    """Return a result as the object that the format writes."""
    summary = summarize(result)
    return {
        "schema": SCHEMA_NAME,
        "diagnostics": [_diagnostic(each, result) for each in result.diagnostics],
        "files": [
            {"path": file.path, "kind": file.kind, "status": file.status} for file in result.files
        ],
        "summary": {
            **{severity.value: number for severity, number in summary.counts.items()},
            "fixable": summary.fixable,
        },
    }


def _well_formed(value: Any) -> Any:
    """Return a value whose texts hold no lone surrogate: strict readers of JSON refuse those.

    Bytes that are not UTF-8 become U+FFFD.
    """
    if isinstance(value, str):
        if value.isascii():
            return value
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_well_formed(key): _well_formed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_well_formed(item) for item in value]
    return value


def _diagnostic(diagnostic: Diagnostic, result: CheckResult) -> dict[str, Any]:
    rule = result.rule(diagnostic.code)
    sources = result.sources
    at = diagnostic.primary
    related: list[dict[str, Any]] = []
    for label in diagnostic.related:
        place = place_of(sources.get(label.path), label.span)
        related.append(
            {
                "path": label.path,
                "line": place.line,
                "column": place.column,
                "message": label.text,
            }
        )
    return {
        "code": diagnostic.code,
        "name": rule.name,
        "aliases": list(rule.aliases),
        "family": rule.family,
        "severity": diagnostic.severity.value,
        "confidence": diagnostic.confidence.value,
        "message": diagnostic.message,
        "help": diagnostic.help,
        "path": at.path,
        **_extent(sources.get(at.path), at.span),
        "related": related,
        "impact": _impact(diagnostic.impact),
        "fixes": [_fix(fix, sources) for fix in diagnostic.fixes],
        "url": rule.url,
    }


def _extent(source: Source | None, span: Span) -> dict[str, int]:
    return place_of(source, span)._asdict()


def _impact(impact: Impact | None) -> dict[str, Any] | None:
    if impact is None:
        return None
    return {
        "bytes": impact.bytes,
        "seconds": impact.seconds,
        "basis": impact.basis,
        "confidence": impact.confidence.value,
    }


def _fix(fix: Fix, sources: Mapping[str, Source]) -> dict[str, Any]:
    return {
        "title": fix.title,
        "applicability": fix.applicability.value,
        "edits": [
            {"path": path, **_extent(sources.get(path), edit.span), "text": edit.text}
            for path, edits in sorted(fix.edits.items())
            for edit in sorted(edits)
        ],
    }
