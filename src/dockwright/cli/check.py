"""The command ``check``."""

from __future__ import annotations

import sys

from dockwright.cli.terminal import remark, use_colour, write_output

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dockwright.cli.arguments import Parsed
    from dockwright.report.result import CheckResult, FileStatus

__all__ = ["exit_status", "is_about", "is_unread", "read_stdin", "run_check"]


_WITHOUT_FIXES = frozenset({None, "text", "github", "gitlab", "junit"})
"""Formats that tell no fixes: the text report leaves them to ``fix --diff``."""


def run_check(parsed: Parsed) -> int:
    """Check files, write the report, and return the exit status."""
    from dockwright import api

    session = api.open_session(parsed.arguments, parsed.values)
    if session.text("format") not in _WITHOUT_FIXES:
        session.want_fixes()
    stdin = None
    if "-" in session.paths:
        stdin = read_stdin(session.project.limit)
    result = api.finish(session, api.run(session, stdin))
    verbose = parsed.values.get("verbose") is True
    if parsed.values.get("quiet") is True:
        lines = tuple(filter(is_about(result.failed_paths), result.remarks))
    else:
        lines = (*result.remarks, *(result.details if verbose else ()))
    for line in lines:
        remark(line)
    output = session.text("output")
    colour = use_colour(wanted=session.value("color") is not False, to_file=output is not None)
    text = api.render(result, session.text("format") or "text", colour=colour)
    write_output(text, output)
    return exit_status(result)


def exit_status(result: CheckResult) -> int:
    """Return the exit status that a result stands for."""
    from dockwright.run.runner import FAILURE_CODE

    if any(each.code == FAILURE_CODE for each in result.diagnostics):
        return 3
    if result.failed_paths or is_unread(result.files):
        return 2
    level = result.fail_on
    if level is None:
        return 0
    return int(any(each.severity.at_least(level) for each in result.diagnostics))


def is_unread(files: Iterable[FileStatus]) -> bool:
    """Tell whether there were files and none was checked: no findings, but nothing is fine."""
    from dockwright.run.session import CHECKED_KINDS

    statuses = {file.status for file in files if file.kind in CHECKED_KINDS}
    return bool(statuses) and "checked" not in statuses


def is_about(paths: tuple[str, ...]) -> Callable[[str], bool]:
    """Tell which remarks are faults, which ``--quiet`` does not hide."""
    return lambda line: line.startswith(tuple(f"{path} " for path in paths))


def read_stdin(limit: int) -> bytes:
    """Return what standard input holds, at most one byte more than ``limit``."""
    buffer = getattr(sys.stdin, "buffer", None)
    if buffer is None:
        return sys.stdin.read(limit + 1).encode("utf-8", "surrogateescape")
    data: bytes = buffer.read(limit + 1)
    return data
