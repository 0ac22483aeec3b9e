"""The commands ``explain`` and ``rules``."""

from __future__ import annotations

from dockwright.cli.terminal import use_colour, write_output

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from dockwright.cli.arguments import Parsed
    from dockwright.kb.records import Fact
    from dockwright.rules.registry import RuleEntry
    from dockwright.run.explain import RulePage

__all__ = ["run_explain", "run_rules"]


def run_explain(parsed: Parsed) -> int:
    """Show the page of a rule or a fact."""
    from dockwright import api

    found = api.explain(parsed.arguments[0])
    if _format_of(parsed) == "json":
        document = {
            "schema": "dockwright.explain/1",
            "rules": [_page_record(page) for page in found.rules],
            "facts": [fact._asdict() for fact in found.facts],
        }
        _write_json(document)
        return 0
    bold = _bold if _has_colour(parsed) else _plain
    blocks = [_page_text(page, bold) for page in found.rules]
    blocks += [_fact_text(fact, bold) for fact in found.facts]
    write_output("\n\n".join(blocks) + "\n", None)
    return 0


def run_rules(parsed: Parsed) -> int:
    """List every rule."""
    from dockwright import api

    entries = api.rules()
    if _format_of(parsed) == "json":
        records = [_entry_record(entry) for entry in entries]
        _write_json({"schema": "dockwright.rules/1", "rules": records})
        return 0
    bold = _bold if _has_colour(parsed) else _plain
    rows = [("code", "name", "family", "severity", "on", "other tools' ids")]
    rows += [
        (
            entry.code,
            entry.name,
            entry.family,
            entry.severity,
            "yes" if entry.default else "no",
            " ".join(entry.aliases),
        )
        for entry in entries
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]) - 1)]
    lines: list[str] = []
    for number, row in enumerate(rows):
        cells = [cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=True)]
        line = "  ".join([*cells, row[-1]]).rstrip()
        lines.append(bold(line) if number == 0 else line)
    write_output("\n".join(lines) + "\n", None)
    return 0


def _page_text(page: RulePage, bold: Any) -> str:
    entry = page.entry
    lines = [
        bold(f"{entry.code} {entry.name}"),
        f"family {entry.family}, severity {entry.severity}, confidence {entry.confidence}, "
        + ("on by default" if entry.default else "off by default"),
        f"since {entry.since}" + ("" if entry.status == "stable" else f", {entry.status}"),
    ]
    if entry.aliases:
        lines.append(f"other tools' ids: {', '.join(entry.aliases)}")
    if entry.facts:
        lines.append(f"rests on the facts: {', '.join(entry.facts)}")
    for name, default in entry.options.items():
        lines.append(f"option {name}, default {default!r}")
    for title, text in page.sections.items():
        lines += ["", bold(title), text] if title else ["", text]
    return "\n".join(lines)


def _fact_text(fact: Fact, bold: Any) -> str:
    values = [f"value: {_value_text(fact.value)}"]
    if isinstance(fact.value, dict):
        values = [f"  {key}: {_value_text(value)}" for key, value in fact.value.items()]
    lines = [
        bold(fact.id),
        *values,
        f"applies to: {fact.applies_to}",
        f"source: {fact.source}",
        f"as of: {fact.as_of}",
        f"confidence: {fact.confidence}",
    ]
    if fact.note:
        lines.append(f"note: {fact.note}")
    return "\n".join(line for line in lines if not line.endswith(": "))


def _value_text(value: object) -> str:
    if isinstance(value, str):
        return value
    import json

    return json.dumps(value, ensure_ascii=False, default=str)


def _entry_record(entry: RuleEntry) -> dict[str, Any]:
    return {
        "code": entry.code,
        "name": entry.name,
        "family": entry.family,
        "severity": entry.severity,
        "confidence": entry.confidence,
        "default": entry.default,
        "status": entry.status,
        "since": entry.since,
        "aliases": list(entry.aliases),
        "facts": list(entry.facts),
        "options": dict(entry.options),
        "summary": entry.summary,
    }


def _page_record(page: RulePage) -> dict[str, Any]:
    sections: Iterable[tuple[str, str]] = page.sections.items()
    return {
        **_entry_record(page.entry),
        "sections": [{"title": title, "text": text} for title, text in sections],
    }


def _write_json(document: Mapping[str, Any]) -> None:
    import json

    write_output(json.dumps(document, indent=1, default=list) + "\n", None)


def _format_of(parsed: Parsed) -> str:
    import os

    chosen = parsed.values.get("format") or os.environ.get("DOCKWRIGHT_FORMAT")
    return "json" if chosen == "json" else "text"


def _has_colour(parsed: Parsed) -> bool:
    return use_colour(wanted=parsed.values.get("color") is not False, to_file=False)


def _bold(text: str) -> str:
    return f"\x1b[1m{text}\x1b[0m"


def _plain(text: str) -> str:
    return text
