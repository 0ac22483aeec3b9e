"""What a check comes to: the value that every report is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dockwright.rules.diagnostic import Diagnostic, Severity
    from dockwright.text import Source

__all__ = ["CheckResult", "FileStatus"]


class FileStatus(NamedTuple):
    """What became of one file.

    Attributes:
        path: the path as shown.
        kind: ``dockerfile``, ``compose``, ``bake``, ``ignorefile``, ``dependencies``, ``python``.
        status: ``checked``, ``skipped`` or ``unreadable``.
        reason: why it was not checked, to follow the path in a sentence; else ``""``.
    """

    path: str
    kind: str
    status: str
    reason: str = ""


class CheckResult(NamedTuple):
    """Everything that a run of ``check`` found.

    Attributes:
        diagnostics: the findings, in the order in which they are reported.
        files: what became of each file, sorted by path.
        sources: the texts that were read, by shown path; findings' spans are offsets into them.
        remarks: lines for the user that are no findings, always shown.
        details: lines that only ``--verbose`` shows.
        failed_paths: paths that were named and could not be checked.
        fail_on: the least severity that makes the run fail, or None for never.
    """

    diagnostics: tuple[Diagnostic, ...]
    files: tuple[FileStatus, ...]
    sources: Mapping[str, Source]
    remarks: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    failed_paths: tuple[str, ...] = ()
    fail_on: Severity | None = None
