"""What a run of ``fix`` came to, for people, as a diff, and for machines."""

from __future__ import annotations

from dockwright.report.ansi import Style
from dockwright.report.place import place_of
from dockwright.report.summary import counted, not_checked_lines
from dockwright.rules.diagnostic import Applicability
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from dockwright.fixes.fixer import FileRepair
    from dockwright.report.result import FileStatus, RuleInfo
    from dockwright.rules.diagnostic import Diagnostic, Severity

__all__ = [
    "SCHEMA_NAME",
    "FixResult",
    "Repaired",
    "as_object",
    "diff_text",
    "diffs_of",
    "reason_of",
    "render_text",
]

SCHEMA_NAME = "dockwright.fix/1"


class Repaired(NamedTuple):
    """What became of one file.

    Attributes:
        path: the file as shown.
        full_path: the file.
        repair: the repair; its ``applied`` is empty where there was nothing to do.
        is_stdin: whether the text came from standard input, and is not written.
        unwritten: why it could not be written, or ``""``.
    """

    path: str
    full_path: str
    repair: FileRepair
    is_stdin: bool
    unwritten: str = ""

    @property
    def is_changed(self) -> bool:
        """Tell whether the repair changes any file."""
        return self.repair.after.text != self.repair.before.text or bool(self.repair.others)


class FixResult(NamedTuple):
    """What a run of ``fix`` came to.

    Attributes:
        files: the files that were read, sorted by path.
        statuses: what became of each file, those that were not read with the reason.
        remarks: lines for the user.
        details: lines that only ``--verbose`` shows.
        failed_paths: paths that were named and could not be repaired.
        fail_on: the least severity of a remaining finding that makes the run fail.
        written: whether the repaired files were written.
        unsafe: whether unsafe fixes were applied too.
    """

    files: tuple[Repaired, ...]
    statuses: tuple[FileStatus, ...]
    remarks: tuple[str, ...]
    details: tuple[str, ...]
    failed_paths: tuple[str, ...]
    fail_on: Severity | None
    written: bool
    unsafe: bool = False

    @property
    def defects(self) -> tuple[str, ...]:
        """Return what is wrong with dockwright itself, a sentence each."""
        return tuple(defect for each in self.files for defect in each.repair.defects)


def diff_text(before: str, after: str, path: str, *, exists: bool = True) -> str:
    """Return what changes in a file as a unified diff that ``patch -p1`` takes."""
    import difflib

    lines: list[str] = []
    path = path.lstrip("/")
    if " " in path or "\t" in path:
        path += "\t"  # without it, patch takes the name to end at the blank
    for line in difflib.unified_diff(
        _lines(before), _lines(after), f"a/{path}" if exists else "/dev/null", f"b/{path}"
    ):
        text = line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        lines.append(text)
    return "".join(lines)


def _lines(text: str) -> list[str]:
    r"""Return the lines of a text, divided after ``\n`` and nowhere else."""
    lines = text.split("\n")
    last = lines.pop()
    return [f"{line}\n" for line in lines] + ([last] if last else [])


def diffs_of(each: Repaired) -> str:
    """Return the diff of everything that one repair changes."""
    repair = each.repair
    parts: list[str] = []
    if repair.after.text != repair.before.text:
        parts.append(diff_text(repair.before.text, repair.after.text, each.path))
    for path, text in repair.others.items():
        before = repair.others_before.get(path)
        parts.append(diff_text(before or "", text, path, exists=before is not None))
    return "".join(parts)


def reason_of(diagnostic: Diagnostic, *, unsafe: bool = False) -> str:
    """Return why a finding remains; ``unsafe`` tells whether unsafe fixes were applied too."""
    for fix in diagnostic.fixes:
        if fix.applicability is Applicability.MANUAL:
            return f"by hand: {fix.title}"
        if fix.applicability is Applicability.UNSAFE and not unsafe:
            return f"--unsafe would: {fix.title}"
        return f"left out: {fix.title}"
    return diagnostic.refusal or "not repaired"


def render_text(result: FixResult, rules: Mapping[str, RuleInfo], *, colour: bool = False) -> str:
    """Return the report for people: what was repaired, what remains and why."""
    style = Style(enabled=colour)
    lines: list[str] = []
    done = "repaired" if result.written else "would be repaired"
    for each in result.files:
        repair = each.repair
        if not repair.applied or each.unwritten:
            continue
        lines.append(
            f"{style(each.path, 'bold')}: {counted(len(repair.applied), 'finding')} {done}"
        )
        for applied in repair.applied:
            rule = rules.get(applied.code)
            title = applied.code if rule is None else rule.title
            mark = " (unsafe)" if applied.applicability is Applicability.UNSAFE else ""
            lines.append(
                f"  line {applied.line}: {applied.title}{mark} {style(f'[{title}]', 'dim')}"
            )
        lines.extend(f"  also changed: {path}" for path in repair.others)
    remaining = [
        (each, diagnostic)
        for each in result.files
        if not each.unwritten
        for diagnostic in each.repair.remaining
    ]
    if remaining:
        lines += ["", style("What remains, and why:", "bold")] if lines else []
        for each, diagnostic in remaining:
            at = place_of(each.repair.after, diagnostic.primary.span)
            rule = rules.get(diagnostic.code)
            title = diagnostic.code if rule is None else rule.title
            lines.append(
                f"  {each.path}:{at.line}:{at.column}: {diagnostic.severity.value} "
                f"{style(f'[{title}]', 'dim')}: {reason_of(diagnostic, unsafe=result.unsafe)}"
            )
    repaired = sum(len(each.repair.applied) for each in result.files if not each.unwritten)
    unsafe = not result.unsafe and sum(
        any(fix.applicability is Applicability.UNSAFE for fix in diagnostic.fixes)
        for _, diagnostic in remaining
    )
    words = f"{counted(repaired, 'finding')} {done}, {len(remaining)} left"
    unwritten = sum(bool(each.unwritten) for each in result.files)
    if unwritten:
        words += f", {counted(unwritten, 'file')} not written"
    if unsafe:
        words += f", {unsafe} of them within reach of --unsafe"
    lines += ["", f"{words}."] if lines else [f"{words}."]
    lines += not_checked_lines(result.statuses)
    return "\n".join(lines) + "\n"


def as_object(result: FixResult, rules: Mapping[str, RuleInfo]) -> dict[str, Any]:
    """Return the object that ``--format json`` writes."""
    return {
        "schema": SCHEMA_NAME,
        "files": [
            {
                "path": each.path,
                "changed": each.is_changed,
                "written": result.written
                and each.is_changed
                and not each.is_stdin
                and not each.unwritten,
                "passes": each.repair.passes,
                "diff": diffs_of(each),
                "others": list(each.repair.others),
                "applied": [
                    {
                        "code": applied.code,
                        "name": rules[applied.code].name if applied.code in rules else "",
                        "line": applied.line,
                        "message": applied.message,
                        "title": applied.title,
                        "applicability": applied.applicability.value,
                    }
                    for applied in each.repair.applied
                ],
                "remaining": [
                    {
                        "code": diagnostic.code,
                        "severity": diagnostic.severity.value,
                        "name": rules[diagnostic.code].name if diagnostic.code in rules else "",
                        "line": place_of(each.repair.after, diagnostic.primary.span).line,
                        "message": diagnostic.message,
                        "reason": reason_of(diagnostic, unsafe=result.unsafe),
                    }
                    for diagnostic in each.repair.remaining
                ],
                "defects": list(each.repair.defects),
            }
            for each in result.files
        ],
        "not_read": [
            {"path": status.path, "reason": status.reason}
            for status in result.statuses
            if status.reason
        ],
        "summary": {
            "applied": sum(len(each.repair.applied) for each in result.files),
            "changed_files": sum(each.is_changed for each in result.files),
            "remaining": sum(len(each.repair.remaining) for each in result.files),
            "written": result.written,
        },
    }
