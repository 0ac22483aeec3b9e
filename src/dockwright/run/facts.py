"""The facts of the knowledge base, all or those that grew old."""

from __future__ import annotations

import datetime as dt
import os

from dockwright.errors import UsageError
from dockwright.kb import load
from dockwright.kb.names import facts_named
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockwright.kb.records import Fact

__all__ = ["day_before", "listed_facts", "stale_facts", "today"]

_AGE = re.compile(r"(\d{1,5})\s*([dwmy])", re.IGNORECASE)
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


def today() -> dt.date:
    """Return the day that ages are counted from: that of SOURCE_DATE_EPOCH where it is set."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given.isdecimal():
        return dt.datetime.fromtimestamp(int(given), dt.UTC).date()
    return dt.datetime.now(dt.UTC).date()


def day_before(*, before: str | None, older_than: str | None) -> str:
    """Return the day before which a fact was last confirmed to count as old.

    Args:
        before: a day, such as ``2026-05-01``.
        older_than: an age, such as ``180d``, ``26w``, ``6m`` (of 30 days) or ``1y``.

    Raises:
        UsageError: neither is understood, or both are given.
    """
    if before and older_than:
        raise UsageError("--before and --older-than are two ways to say one limit: give one")
    if before:
        try:
            return dt.date.fromisoformat(before).isoformat()
        except ValueError:
            raise UsageError(f"{before!r} is no day", hint="such as 2026-05-01") from None
    days = load().integer("kb.ageing-days")
    if older_than:
        match = _AGE.fullmatch(older_than.strip())
        if match is None:
            raise UsageError(f"{older_than!r} is no age", hint="such as 180d, 26w, 6m or 1y")
        days = int(match[1]) * _DAYS[match[2].lower()]
    try:
        return (today() - dt.timedelta(days=days)).isoformat()
    except OverflowError:
        raise UsageError(f"{older_than!r} is before any calendar") from None


def listed_facts(names: Iterable[str] = ()) -> tuple[Fact, ...]:
    """Return the facts that names stand for, all of them where there is no name.

    Raises:
        UsageError: a name stands for none.
    """
    knowledge = load()
    wanted = list(names)
    if not wanted:
        return tuple(knowledge.facts())
    found: dict[str, Fact] = {}
    for name in wanted:
        facts = facts_named(knowledge, name)
        if not facts:
            raise UsageError(f"{name!r} names no fact", hint="`dockwright kb list` names them all")
        found.update((fact.id, fact) for fact in facts)
    return tuple(found.values())


def stale_facts(names: Iterable[str], limit: str) -> tuple[Fact, ...]:
    """Return the facts that were last confirmed before a day, the oldest first.

    Raises:
        UsageError: a name stands for no fact.
    """
    old = [fact for fact in listed_facts(names) if fact.as_of < limit]
    return tuple(sorted(old, key=lambda fact: (fact.as_of, fact.id)))
