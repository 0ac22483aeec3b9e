"""The command ``fix``."""

from __future__ import annotations

import sys

from dockwright.cli.check import is_about, is_unread, read_stdin
from dockwright.cli.terminal import remark, use_colour, write_output
from dockwright.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from dockwright.cli.arguments import Parsed
    from dockwright.fixes.fixer import Pick
    from dockwright.report.repaired import FixResult
    from dockwright.rules.diagnostic import Diagnostic, Fix
    from dockwright.run.session import Session
    from dockwright.text import Source

__all__ = ["run_fix"]


def run_fix(parsed: Parsed) -> int:
    """Repair files, write the report, and return the exit status."""
    from dockwright import api

    session = api.open_session(parsed.arguments, parsed.values)
    on = {name for name in ("diff", "unsafe", "check", "pick") if parsed.values.get(name) is True}
    is_stream = "-" in session.paths
    if is_stream and len(session.paths) > 1 and session.text("format") != "json":
        raise UsageError(
            "- stands alone: the repaired text goes to standard output",
            hint="repair the other files in a run of their own",
        )
    pick = _picker() if "pick" in on else None
    stdin = read_stdin(session.project.limit) if is_stream else None
    try:
        result = api.repair(
            session,
            stdin,
            unsafe="unsafe" in on,
            write=not on & {"diff", "check"} and not is_stream,
            pick=pick,
        )
    except KeyboardInterrupt:
        if pick is not None:
            sys.stderr.write("\n")
        remark("interrupted: each file is as it was, or repaired whole")
        raise
    for defect in result.defects:
        remark(f"defect: {defect}")
    if parsed.values.get("quiet") is True:
        for line in filter(is_about(result.failed_paths), result.remarks):
            remark(line)
    else:
        for line in result.remarks:
            remark(line)
        for line in result.details if parsed.values.get("verbose") is True else ():
            remark(line)
        if session.text("format") != "json" and ("diff" in on or (is_stream and "check" not in on)):
            remark(_sum(result))  # standard output has no place for it
    write_output(_report(result, session, on, is_stream=is_stream), session.text("output"))
    return _exit_status(result, on)


def _report(result: FixResult, session: Session, on: set[str], *, is_stream: bool) -> str | bytes:
    from dockwright.report.formats.json import to_lines
    from dockwright.report.repaired import as_object, diffs_of, render_text
    from dockwright.report.result import rule_infos
    from dockwright.rules.registry import entries

    rules = rule_infos(entries())
    if session.text("format") == "json":
        return to_lines(as_object(result, rules))
    if "diff" in on:
        text = "".join(diffs_of(each) for each in result.files)
        return text.encode("utf-8", "surrogateescape")
    if is_stream and "check" not in on:
        return b"".join(each.repair.after.encode() for each in result.files)
    to_file = session.text("output") is not None
    colour = use_colour(wanted=session.value("color") is not False, to_file=to_file)
    return render_text(result, rules, colour=colour)


def _sum(result: FixResult) -> str:
    from dockwright.report.summary import counted

    repaired = sum(len(each.repair.applied) for each in result.files)
    left = sum(len(each.repair.remaining) for each in result.files)
    return f"{counted(repaired, 'finding')} repaired here, {left} left"


def _exit_status(result: FixResult, on: set[str]) -> int:
    if result.defects:
        return 3
    if result.failed_paths or is_unread(result.statuses):
        return 2
    if "check" in on:
        return int(any(each.is_changed for each in result.files))
    level = result.fail_on
    if level is None:
        return 0
    return int(
        any(
            diagnostic.severity.at_least(level)
            for each in result.files
            for diagnostic in each.repair.remaining
        )
    )


def _picker() -> Pick:
    """Return what asks on the terminal for each fix: yes, no, all, quit."""
    from dockwright.report.repaired import diff_text
    from dockwright.text import apply_edits

    if not sys.stdin.isatty():
        raise UsageError("--pick asks on a terminal, and standard input is none")
    answers = {"all": False, "quit": False}

    def pick(
        source: Source, diagnostic: Diagnostic, fix: Fix, others: Mapping[str, str | None]
    ) -> bool:
        if answers["all"] or answers["quit"]:
            return answers["all"]
        line = source.lines.line_of(diagnostic.primary.span.start)
        sys.stderr.write(
            f"\n{source.path}:{line}: {diagnostic.message} [{diagnostic.code}]\n"
            f"{fix.title} ({fix.applicability.value})\n"
        )
        for path, edits in fix.edits.items():
            known = source.text if path == source.path else others[path]
            after = apply_edits(known or "", edits)
            sys.stderr.write(diff_text(known or "", after, path, exists=known is not None))
        while True:
            sys.stderr.write("Apply? [y]es, [n]o, [a]ll from here, [q]uit: ")
            sys.stderr.flush()
            word = sys.stdin.readline()
            letter = word.strip().lower()[:1]
            if letter == "a":
                answers["all"] = True
            elif letter == "q" or not word:
                answers["quit"] = True
            elif letter not in {"y", "n"}:
                continue
            return letter in {"y", "a"}

    return pick
