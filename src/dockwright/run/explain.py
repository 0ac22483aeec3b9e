"""What there is to say about a rule or a fact: the pages that ``explain`` shows."""

from __future__ import annotations

from dockwright.errors import UsageError
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from dockwright.kb.records import Fact
    from dockwright.rules.registry import RuleEntry

__all__ = ["Explanation", "RulePage", "explain_name", "rule_page", "sections_of"]

_TITLES = (
    "What it does",
    "Why it matters",
    "Example",
    "Instead",
    "When it stays silent",
    "Fix safety",
    "With other rules",
    "References",
)
_HEADING = re.compile(
    r"^(?:#+[ ]*)?({})[ ]*:?[ ]*$(?:\n[-=]+[ ]*$)?".format("|".join(_TITLES)), re.MULTILINE
)


class RulePage(NamedTuple):
    """One rule, for people.

    Attributes:
        entry: its names and properties.
        documentation: the whole page.
        sections: the page's sections by title, in order; what stands before the first has the
            title ``""``.
    """

    entry: RuleEntry
    documentation: str
    sections: Mapping[str, str]


class Explanation(NamedTuple):
    """What a name stands for.

    Attributes:
        rules: the rules that have it as code, name or alias.
        facts: the facts of the knowledge base that have it as id, or below it, or that are about
            what has this name.
    """

    rules: tuple[RulePage, ...]
    facts: tuple[Fact, ...]


def sections_of(documentation: str) -> dict[str, str]:
    """Split a rule's page into its sections, by title."""
    found: dict[str, str] = {}
    title = ""
    at = 0
    for heading in _HEADING.finditer(documentation):
        text = documentation[at : heading.start()].strip("\n")
        if text or title:
            found[title] = text
        title, at = heading.group(1), heading.end()
    text = documentation[at:].strip("\n")
    if text or title:
        found[title] = text
    return found


def rule_page(entry: RuleEntry) -> RulePage:
    """Return the page of a rule, importing it."""
    from dockwright.rules.registry import load_rule

    documentation = load_rule(entry.code).documentation
    return RulePage(entry, documentation, sections_of(documentation))


def explain_name(name: str) -> Explanation:
    """Return what a rule's code, name or alias, or a fact's id or subject, stands for.

    Raises:
        UsageError: it stands for nothing.
    """
    from dockwright.rules.registry import entries

    wanted = name.strip().lower()
    rules = tuple(
        rule_page(entry)
        for entry in entries()
        if wanted in {entry.code.lower(), entry.name, *map(str.lower, entry.aliases)}
    )
    if rules:
        return Explanation(rules, ())
    from dockwright.kb import load
    from dockwright.kb.names import facts_named

    knowledge: Any = load()
    facts = facts_named(knowledge, name) if wanted else ()
    if facts:
        return Explanation((), facts)
    _refuse_peers_and_families(name.strip())
    raise UsageError(f"{name!r} is neither a rule nor a fact", hint=_hint(wanted, knowledge))


def _refuse_peers_and_families(name: str) -> None:
    """Say of a name that selects rules, or could, why it has no page.

    Raises:
        UsageError: it is a family, or another tool's id.
    """
    from dockwright.config.selection import Catalogue
    from dockwright.rules.registry import entries

    catalogue = Catalogue(entries())
    if catalogue.is_foreign(name):
        raise UsageError(
            f"no rule of ours answers to {name}, which is another tool's id",
            hint="`dockwright rules` lists every rule, with other tools' ids for it",
        )
    codes = sorted(catalogue.codes_named(name))
    if codes:
        raise UsageError(
            f"{name} stands for several rules: name one of them", hint=", ".join(codes)
        )


def _hint(wanted: str, knowledge: Any) -> str:
    from dockwright.rules.registry import entries
    from dockwright.text.suggest import nearest

    names = [known for entry in entries() for known in (entry.code, entry.name, *entry.aliases)]
    ids = [fact.id for fact in knowledge.facts()]
    near = nearest(wanted, [known.lower() for known in names] + ids, limit=3)
    if near is None:
        return "`dockwright rules` lists every rule"
    shown = next((known for known in names if known.lower() == near), near)
    return f"did you mean {shown!r}?"
