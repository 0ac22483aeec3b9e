"""Laws of Docker's word expansion."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dockwright.syntax.dockerfile.words import (
    expand,
    expand_words,
    pattern_regex,
    references,
    reverse_pattern,
)

# Pieces that make the lexer turn corners, and any text between them.
_REFERENCES = ("$", "${", "}", "$A", "${A}", "${B:-", "${A#", "${A%%", "${A/", "$1", "$@")
_OTHERS = ("/", ":", "?", "+", "=", "'", '"', "\\", "`", "<<", " ", "\n", "*", "\udcff", "\ufeff")
_PIECES = st.sampled_from((*_REFERENCES, *_OTHERS))
_TEXTS = st.lists(_PIECES | st.text(max_size=3), max_size=24).map("".join)
_VALUES = st.text(alphabet="ab*\\/$ \n", max_size=8)
_ENVIRONMENTS = st.dictionaries(st.sampled_from(["A", "B", "", "1", "@"]), _VALUES)
_NOTHING: dict[str, str] = {}
_ESCAPES = st.sampled_from(["\\", "`"])
_OPTIONS = st.fixed_dictionaries(
    {
        "escape": _ESCAPES,
        "raw_quotes": st.booleans(),
        "raw_escapes": st.booleans(),
        "skip_unset": st.booleans(),
        "skip_quotes": st.booleans(),
    }
)
_PATTERNS = st.text(alphabet="ab*?\n", max_size=8)
_SUBJECTS = st.text(alphabet="ab\n", max_size=10)


@given(_TEXTS, _ENVIRONMENTS, _OPTIONS)
def test_nothing_raises_and_a_refused_text_has_no_value(
    text: str, env: dict[str, str], options: dict[str, Any]
) -> None:
    result = expand(text, env.get, **options)
    words, error = expand_words(text, env.get, **options)
    assert result.error == error
    assert result.error is None or (result.value == "" and words == ())


@given(st.text(), _ESCAPES)
def test_text_without_special_characters_is_unchanged(text: str, escape: str) -> None:
    plain = re.sub(r"[$'\"\\`\ufeff]", "", text)
    assert expand(plain, _NOTHING.get, escape=escape) == (plain, (), (), None)


@given(_TEXTS, _ENVIRONMENTS, _OPTIONS)
def test_every_name_that_an_expansion_looks_up_is_among_the_references(
    text: str, env: dict[str, str], options: dict[str, Any]
) -> None:
    result = expand(text, env.get, **options)
    if result.error is None:
        escape, skip_quotes = options["escape"], options["skip_quotes"]
        found = references(text, escape=escape, skip_quotes=skip_quotes)
        assert {one.name for one in found} == {*result.matched, *result.unmatched}


@given(_TEXTS, _ESCAPES)
def test_references_lie_in_the_text_in_order_and_nest(text: str, escape: str) -> None:
    found = references(text, escape=escape)
    starts = [one.start for one in found]
    assert starts == sorted(set(starts))
    for one in found:
        written = text[one.start : one.end]
        assert written.startswith(("$" + one.name, "${" + one.name + one.operator))
        for other in found:
            assert not one.start < other.start < one.end < other.end


@given(_TEXTS, _ENVIRONMENTS, _OPTIONS)
def test_words_without_operands_hold_what_the_value_holds(
    text: str, env: dict[str, str], options: dict[str, Any]
) -> None:
    result = expand(text, env.get, **options)
    escape, skip_quotes = options["escape"], options["skip_quotes"]
    found = references(text, escape=escape, skip_quotes=skip_quotes)
    if result.error is None and not any(one.operator for one in found):
        words, _ = expand_words(text, env.get, **options)
        assert re.sub(r"\s", "", "".join(words)) == re.sub(r"\s", "", result.value)


@given(st.text(alphabet="ab*?\\/}", max_size=10))
def test_a_pattern_reversed_twice_is_itself_when_its_escapes_are_whole(pattern: str) -> None:
    if pattern_regex(pattern, greedy=True, anchored=True)[1] is None:
        assert reverse_pattern(reverse_pattern(pattern)) == pattern


@given(_PATTERNS, _SUBJECTS, st.booleans())
def test_trimming_agrees_with_the_plain_regular_expression(
    pattern: str, subject: str, greedy: bool
) -> None:
    env = {"V": subject, "P": pattern}
    regex, _ = pattern_regex(pattern, greedy=greedy, anchored=True)
    assert regex is not None
    match = re.match(regex, subject)
    operator = "##" if greedy else "#"
    expected = subject if match is None else subject[match.end() :]
    assert expand("${V" + operator + "$P}", env.get).value == expected


@given(_PATTERNS, _SUBJECTS)
def test_substitution_agrees_with_the_plain_regular_expression(pattern: str, subject: str) -> None:
    env = {"V": subject, "P": pattern}
    regex, _ = pattern_regex(pattern, greedy=True, anchored=False)
    assert regex is not None
    assert expand("${V/$P/x}", env.get).value == re.sub(regex, "x", subject, count=1)
