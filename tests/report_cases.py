"""Results that the tests of the report room share."""

from __future__ import annotations

from dockwright.report.result import CheckResult, FileStatus, RuleInfo
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
from dockwright.text import Edit, Source, Span

PATH = "app/Dockerfile"
TEXT = (
    "FROM python:3.12\n"
    "RUN apt-get update && \\\n"
    "    apt-get install -y curl && \\\n"
    "    apt-get install -y git && \\\n"
    "    apt-get install -y jq && \\\n"
    "    apt-get install -y wget && \\\n"
    "    apt-get install -y vim\n"
    "RUN pip install torch==2.5.0\n"
    "COPY\t日本語.txt\t<data>\n"
)

RULES = {
    "DW203": RuleInfo(
        "DW203",
        "source-before-dependencies",
        "cache",
        "warning",
        "high",
        (),
        "The source is copied before the dependencies are installed.",
    ),
    "DW301": RuleInfo(
        "DW301",
        "pip-cache-in-layer",
        "size",
        "warning",
        "high",
        ("DL3042",),
        "pip's download cache stays in the layer.",
        "https://docs.example/rules/DW301",
    ),
    "DW901": RuleInfo("DW901", "long-instruction", "style", "style", "medium"),
}


def at(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def finding(
    code: str = "DW301",
    message: str = "pip keeps its download cache in the layer",
    span: Span = Span(0, 4),  # noqa: B008 - immutable
    severity: Severity = Severity.WARNING,
    path: str = PATH,
    **more: object,
) -> Diagnostic:
    return Diagnostic(
        code,
        message,
        Label(path, span, ""),
        severity,
        Confidence.HIGH,
        **more,  # type: ignore[arg-type]
    )


def small_result() -> CheckResult:
    """One finding of each kind of look, and files that were not checked."""
    pip = at(TEXT, "pip install torch==2.5.0")
    whole = Span(TEXT.index("RUN apt"), TEXT.index("\nRUN pip"))
    found = (
        finding("DW901", "RUN has 7 lines", whole, Severity.STYLE),
        finding(
            span=pip,
            help="Add --no-cache-dir",
            related=(Label(PATH, at(TEXT, "python:3.12"), "sets no PIP_NO_CACHE_DIR"),),
            impact=Impact(2 * 1024**3, None, "wheel metadata", Basis.COMPUTED),
            fixes=(
                Fix(
                    "Add --no-cache-dir",
                    {PATH: (Edit(Span(pip.start + 11, pip.start + 11), " --no-cache-dir"),)},
                    Applicability.SAFE,
                ),
            ),
        ),
        finding("DW099", "name is wide, 100% of it", at(TEXT, "日本語.txt"), Severity.ERROR),
    )
    files = (
        FileStatus(PATH, "dockerfile", "checked"),
        FileStatus("big file/Dockerfile", "dockerfile", "skipped", "is above the limit"),
        FileStatus("c/Dockerfile", "dockerfile", "unreadable", "cannot be read: access denied"),
    )
    return CheckResult(found, files, {PATH: Source(PATH, TEXT)}, rules=RULES)


def clean_result() -> CheckResult:
    """Return a result without findings."""
    files = (FileStatus(PATH, "dockerfile", "checked"),)
    return CheckResult((), files, {PATH: Source(PATH, TEXT)}, rules=RULES)
