"""Known findings stay known when lines move, and new ones are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockwright.errors import ConfigError
from dockwright.report.baseline import (
    Baseline,
    Known,
    make_baseline,
    new_findings,
    read_baseline,
    stale_entries,
    write_baseline,
)
from dockwright.report.fingerprint import fingerprints
from dockwright.text import Source, Span
from report_cases import PATH, at, finding

if TYPE_CHECKING:
    from dockwright.rules.diagnostic import Diagnostic

TEXT = "FROM a\nRUN pip install x\nRUN apt-get install -y b\n"


def found_in(text: str, *words: str) -> tuple[list[Diagnostic], dict[str, Source]]:
    found: list[Diagnostic] = []
    start = 0
    for word in words:
        start = text.index(word, start)
        found.append(finding(span=Span(start, start + len(word))))
        start += 1
    return found, {PATH: Source(PATH, text)}


def baseline_of(text: str, *words: str) -> Baseline:
    return make_baseline(*found_in(text, *words))


def new_in(text: str, baseline: Baseline, *words: str) -> list[int]:
    found, sources = found_in(text, *words)
    return [found.index(each) for each in new_findings(found, sources, baseline)]


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "# new\n\nARG z\n" + TEXT,
        TEXT.replace("FROM a", "FROM b AS c"),
        TEXT.replace("\n", "\r\n"),
        "\ufeff" + TEXT,
        TEXT.replace("pip install x", "pip \\\n    install \\\n    x"),
    ],
)
def test_known_findings_stay_known_when_lines_move(text: str) -> None:
    baseline = baseline_of(TEXT, "pip install x", "apt-get install -y b")
    word = "pip install x" if "pip install x" in text else "pip \\\n    install \\\n    x"
    assert new_in(text, baseline, word, "apt-get install -y b") == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (TEXT.replace("install x", "install y"), "pip install y"),
        (TEXT, "FROM a"),
    ],
)
def test_other_text_is_a_new_finding(text: str, word: str) -> None:
    assert new_in(text, baseline_of(TEXT, "pip install x"), word) == [0]


def test_another_rule_or_file_is_a_new_finding() -> None:
    found, sources = found_in(TEXT, "pip install x")
    baseline = make_baseline(found, sources)
    other_rule = found[0]._replace(code="DW999")
    assert new_findings([other_rule], sources, baseline) == [other_rule]
    moved = finding(span=found[0].primary.span, path="b/Dockerfile")
    assert new_findings([moved], {"b/Dockerfile": Source("b", TEXT)}, baseline) == [moved]


def test_one_more_of_the_same_is_new_and_it_is_the_last() -> None:
    once = "FROM a\nRUN x\n"
    twice = once + "RUN x\n"
    assert new_in(twice, baseline_of(once, "RUN x"), "RUN x", "RUN x") == [1]
    assert new_in(once, baseline_of(twice, "RUN x", "RUN x"), "RUN x") == []


def test_the_word_alone_does_not_make_findings_the_same() -> None:
    text = "FROM a\nRUN x\nRUN y\n"
    assert new_in(text, baseline_of("FROM a\nRUN x\n", "RUN"), "RUN", "RUN") == [1]


def test_what_is_found_no_more_is_told() -> None:
    baseline = baseline_of(TEXT, "pip install x", "apt-get install -y b")
    found, sources = found_in(TEXT, "pip install x")
    (stale,) = stale_entries(found, sources, baseline)
    assert stale.fingerprint == fingerprints(*found_in(TEXT, "apt-get install -y b"))[0]
    assert stale_entries(*found_in(TEXT, "pip install x", "apt-get install -y b"), baseline) == ()


def test_codes_can_be_kept_out() -> None:
    found, sources = found_in(TEXT, "pip install x")
    assert make_baseline(found, sources, never=frozenset({"DW301"})) == Baseline()


def test_the_file_is_the_same_for_the_same_findings_in_any_order() -> None:
    found, sources = found_in(TEXT, "FROM a", "pip install x", "apt-get install -y b")
    text = write_baseline(make_baseline(found, sources))
    assert text == write_baseline(make_baseline(found[::-1], sources))
    assert text.startswith('{"schema": "dockwright.baseline/1",\n "findings": [\n  {"path": ')
    assert text.count("\n") == 6


def test_the_empty_file_is_written_in_two_lines() -> None:
    text = '{"schema": "dockwright.baseline/1",\n "findings": []}\n'
    assert write_baseline(Baseline()) == text
    assert read_baseline(text, "b.json") == Baseline()


KNOWN = st.builds(
    Known, st.text(), st.text(), st.text(), st.integers(1, 9), st.text(st.characters(codec=None))
)


@given(st.lists(KNOWN))
def test_what_is_written_is_read(entries: list[Known]) -> None:
    baseline = Baseline(tuple(sorted(entries)))
    assert read_baseline(write_baseline(baseline).encode(), "b.json") == baseline


def test_unknown_keys_and_lacking_ones_that_do_not_matter_are_borne() -> None:
    text = '\ufeff{"findings": [{"path": "a", "code": "b", "fingerprint": "c", "new": 1}], "x": {}}'
    assert read_baseline(text.encode(), "b.json") == Baseline((Known("a", "b", "c"),))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is not JSON"),
        (b"\xff", "is not UTF-8"),
        (b"[1,", "b.json:1:4"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[]", "is not a JSON object"),
        (b'{"schema": "dockwright.baseline/2", "findings": []}', "has the schema"),
        (b"{}", 'has no list "findings"'),
        (b'{"findings": {}}', 'has no list "findings"'),
        (b'{"findings": [1]}', "finding 1"),
        (b'{"findings": [{"path": "a", "code": "b"}]}', 'no text "fingerprint" in finding 1'),
        (
            b'{"findings": [{"path": "a", "code": "b", "fingerprint": "c", "count": 0}]}',
            "no positive number",
        ),
    ],
)
def test_what_is_no_baseline_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_baseline(data, "b.json")
    assert words in str(caught.value)
    assert caught.value.hint


def test_fingerprints_tell_equal_findings_apart_and_do_not_move() -> None:
    found, sources = found_in("FROM a\nRUN x\nRUN x\n", "RUN x", "RUN x")
    marks = fingerprints(found, sources)
    assert len(set(marks)) == 2
    assert fingerprints(found[::-1], sources) == marks[::-1]
    moved, later = found_in("# a\nFROM a\nRUN x\nRUN x\n", "RUN x", "RUN x")
    assert fingerprints(moved, later) == marks


def test_without_the_source_the_message_tells_findings_apart() -> None:
    span = at(TEXT, "FROM")
    two = [finding(message="one", span=span), finding(message="two", span=span)]
    assert len(set(fingerprints(two, {}))) == 2
