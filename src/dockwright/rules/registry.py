"""Which rules there are, without importing them.

``_index.json`` is generated from the rule files by ``python -m tools.generate``.
A rule's module is imported when the engine needs the rule, and not before.
"""

from __future__ import annotations

import sys
from _operator import attrgetter

from dockwright import bundle
from dockwright.rules.diagnostic import Confidence, Severity
from dockwright.text.light import NamedTuple, cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from dockwright.rules.base import Rule
    from dockwright.rules.diagnostic import Diagnostic

__all__ = ["PlannedRule", "RuleEntry", "entries", "entry", "load_rule", "planned_rule"]


class RuleEntry(NamedTuple):
    """What the index tells of a rule; see ``Rule`` for the fields.

    ``module`` and ``attribute`` say where the rule is; ``summary`` is its page's first sentence.
    ``has_repair`` tells whether there is a repair of it, which may still refuse a finding.
    """

    code: str
    name: str
    module: str
    attribute: str
    on: str
    family: str
    severity: str
    confidence: str
    since: str
    status: str
    default: bool
    aliases: tuple[str, ...]
    facts: tuple[str, ...]
    triggers: tuple[str, ...]
    options: Mapping[str, Any]
    summary: str
    given: tuple[str, ...] = ()
    reported_by: str = ""
    needs: str = ""
    kind: str = "dockerfile"
    has_repair: bool = False


@cache
def entries() -> tuple[RuleEntry, ...]:
    """Return every rule's entry, in order of code."""
    rows = bundle.data("rules.index")
    if rows is None:
        rows = read_index()
    return tuple([RuleEntry(*row) for row in rows])


def read_index() -> list[tuple[Any, ...]]:
    """Return the fields of every entry, from the generated file."""
    import io
    import json

    # Beside this file: importlib.resources costs more to import than all of this.
    path = __file__.rpartition("registry.py")[0] + "_index.json"
    with io.open_code(path) as file:
        records = json.loads(file.read())
    return [
        tuple(
            tuple(record[field]) if isinstance(record[field], list) else record[field]
            for field in RuleEntry._fields
        )
        for record in records
    ]


@cache
def _by_code() -> dict[str, RuleEntry]:
    return {found.code: found for found in entries()}


def entry(code: str) -> RuleEntry | None:
    """Return the entry of the rule with that code."""
    return _by_code().get(code)


@cache
def load_rule(code: str) -> Rule[Any]:
    """Import a rule.

    Raises:
        KeyError: there is no rule of that code.
    """
    found = _by_code()[code]
    __import__(found.module)
    loaded: Rule[Any] = getattr(sys.modules[found.module], found.attribute)
    return loaded


class PlannedRule:
    """A rule that is imported when it is first called; see ``Rule`` for the attributes."""

    __slots__ = (
        "_needs",
        "beside",
        "check",
        "code",
        "confidence",
        "given",
        "name",
        "needs_options",
        "of_context",
        "on",
        "options",
        "severity",
    )

    def __init__(self, found: RuleEntry) -> None:
        self.code = found.code
        self.name = found.name
        self.on = found.on
        asked = [
            each
            for each in found.given
            if each != "options" and not each.startswith(("beside:", "context."))
        ]
        self.given = tuple(asked)
        self._needs = tuple([attrgetter(path) for path in asked])
        self.beside = tuple([each[7:] for each in found.given if each.startswith("beside:")])
        self.of_context = tuple([each[8:] for each in found.given if each.startswith("context.")])
        self.needs_options = "options" in found.given
        self.severity = Severity(found.severity)
        self.confidence = Confidence(found.confidence)
        self.options = found.options
        self.check: Callable[[Any, Any], Iterable[Diagnostic]] = self._first_check

    def _first_check(self, node: Any, context: Any) -> Iterable[Diagnostic]:
        self.check = load_rule(self.code).check
        return self.check(node, context)

    def wants(self, node: Any) -> bool:
        """Tell whether the node has what the rule cannot do without."""
        for get in self._needs:  # noqa: SIM110 - called for every node: no generator
            if not get(node):
                return False
        return True


@cache
def planned_rule(code: str) -> PlannedRule:
    """Return a rule as the engine needs it.

    Raises:
        KeyError: there is no rule of that code.
    """
    return PlannedRule(_by_code()[code])
