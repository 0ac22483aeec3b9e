"""JUnit's XML, which most build servers show."""

from __future__ import annotations

from dockwright.report.formats import DEFAULT
from dockwright.report.place import place_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.report.formats import Options
    from dockwright.report.result import CheckResult, FileStatus
    from dockwright.rules.diagnostic import Diagnostic

__all__ = ["render"]


def render(result: CheckResult, options: Options = DEFAULT) -> str:  # noqa: ARG001 - one signature for all
    """Return a suite for each file; each finding is a failed test, a clean file a passed one.

    A file that cannot be read is an error, one that was skipped a skipped test.
    """
    by_path: dict[str, list[Diagnostic]] = {file.path: [] for file in result.files}
    statuses = {file.path: file for file in result.files}
    for each in result.diagnostics:
        by_path.setdefault(each.primary.path, []).append(each)
    suites = [_suite(path, by_path[path], statuses.get(path), result) for path in sorted(by_path)]
    tests, failures, errors, skipped = (
        sum(counts[column] for _, counts in suites) for column in range(4)
    )
    head = (
        f'<testsuites name="dockwright" tests="{tests}" failures="{failures}" '
        f'errors="{errors}" skipped="{skipped}" time="0">'
    )
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        head,
        *(text for text, _ in suites),
        "</testsuites>",
    ]
    return "\n".join(lines) + "\n"


def _suite(
    path: str, found: list[Diagnostic], status: FileStatus | None, result: CheckResult
) -> tuple[str, tuple[int, int, int, int]]:
    cases = [_failure(each, result) for each in found]
    errors = skipped = 0
    if status is not None and status.status != "checked":
        reason = _attribute(f"{path} {status.reason or f'is {status.status}'}")
        errors = int(status.status == "unreadable")
        skipped = 1 - errors
        element = "error" if errors else "skipped"
        extra = ' type="unreadable"' if errors else ""
        cases.append(_case(path, "read", f'      <{element} message="{reason}"{extra}/>'))
    if not cases:
        cases.append(_case(path, "no findings", ""))
    counts = (len(cases), len(found), errors, skipped)
    head = (
        f'  <testsuite name="{_attribute(path)}" tests="{counts[0]}" failures="{counts[1]}" '
        f'errors="{counts[2]}" skipped="{counts[3]}" time="0">'
    )
    return "\n".join([head, *cases, "  </testsuite>"]), counts


def _failure(diagnostic: Diagnostic, result: CheckResult) -> str:
    label = diagnostic.primary
    place = place_of(result.sources.get(label.path), label.span)
    lines = [f"{label.path}:{place.line}:{place.column}: {diagnostic.message}"]
    if diagnostic.help:
        lines.append(f"help: {diagnostic.help}")
    for other in diagnostic.related:
        spot = place_of(result.sources.get(other.path), other.span)
        lines.append(f"{other.path}:{spot.line}:{spot.column}: {other.text}".removesuffix(": "))
    body = _text("\n".join(lines))
    return _case(
        label.path,
        f"{result.rule(diagnostic.code).title} at {place.line}:{place.column}",
        f'      <failure message="{_attribute(diagnostic.message)}" '
        f'type="{diagnostic.severity.value}">{body}</failure>',
    )


def _case(path: str, name: str, body: str) -> str:
    head = f'    <testcase classname="{_attribute(path)}" name="{_attribute(name)}" time="0"'
    return f"{head}>\n{body}\n    </testcase>" if body else f"{head}/>"


def _text(text: str) -> str:
    """Return a text as XML has it; what XML cannot hold is shown as on a terminal."""
    from dockwright.report.ansi import visible_char

    kept = "".join(char if char in "\n\t" or _is_xml(char) else visible_char(char) for char in text)
    return kept.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _attribute(text: str) -> str:
    return _text(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def _is_xml(char: str) -> bool:
    code = ord(char)
    return (
        0x20 <= code < 0x7F or 0xA0 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or code >= 0x10000
    )
