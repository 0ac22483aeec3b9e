"""Runs repairs over findings, so that each carries its fixes, or the reason that it has none."""

from __future__ import annotations

from importlib import import_module

from dockwright.fixes.repair import Refusal, Repair, RepairContext
from dockwright.rules.base import Context
from dockwright.text.light import cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from dockwright.rules.base import BaseContext
    from dockwright.rules.diagnostic import Diagnostic, Fix

__all__ = ["NO_REPAIR", "Recorder", "load_repair"]

NO_REPAIR = "no mechanical repair is known for this rule"

_RULES = "dockwright.rules."
_REPAIRS = "dockwright.fixes.repairs."


@cache
def load_repair(code: str) -> Repair[Any] | None:
    """Import a rule's repair; None where it has none."""
    from dockwright.rules.registry import entry

    found = entry(code)
    if found is None or not found.module.startswith(_RULES):
        return None
    name = _REPAIRS + found.module.removeprefix(_RULES)
    try:
        module = import_module(name)
    except ModuleNotFoundError as missing:
        if missing.name is not None and name.startswith(missing.name):
            return None
        raise
    loaded: Repair[Any] = getattr(module, found.attribute)
    return loaded


class Recorder:
    """Hears of findings while rules run, and gives them their fixes afterwards.

    Attributes:
        seen: the findings, with the context of their rule and what they are about.
        defects: what went wrong in a repair, a sentence each.
    """

    __slots__ = ("defects", "seen")

    def __init__(self) -> None:
        self.seen: list[tuple[Diagnostic, BaseContext, object]] = []
        self.defects: list[str] = []

    def __call__(self, diagnostic: Diagnostic, context: BaseContext, subject: object) -> None:
        """Remember a finding and what it is about."""
        self.seen.append((diagnostic, context, subject))

    def with_fixes(self, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
        """Return the findings, each with its fixes or the reason that it has none."""
        known = {id(diagnostic): (context, subject) for diagnostic, context, subject in self.seen}
        repaired: list[Diagnostic] = []
        for diagnostic in diagnostics:
            if id(diagnostic) not in known:
                repaired.append(diagnostic)
                continue
            try:
                repaired.append(_repaired(diagnostic, *known[id(diagnostic)]))
            except Exception as error:  # noqa: BLE001 - a defect of one repair must not end the run
                at = diagnostic.primary.path
                words = f"{type(error).__name__}: {error}"
                self.defects.append(f"the repair of {diagnostic.code} failed at {at} with {words}")
                repaired.append(diagnostic._replace(refusal="the repair failed"))
        return repaired


def _repaired(diagnostic: Diagnostic, context: BaseContext, subject: object) -> Diagnostic:
    if diagnostic.fixes:
        return diagnostic
    repair = load_repair(diagnostic.code)
    if repair is None:
        return diagnostic._replace(refusal=NO_REPAIR)
    fixes: list[Fix] = []
    refusals: list[str] = []
    if not isinstance(subject, repair.on):
        raise TypeError(
            f"the repair of {diagnostic.code} takes {repair.on}, not {type(subject).__name__}"
        )
    for answer in repair.make(subject, _surroundings(context, diagnostic, repair)):
        if isinstance(answer, Refusal):
            refusals.append(answer.reason)
        else:
            fixes.append(answer)
    reason = "" if fixes else "; ".join(refusals) or "the repair knows no way for this case"
    return diagnostic._replace(fixes=tuple(fixes), refusal=reason)


def _surroundings(context: BaseContext, diagnostic: Diagnostic, repair: Repair[Any]) -> Any:
    """Return what a repair reads, by the kind of file that its rule is about."""
    if isinstance(context, Context):
        return RepairContext(context, diagnostic, repair.touches)
    from dockwright.fixes.document import DocumentRepairContext
    from dockwright.rules.document import DocumentContext

    assert isinstance(context, DocumentContext)
    return DocumentRepairContext(context, diagnostic, repair.touches)
