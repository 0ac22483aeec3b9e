"""Patterns that are compiled late do what ``re`` does."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockwright.text import regex


@given(st.text(max_size=20))
def test_escaped_text_matches_itself_alone(text: str) -> None:
    assert regex.escape(text) == re.escape(text)
    assert re.fullmatch(regex.escape(text), text)


@given(st.text("ab1 ,", max_size=12))
def test_the_functions_give_what_res_do(text: str) -> None:
    pattern = r"(?P<word>[ab]+)|\d"
    assert regex.findall(pattern, text) == re.findall(pattern, text)
    assert regex.split(r"[, ]+", text) == re.split(r"[, ]+", text)
    assert regex.split(r"[, ]+", text, maxsplit=1) == re.split(r"[, ]+", text, maxsplit=1)
    assert regex.sub(pattern, r"<\g<word>>", text) == re.sub(pattern, r"<\g<word>>", text)
    for ours, theirs in ((regex.match, re.match), (regex.search, re.search)):
        mine, other = ours(pattern, text), theirs(pattern, text)
        assert (mine and mine.span()) == (other and other.span())
    assert bool(regex.fullmatch("A*", text, regex.IGNORECASE)) == bool(
        re.fullmatch("A*", text, re.IGNORECASE)
    )
    assert [each.span() for each in regex.finditer(pattern, text)] == [
        each.span() for each in re.finditer(pattern, text)
    ]


@pytest.mark.parametrize("name", ["DOTALL", "IGNORECASE", "MULTILINE", "VERBOSE"])
def test_flags_are_res(name: str) -> None:
    assert getattr(regex, name) == getattr(re, name)


def test_a_pattern_is_compiled_when_it_is_first_used() -> None:
    later = regex.compile("(")
    with pytest.raises(re.error):
        later.match("x")
    assert regex.error is re.error
    assert regex.compile("a(?P<x>b)").groupindex == {"x": 1}
