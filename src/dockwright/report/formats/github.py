"""Workflow commands, which GitHub Actions shows as annotations of the changed files."""

from __future__ import annotations

from dockwright.report.ansi import visible
from dockwright.report.formats import DEFAULT
from dockwright.report.place import place_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.report.formats import Options
    from dockwright.report.result import CheckResult
    from dockwright.rules.diagnostic import Diagnostic

__all__ = ["render"]

_UNREAD = "could not be read"
_COMMANDS = {"error": "error", "warning": "warning", "info": "notice", "style": "notice"}


def render(result: CheckResult, options: Options = DEFAULT) -> str:  # noqa: ARG001 - one signature for all
    """Return one command a line: a finding each, then the files that could not be read."""
    lines = [_finding(each, result) for each in result.diagnostics]
    lines += [
        f"::warning file={_property(file.path)},title={_property('dockwright')}"
        f"::{_data(f'{file.path} {file.reason or _UNREAD}')}"
        for file in result.files
        if file.status == "unreadable"
    ]
    return "".join(f"{line}\n" for line in lines)


def _finding(diagnostic: Diagnostic, result: CheckResult) -> str:
    label = diagnostic.primary
    place = place_of(result.sources.get(label.path), label.span)
    properties = [
        f"file={_property(label.path)}",
        f"line={place.line}",
        f"endLine={place.last_line}",
    ]
    if place.last_line == place.line == place.end_line:  # columns hold within one line only
        properties.append(f"col={place.column}")
        properties.append(f"endColumn={place.end_column}")
    properties.append(f"title={_property(result.rule(diagnostic.code).title)}")
    words = f"{diagnostic.message}\n{diagnostic.help}" if diagnostic.help else diagnostic.message
    return f"::{_COMMANDS[diagnostic.severity.value]} {','.join(properties)}::{_data(words)}"


def _data(text: str) -> str:
    """Return a text as it may stand after the second ``::``."""
    return "%0A".join(
        visible(line.removesuffix("\r")).replace("%", "%25") for line in text.split("\n")
    )


def _property(text: str) -> str:
    """Return a text as it may stand as a property's value."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
