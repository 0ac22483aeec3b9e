"""Findings that rest on old facts say as of when."""

from __future__ import annotations

import calendar
import time
from typing import TYPE_CHECKING

from dockwright import api
from dockwright.kb import load
from dockwright.rules.registry import entries

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

DAY = 86400


def seconds(day: str) -> float:
    return float(calendar.timegm(time.strptime(day, "%Y-%m-%d")))


def helps(root: Path) -> dict[str, str]:
    (root / "Dockerfile").write_text(
        "FROM python:3.12.4-slim-bookworm\n"
        "RUN apt-get update && apt-get install -y curl\n"
        "RUN cd /x\n"
    )
    return {
        each.code: each.help
        for each in api.check([str(root)], cache=False, select=["ALL"]).diagnostics
    }


def test_old_facts_are_told_and_young_ones_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kb = load()
    age = kb.integer("kb.ageing-days") * DAY
    young = helps(tmp_path)
    # Of the day on which the oldest fact becomes old, nothing is told yet.
    monkeypatch.setattr(api, "_now", lambda: seconds(kb.text("kb.oldest")) + age)
    assert helps(tmp_path) == young
    monkeypatch.setattr(api, "_now", lambda: seconds(kb.as_of) + age + DAY)
    old = helps(tmp_path)
    with_facts = {each.code for each in entries() if each.facts}
    changed = {code for code in old if old[code] != young[code]}
    assert changed
    assert changed == set(young) & with_facts
    for code in changed:
        assert old[code].startswith(young[code])
        assert "as of 20" in old[code]


def test_the_day_is_that_of_the_oldest_fact_of_the_rule() -> None:
    kb = load()
    day_of = api._days_of_facts("2999-01-01")
    for each in entries():
        days = [fact.as_of for name in each.facts for fact in kb.facts(name)]
        assert day_of(each.code) == (min(days) if days else None)
    assert day_of("DW999") is None


def test_the_oldest_fact_is_known_without_looking_at_all() -> None:
    assert load().text("kb.oldest") == min(fact.as_of for fact in load().facts())


def test_a_day_may_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "4102444800")
    assert api._now() == 4102444800.0
    assert api._ageing_limit() is not None
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "")
    assert abs(api._now() - time.time()) < 60
