"""Check ignore files against the vectors of patternmatcher, Docker, BuildKit and docker-py."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from dockwright.model.context import BuildContext
from dockwright.model.ignore import IgnoreMatcher, IgnorePattern, Walk, matcher_of
from dockwright.syntax.ignorefile import clean_path, parse
from dockwright.text import Source

__all__ = ["applies", "check"]

_LEGACY_SUITES = ("docker-py ", "moby ")
"""Suites of the builders before BuildKit, whose walk turns around more often."""


def applies(record: dict[str, Any]) -> bool:
    """Tell whether the record is judged: matching with Windows separators is not."""
    return record.get("platform") != "windows"


def check(record: dict[str, Any]) -> str | None:
    """Return why ``record`` does not hold, None where it does."""
    kind = record["kind"]
    judge = _JUDGES.get(kind)
    return judge(record) if judge else f"unknown kind {kind!r}"


def _matcher(record: dict[str, Any]) -> IgnoreMatcher:
    """Return the matcher of a walk: its patterns are the lines of an ignore file."""
    text = record["dockerignore"] if "dockerignore" in record else "\n".join(record["patterns"])
    return matcher_of(parse(Source(".dockerignore", text)))


def _match(record: dict[str, Any]) -> str | None:
    matcher = IgnoreMatcher(record["patterns"])
    path = record["path"]
    if record["api"] == "Matches":
        path = clean_path(path)
        decision = matcher.matches_or_one_parent(path)
    else:
        decision = matcher.matches_or_parent_matches(path)
    actual: object = "error" if decision.problem else decision.ignored
    if path == "." and not decision.problem:
        actual = False  # the function around the matcher never lets the root be ignored
    return _difference(actual, record["expected"])


def _compile(record: dict[str, Any]) -> str | None:
    pattern = IgnorePattern(clean_path(record["pattern"]))
    expected = (record["match_type"], record["expected"] or "")
    if pattern.problem:
        return pattern.problem
    return _difference(pattern.compiled, expected)


def _clean(record: dict[str, Any]) -> str | None:
    matcher = IgnoreMatcher(record["patterns"])
    actual = {
        "count": len(matcher.patterns),
        "exclusions": matcher.has_exceptions,
        "error": bool(matcher.problem),
    }
    expected = record["expected"]
    if expected == "error":
        return None if matcher.problem else "reads the patterns, expected an error"
    unknown = set(expected) - set(actual)
    if unknown:
        return f"unknown expectations {sorted(unknown)}"
    return _difference({key: actual[key] for key in expected}, expected)


def _read(record: dict[str, Any]) -> str | None:
    file = parse(Source(".dockerignore", record["text"]))
    if file.problem:
        return _difference("error", record["expected"])
    return _difference(list(file.patterns), record["expected"])


def _walk(record: dict[str, Any]) -> str | None:
    walk = Walk(_matcher(record), legacy=record["src"].startswith(_LEGACY_SUITES))
    wanted_error = record.get("error") or record.get("expected") == "error"
    decisions = {path: walk.decide(path) for path in record["files"]}
    problem = next((found.problem for found in decisions.values() if found.problem), None)
    if wanted_error:
        return None if problem else "walks, expected an error"
    if problem:
        return problem
    kept = {path for path, decision in decisions.items() if not decision.ignored}
    return _listed(kept, record)


def _override(record: dict[str, Any]) -> str | None:
    with tempfile.TemporaryDirectory() as directory:
        _write(directory, record["files"])
        context = BuildContext(directory, Path(directory, record["dockerfile"]))
        kept = {entry.path for entry in context.walk()}
    return _listed(kept, record)


def _copy_exclude(record: dict[str, Any]) -> str | None:
    words = record["instruction"].split()[1:]
    exclude = [word.partition("=")[2] for word in words if word.startswith("--exclude=")]
    *sources, _ = [word for word in words if not word.startswith("--")]
    with tempfile.TemporaryDirectory() as directory:
        _write(directory, dict.fromkeys(record["context_files"], ""))
        context = BuildContext(directory, Path(directory, "Dockerfile"))
        targets = {
            copied.target for source in sources for copied in context.copied(source, exclude)
        }
    missing = sorted(set(record["dest_present"]) - targets)
    extra = sorted(set(record["dest_absent"]) & targets)
    return f"copies too little {missing}, too much {extra}" if missing or extra else None


def _write(directory: str, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = Path(directory, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _listed(kept: set[str], record: dict[str, Any]) -> str | None:
    dropped = sorted(set(record.get("kept", ())) - kept)
    sent = sorted(set(record.get("excluded", ())) & kept)
    return f"wrongly drops {dropped}, wrongly keeps {sent}" if dropped or sent else None


def _difference(actual: object, expected: object) -> str | None:
    return None if actual == expected else f"gives {actual!r}, expected {expected!r}"


_JUDGES = {
    "match": _match,
    "compile": _compile,
    "clean": _clean,
    "readfile": _read,
    "walk": _walk,
    "override": _override,
    "copy-exclude": _copy_exclude,
}
