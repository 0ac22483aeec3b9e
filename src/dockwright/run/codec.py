"""Diagnostics as plain lists and back: for stored results and for pipes between processes."""

from __future__ import annotations

from dockwright.rules.diagnostic import (
    Applicability,
    Basis,
    Confidence,
    Diagnostic,
    Fix,
    Impact,
    Label,
    Severity,
)
from dockwright.text import Edit, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

__all__ = ["CODEC_VERSION", "decode", "encode"]

CODEC_VERSION = "2"

_SEVERITIES = {severity.value: severity for severity in Severity}
_CONFIDENCES = {confidence.value: confidence for confidence in Confidence}


def encode(diagnostics: Iterable[Diagnostic], own: str) -> list[list[Any]]:
    """Return diagnostics as lists of strings, numbers and lists; ``own`` is the file's path."""
    return [
        [
            diagnostic.code,
            diagnostic.message,
            _encode_label(diagnostic.primary, own),
            diagnostic.severity.value,
            diagnostic.confidence.value,
            diagnostic.help,
            [_encode_label(label, own) for label in diagnostic.related],
            _encode_impact(diagnostic.impact),
            [_encode_fix(fix, own) for fix in diagnostic.fixes],
            diagnostic.refusal,
        ]
        for diagnostic in diagnostics
    ]


def decode(records: Iterable[Any], own: str) -> list[Diagnostic]:
    """Return the diagnostics that ``encode`` was given.

    Raises:
        KeyError, TypeError, ValueError, IndexError: the records are not what ``encode`` returns.
    """
    found: list[Diagnostic] = []
    for record in records:
        code, message, primary, severity, confidence, help_, related, impact, fixes, no = record
        found.append(
            Diagnostic(
                code,
                message,
                _decode_label(primary, own),
                _SEVERITIES[severity],
                _CONFIDENCES[confidence],
                help_,
                tuple([_decode_label(label, own) for label in related]),
                None if impact is None else _decode_impact(impact),
                tuple([_decode_fix(fix, own) for fix in fixes]),
                no,
            )
        )
    return found


def _encode_label(label: Label, own: str) -> list[Any]:
    span = label.span
    return ["" if label.path == own else label.path, span.start, span.end, label.text]


def _decode_label(record: Any, own: str) -> Label:
    path, start, end, text = record
    return Label(path or own, Span(start, end), text)


def _encode_impact(impact: Impact | None) -> list[Any] | None:
    if impact is None:
        return None
    return [impact.bytes, impact.seconds, impact.basis, impact.confidence.value]


def _decode_impact(record: Any) -> Impact:
    size, seconds, basis, confidence = record
    return Impact(size, seconds, basis, Basis(confidence))


def _encode_fix(fix: Fix, own: str) -> list[Any]:
    edits = [
        [
            "" if path == own else path,
            [[edit.span.start, edit.span.end, edit.text] for edit in each],
        ]
        for path, each in fix.edits.items()
    ]
    return [fix.title, edits, fix.applicability.value, sorted(fix.touches)]


def _decode_fix(record: Any, own: str) -> Fix:
    title, edits, applicability, touches = record
    return Fix(
        title,
        {
            path or own: tuple([Edit(Span(start, end), text) for start, end, text in each])
            for path, each in edits
        },
        Applicability(applicability),
        frozenset(touches),
    )
