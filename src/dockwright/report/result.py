"""What a check comes to: the value that every report is made of."""

from __future__ import annotations

from dockwright.text.light import NamedTuple, Protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dockwright.rules.diagnostic import Diagnostic, Severity
    from dockwright.text import Source

__all__ = ["CheckResult", "FileStatus", "RuleInfo", "rule_infos"]


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


class RuleInfo(NamedTuple):
    """What reports tell of a rule, without importing it.

    Attributes:
        code: the stable code, such as ``DW203``.
        name: the name, which states the defect.
        family: the family's word, such as ``cache``.
        severity: how loud it is by default: ``error``, ``warning``, ``info`` or ``style``.
        confidence: how sure it is by default: ``high``, ``medium`` or ``low``.
        aliases: other tools' ids for the same defect.
        summary: the first sentence of its page, or ``""``.
        url: where its page is, or ``""``.
    """

    code: str
    name: str
    family: str
    severity: str = "warning"
    confidence: str = "high"
    aliases: tuple[str, ...] = ()
    summary: str = ""
    url: str = ""

    @property
    def title(self) -> str:
        """Return code and name, the code alone where there is no name."""
        return self.code if self.name == self.code else f"{self.code} {self.name}"


class _Entry(Protocol):
    """An entry of the index of rules, as far as reports go."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def family(self) -> str: ...
    @property
    def severity(self) -> str: ...
    @property
    def confidence(self) -> str: ...
    @property
    def aliases(self) -> tuple[str, ...]: ...
    @property
    def summary(self) -> str: ...


def rule_infos(entries: Iterable[_Entry], *, pages: str = "") -> dict[str, RuleInfo]:
    """Return what reports need of the index's entries, by code.

    ``pages`` is the address of a rule's page with ``{code}`` in it, or ``""`` where there is none.
    """
    return {
        entry.code: RuleInfo(
            entry.code,
            entry.name,
            entry.family,
            entry.severity,
            entry.confidence,
            entry.aliases,
            entry.summary,
            pages.replace("{code}", entry.code),
        )
        for entry in entries
    }


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
        rules: the rules that found something, by code; a code that is not in it is reported all
            the same.
    """

    diagnostics: tuple[Diagnostic, ...]
    files: tuple[FileStatus, ...]
    sources: Mapping[str, Source]
    remarks: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    failed_paths: tuple[str, ...] = ()
    fail_on: Severity | None = None
    rules: Mapping[str, RuleInfo] = {}

    def rule(self, code: str) -> RuleInfo:
        """Return what is known of a rule; of an unknown one its code and its code's family."""
        return self.rules.get(code) or RuleInfo(code, code, _family_of(code))


def _family_of(code: str) -> str:
    from dockwright.rules.base import Family

    return next((family.title for family in Family if code.startswith(family.prefix)), "reading")
