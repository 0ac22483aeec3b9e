"""Files of known findings, which are not reported again and do not move with the lines."""

from __future__ import annotations

from dockwright.errors import ConfigError
from dockwright.report.fingerprint import base_fingerprint
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.text import Source

__all__ = [
    "BASELINE_SCHEMA",
    "Baseline",
    "Known",
    "make_baseline",
    "new_findings",
    "read_baseline",
    "stale_entries",
    "write_baseline",
]

BASELINE_SCHEMA = "dockwright.baseline/1"


class Known(NamedTuple):
    """Findings that are known.

    Attributes:
        path: the file as shown.
        code: the rule.
        fingerprint: what makes them the same after lines have moved.
        number: how many such findings there are.
        message: the words of the first, for people who read the file.
    """

    path: str
    code: str
    fingerprint: str
    number: int = 1
    message: str = ""


class Baseline(NamedTuple):
    """The known findings, sorted by path, code and fingerprint."""

    entries: tuple[Known, ...] = ()


def make_baseline(
    diagnostics: Iterable[Diagnostic],
    sources: Mapping[str, Source],
    *,
    never: frozenset[str] = frozenset(),
    place: Callable[[str], str] = str,
) -> Baseline:
    """Return a baseline of findings.

    Args:
        diagnostics: the findings.
        sources: the files' texts by path.
        never: codes that are left out.
        place: gives a file's path as the baseline has it: from where that lies.
    """
    found: dict[tuple[str, str, str], Known] = {}
    for each in sorted(diagnostics, key=lambda each: each.sort_key):
        if each.code in never:
            continue
        path = place(each.primary.path)
        mark = base_fingerprint(each, sources.get(each.primary.path), path)
        known = found.get((path, each.code, mark))
        found[path, each.code, mark] = (
            known._replace(number=known.number + 1)
            if known
            else Known(path, each.code, mark, 1, each.message)
        )
    return Baseline(tuple(sorted(found.values())))


def new_findings(
    diagnostics: Iterable[Diagnostic],
    sources: Mapping[str, Source],
    baseline: Baseline,
    place: Callable[[str], str] = str,
) -> list[Diagnostic]:
    """Return the findings that the baseline does not hold, in the order given.

    Where there are more of a kind than are known, the last ones by place are new.
    """
    found = list(diagnostics)
    left = _counts(baseline)
    if not left:
        return found
    known: set[int] = set()
    for index in sorted(range(len(found)), key=lambda index: found[index].sort_key):
        path = found[index].primary.path
        mark = base_fingerprint(found[index], sources.get(path), place(path))
        if left.get(mark, 0) > 0:
            left[mark] -= 1
            known.add(index)
    return [each for index, each in enumerate(found) if index not in known]


def stale_entries(
    diagnostics: Iterable[Diagnostic], sources: Mapping[str, Source], baseline: Baseline
) -> tuple[Known, ...]:
    """Return what the baseline holds and is not found any more, ``number`` being the surplus."""
    left = _counts(baseline)
    for each in diagnostics:
        mark = base_fingerprint(each, sources.get(each.primary.path))
        if mark in left:
            left[mark] -= 1
    return tuple(
        entry._replace(number=min(entry.number, left[entry.fingerprint]))
        for entry in baseline.entries
        if left[entry.fingerprint] > 0
    )


def _counts(baseline: Baseline) -> dict[str, int]:
    counts: dict[str, int] = {}
    for entry in baseline.entries:
        counts[entry.fingerprint] = counts.get(entry.fingerprint, 0) + entry.number
    return counts


def write_baseline(baseline: Baseline) -> str:
    """Return a baseline as JSON: equal baselines give equal texts, one finding a line."""
    import json

    def dumps(value: object) -> str:
        return json.dumps(value, ensure_ascii=True)

    lines = [
        dumps(
            {
                "path": entry.path,
                "code": entry.code,
                "fingerprint": entry.fingerprint,
                "count": entry.number,
                "message": entry.message,
            }
        )
        for entry in sorted(baseline.entries)
    ]
    body = ",\n  ".join(lines)
    findings = f"[\n  {body}\n ]" if lines else "[]"
    return f'{{"schema": {dumps(BASELINE_SCHEMA)},\n "findings": {findings}}}\n'


def read_baseline(data: bytes | str, place: str) -> Baseline:
    """Read a baseline.

    Keys that this version does not know are passed over, ``count`` and ``message`` may be absent,
    and the order of entries does not matter.

    Args:
        data: the file's content.
        place: the file's path, for errors.

    Raises:
        ConfigError: it is not a baseline.
    """
    import json

    try:
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data.lstrip("\ufeff")
        value = json.loads(text)
    except UnicodeDecodeError:
        raise _fault("is not UTF-8 text", place) from None
    except json.JSONDecodeError as error:
        where = f"{place}:{error.lineno}:{error.colno}"
        raise _fault(f"is not JSON: {error.msg.lower()}", where) from None
    except RecursionError:
        raise _fault("is nested too deeply", place) from None
    if not isinstance(value, dict):
        raise _fault("is not a JSON object", place)
    schema = value.get("schema", BASELINE_SCHEMA)
    if schema != BASELINE_SCHEMA:
        raise _fault(f"has the schema {schema!r}, not {BASELINE_SCHEMA!r}", place)
    findings = value.get("findings")
    if not isinstance(findings, list):
        raise _fault('has no list "findings"', place)
    entries = [_entry(record, number, place) for number, record in enumerate(findings, 1)]
    return Baseline(tuple(sorted(entries)))


def _entry(record: Any, number: int, place: str) -> Known:
    if not isinstance(record, dict):
        raise _fault(f"has as finding {number} something that is no object", place)
    texts: list[str] = []
    for key in ("path", "code", "fingerprint", "message"):
        text = record.get(key, "" if key == "message" else None)
        if not isinstance(text, str):
            raise _fault(f'has no text "{key}" in finding {number}', place)
        texts.append(text)
    count = record.get("count", 1)
    if not isinstance(count, int) or isinstance(count, bool) or count < 1:
        raise _fault(f'has in finding {number} a "count" that is no positive number', place)
    path, code, fingerprint, message = texts
    return Known(path, code, fingerprint, count, message)


def _fault(words: str, place: str) -> ConfigError:
    return ConfigError(
        f"the baseline {words}",
        hint="write it anew with dockwright check --write-baseline",
        place=place,
    )
