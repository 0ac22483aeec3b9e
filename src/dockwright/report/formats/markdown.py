"""Markdown, for comments on pull requests and for summaries of jobs."""

from __future__ import annotations

from dockwright.report.ansi import visible
from dockwright.report.formats import DEFAULT
from dockwright.report.place import place_of
from dockwright.report.summary import counted, impact_words, summarize
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.report.formats import Options
    from dockwright.report.result import CheckResult
    from dockwright.report.summary import Summary
    from dockwright.rules.diagnostic import Diagnostic

__all__ = ["render"]

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#|~&!@])")


def render(result: CheckResult, options: Options = DEFAULT) -> str:  # noqa: ARG001 - one signature for all
    """Return a heading, the counts, and a table for each file that has findings."""
    summary = summarize(result)
    blocks = ["## dockwright", _headline(summary)]
    by_path: dict[str, list[Diagnostic]] = {}
    for each in result.diagnostics:
        by_path.setdefault(each.primary.path, []).append(each)
    for path, found in by_path.items():
        rows = [_row(each, result) for each in found]
        table = [
            "| Line | Severity | Rule | Finding |",
            "| ---: | --- | --- | --- |",
            *rows,
        ]
        blocks.append(f"### {_code(path)}")
        blocks.append("\n".join(table))
    if summary.not_checked:
        blocks.append("### Not checked")
        blocks.append(
            "\n".join(
                f"- {_code(file.path)} {_escaped(file.reason or f'is {file.status}')}"
                for file in summary.not_checked
            )
        )
    return "\n\n".join(blocks) + "\n"


def _headline(summary: Summary) -> str:
    files = counted(summary.checked, "file")
    if not summary.total:
        return f"No findings in {files}." if summary.checked else "Nothing was checked."
    parts = [
        counted(number, severity.value) for severity, number in summary.counts.items() if number
    ]
    words = f"{counted(summary.total, 'finding')} in {files}: {', '.join(parts)}."
    if summary.fixable:
        words += f" `dockwright fix` can repair {summary.fixable} of them"
        unsafe = summary.fixable - summary.safe
        words += f", {unsafe} only with `--unsafe`." if unsafe else "."
    return words


def _row(diagnostic: Diagnostic, result: CheckResult) -> str:
    rule = result.rule(diagnostic.code)
    label = diagnostic.primary
    place = place_of(result.sources.get(label.path), label.span)
    code = f"[{rule.code}]({rule.url})" if rule.url else rule.code
    title = code + _escaped(rule.title.removeprefix(rule.code))
    words = _escaped(diagnostic.message)
    cost = impact_words(diagnostic.impact)
    if cost:
        words += f" (**{cost}**)"
    if diagnostic.help:
        words += f"<br>{_escaped(diagnostic.help)}"
    return f"| {place.line} | {diagnostic.severity.value} | {title} | {words} |"


def _escaped(text: str) -> str:
    """Return a text that Markdown and its HTML show as it is, on one line."""
    return _SPECIAL.sub(_harmless, visible(" ".join(text.splitlines())))


def _harmless(match: re.Match[str]) -> str:
    char = match[0]
    # A backslash does not keep "@name" from notifying people; a comment after the sign does.
    return {"<": "&lt;", ">": "&gt;", "&": "&amp;", "@": "@<!-- -->"}.get(char, f"\\{char}")


def _code(text: str) -> str:
    """Return a text as a code span, its fence longer than any run of backticks in it."""
    shown = visible(text)
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{pad}{shown}{pad}{fence}"
