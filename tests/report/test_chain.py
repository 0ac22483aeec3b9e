"""Steps over findings: severities, duplicates, order, known ones; and the terminal's colours."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockwright.report.ansi import Style, cell_width, visible, wants_colour
from dockwright.report.baseline import make_baseline
from dockwright.report.chain import (
    deduplicate,
    in_order,
    run_chain,
    with_severities,
    without_known,
)
from dockwright.report.result import rule_infos
from dockwright.report.summary import amount, counted, impact_words
from dockwright.rules.diagnostic import Applicability, Basis, Fix, Impact, Severity
from dockwright.text import Source, Span
from report_cases import PATH, TEXT, at, finding

FIX = Fix("x", {}, Applicability.SAFE)


def test_steps_are_taken_one_after_the_other() -> None:
    one, two = finding("DW2"), finding("DW1")
    steps = [with_severities({"DW1": Severity.ERROR}), deduplicate, in_order]
    found = run_chain([one, two, one], steps)
    assert [(each.code, each.severity.value) for each in found] == [
        ("DW1", "error"),
        ("DW2", "warning"),
    ]


def test_of_equal_findings_the_loudest_stays_then_the_one_with_fixes() -> None:
    plain = finding()
    loud = finding(severity=Severity.ERROR)
    fixed = finding(fixes=(FIX,))
    assert deduplicate([plain, loud, fixed]) == [loud]
    assert deduplicate([plain, fixed]) == [fixed]
    assert deduplicate([fixed, plain]) == [fixed]


@pytest.mark.parametrize(
    "other",
    [finding("DW1"), finding(span=Span(0, 5)), finding(path="b"), finding(message="other")],
)
def test_findings_that_differ_are_not_duplicates(other: object) -> None:
    assert len(deduplicate([finding(), other])) == 2  # type: ignore[list-item]


@given(st.permutations([finding(f"DW{n % 3}", span=Span(n % 4, 9)) for n in range(8)]))
def test_the_order_they_came_in_does_not_count(found: list[object]) -> None:
    ordered = in_order(found)  # type: ignore[arg-type]
    assert [each.sort_key for each in ordered] == sorted(each.sort_key for each in ordered)


def test_only_named_codes_change_their_severity() -> None:
    found = [finding("DW1"), finding("DW2")]
    changed = with_severities({"DW2": Severity.STYLE})(found)
    assert changed[0] is found[0]
    assert changed[1].severity is Severity.STYLE


def test_known_findings_are_left_out() -> None:
    sources = {PATH: Source(PATH, TEXT)}
    known = finding(span=at(TEXT, "pip install torch"))
    new = finding(span=at(TEXT, "python:3.12"))
    step = without_known(make_baseline([known], sources), sources)
    assert step([known, new]) == [new]


@pytest.mark.parametrize(
    ("environ", "is_terminal", "wanted", "expected"),
    [
        ({}, True, None, True),
        ({}, False, None, False),
        ({"TERM": "dumb"}, True, None, False),
        ({"NO_COLOR": "1"}, True, None, False),
        ({"NO_COLOR": ""}, True, None, True),
        ({"FORCE_COLOR": "1"}, False, None, True),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, False, None, True),
        ({"FORCE_COLOR": "0"}, False, None, False),
        ({"FORCE_COLOR": ""}, False, None, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, None, False),
        ({"FORCE_COLOR": "1"}, True, False, False),
        ({"NO_COLOR": "1"}, False, True, True),
    ],
)
def test_colours_are_wanted(
    environ: dict[str, str], *, is_terminal: bool, wanted: bool | None, expected: bool
) -> None:
    assert wants_colour(environ, is_terminal=is_terminal, wanted=wanted) is expected


def test_a_style_that_is_off_writes_the_text_alone() -> None:
    assert Style(enabled=False)("a", "red") == "a"
    assert Style(enabled=True)("a", "bold", "red") == "\x1b[1;31ma\x1b[0m"
    assert Style(enabled=True)("", "red") == ""


@given(st.text(st.characters(codec=None)))
def test_visible_text_is_printable_and_stays_if_it_was(text: str) -> None:
    assert visible(text).isprintable()
    assert not text.isprintable() or visible(text) == text
    assert cell_width(visible(text)) >= 0


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (150_000, "150 kB"),
        (10**6 - 1, "1.0 MB"),
        (2 * 10**9, "2.0 GB"),
        (3 * 10**12, "3.0 TB"),
    ],
)
def test_bytes_are_told_in_the_unit_that_suits_them(size: int, words: str) -> None:
    assert amount(size) == words


@pytest.mark.parametrize(
    ("size", "seconds", "words"),
    [
        (None, None, ""),
        (1000, None, "1.0 kB"),
        (None, 0.5, "0.5 s"),
        (None, 40, "40 s"),
        (1000, 600, "1.0 kB and 10 min"),
        (None, 7200, "2.0 h"),
    ],
)
def test_impacts_are_told_in_words(size: int | None, seconds: float | None, words: str) -> None:
    assert impact_words(Impact(size, seconds, "", Basis.ESTIMATED)) == words


def test_nouns_follow_their_number() -> None:
    assert [counted(1, "error"), counted(2, "error"), counted(2, "info")] == [
        "1 error",
        "2 errors",
        "2 info",
    ]


def test_rule_infos_carry_the_address_of_the_page() -> None:
    from dockwright.rules.registry import RuleEntry

    entry = RuleEntry(
        code="DW301",
        name="a-b",
        module="m",
        attribute="a",
        on="Run",
        family="size",
        severity="info",
        confidence="low",
        since="0.1",
        status="stable",
        default=True,
        aliases=("DL1",),
        facts=(),
        triggers=(),
        options={},
        summary="S.",
    )
    (info,) = rule_infos([entry], pages="https://x.example/{code}/").values()
    assert info == (
        "DW301",
        "a-b",
        "size",
        "info",
        "low",
        ("DL1",),
        "S.",
        "https://x.example/DW301/",
    )
