"""Docker's word expansion, case by case."""

from __future__ import annotations

import inspect
import sys
from typing import Any

import pytest

from dockwright.syntax.dockerfile.words import (
    Reference,
    expand,
    expand_words,
    pattern_regex,
    references,
    reverse_pattern,
)

SET = {
    "HOME": "/root",
    "EMPTY": "",
    "TAG": "3.12-slim",
    "FILE": "wheels/torch-2.4.whl",
    "BLANKS": " a  b ",
    "LINES": "one\ntwo",
    "1": "first",
}


def value(text: str, **options: Any) -> str:
    result = expand(text, SET.get, **options)
    assert result.error is None
    return result.value


def refusal(text: str, **options: Any) -> str:
    result = expand(text, SET.get, **options)
    assert result.value == ""
    assert result.error is not None
    head, _, reason = result.error.partition(": ")
    assert head.startswith('failed to process "')
    return reason


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("python:3.12", "python:3.12"),
        ("a < b << EOF", "a < b << EOF"),
        ("$HOME/bin", "/root/bin"),
        ("${HOME}bin", "/rootbin"),
        ("$HOMEbin", ""),
        ("$UNSET.", "."),
        ("'$HOME'", "$HOME"),
        ('"$HOME\'s"', "/root's"),
        (r"\$HOME", "$HOME"),
        (r'"\$HOME \t \" \\"', '$HOME \\t " \\'),
        (r"a\ b\c", "a bc"),
        ("trailing\\", "trailing"),
        ("$", "$"),
        ("a$ b", "a$ b"),
        ("$.$-$", "$.$"),
        ("ünï$HOME", "ünï/root"),
        ("$Größe|", "|"),
    ],
)
def test_quotes_escapes_and_plain_references(text: str, expected: str) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${HOME:-x}", "/root"),
        ("${EMPTY:-x}", "x"),
        ("${EMPTY-x}", ""),
        ("${UNSET-x}", "x"),
        ("${UNSET:-${EMPTY:-$HOME}}", "/root"),
        ("${UNSET:-'a}b'}", "a}b"),
        (r"${UNSET:-a\}b}", "a}b"),
        ('"${UNSET:-"in ner"}"', "in ner"),
        ("${HOME:+x}", "x"),
        ("${EMPTY:+x}", ""),
        ("${EMPTY+x}", "x"),
        ("${UNSET+x}", ""),
        ("${HOME?no}${EMPTY?no}", "/root"),
        ("${+word}", ""),
    ],
)
def test_defaults_alternatives_and_demands(text: str, expected: str) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${TAG%-*}", "3.12"),
        ("${TAG#*.}", "12-slim"),
        ("${FILE##*/}", "torch-2.4.whl"),
        ("${FILE#*[a-z]}", "wheels/torch-2.4.whl"),
        ("${FILE%%.*}", "wheels/torch-2"),
        ("${FILE%.*}", "wheels/torch-2.4"),
        ("${FILE%/x}", "wheels/torch-2.4.whl"),
        ("${LINES#*t}", "one\ntwo"),
        ("${LINES##*}", "\ntwo"),
        ("${LINES%%*}", "one\n"),
        ("${UNSET#x}${UNSET%x}", ""),
    ],
)
def test_trimming_takes_the_shortest_or_the_longest_match(text: str, expected: str) -> None:
    assert value(text) == expected


def test_a_star_between_pieces_finds_the_same_ends_as_a_search_of_every_placement() -> None:
    env = {"V": "abcabcab"}
    assert expand("${V#*a*b}", env.get).value == "cabcab"
    assert expand("${V##*a*b}", env.get).value == ""
    assert expand("${V##*b*c*a}", env.get).value == "b"
    assert expand("${V%b*c*}", env.get).value == "abca"
    assert expand("${V%%b*a*}", env.get).value == "a"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${FILE/e/E}", "whEels/torch-2.4.whl"),
        ("${FILE//e/E}", "whEEls/torch-2.4.whl"),
        (r"${FILE//\//-}", "wheels-torch-2.4.whl"),
        ("${FILE/*/x}", "x"),
        ("${FILE//*/x}", "x"),
        ("${HOME///-}", "-/-r-o-o-t-"),
        ("${HOME//o/}", "/rt"),
        ("${HOME//o/<$UNSET>}", "/r<><>t"),
        ("${HOME/o/'$0'}", "/r$0ot"),
        ("${HOME//o/'[$0]'}", "/r[o][o]t"),
        ("${HOME//o/'[${0}]'}", "/r[o][o]t"),
        ("${HOME//o/'$1'}", "/rt"),
        ("${HOME//o/'$name-'}", "/r--t"),
        ("${HOME//o/'$$'}", "/r$$t"),
        ("${HOME//o/'${0-$'}", "/r${0-$${0-$t"),
        ("${UNSET/x/y}", ""),
    ],
)
def test_substitution(text: str, expected: str) -> None:
    assert value(text) == expected


@pytest.mark.parametrize("name", ["2", "007", "@", "*", "#", "?", "-", "$", "!", "0"])
def test_positional_and_special_parameters_are_names_that_are_not_set(name: str) -> None:
    for text, expected in (
        (f"${name}.", "."),
        (f"${{{name}}}", ""),
        (f"${{{name}:-x}}", "x"),
        (f"${{{name}:+x}}", ""),
    ):
        assert expand(text, SET.get) == (expected, (), (name,), None)


def test_digits_end_a_positional_parameter_and_a_special_one_is_a_single_character() -> None:
    assert value("$1st") == "firstst"
    assert value("$@@") == "@"
    assert expand("$12a", SET.get).unmatched == ("12",)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("'a", "unexpected end of statement while looking for matching single-quote"),
        ('"a', "unexpected end of statement while looking for matching double-quote"),
        ('"a\\', "unexpected end of statement while looking for matching double-quote"),
        ("${", "syntax error: missing '}'"),
        ("${UNSET:-x", "syntax error: missing '}'"),
        ("${UNSET:-'x}", "syntax error: missing '}'"),
        ("${UNSET:-${OTHER?x}", "syntax error: missing '}'"),
        ("${UNSET:-${OTHER?x}}", "OTHER: x"),
        ("${HOME/x}", "syntax error: missing '/' in ${}"),
        ("${HOME/x/y", "syntax error: missing '}'"),
        ("${}", "syntax error: bad substitution"),
        ("${{HOME}}", "syntax error: bad substitution"),
        ("${:-x}", "syntax error: bad substitution"),
        ("${HOME=x}", "unsupported modifier (=) in substitution"),
        ("${HOME:=x}", "unsupported modifier (:=) in substitution"),
        ("${HOME:#x}", "unsupported modifier (:#) in substitution"),
        ("${HOME:%%x}", "unsupported modifier (:%) in substitution"),
        ("${HOME", "unsupported modifier (\ufffd) in substitution"),
        ("${.}", "unsupported modifier (.) in substitution"),
        ("${-word}", "unsupported modifier (w) in substitution"),
        ("${#HOME}", "unsupported modifier (H) in substitution"),
        ("${UNSET?}", "UNSET: is not allowed to be unset"),
        ("${EMPTY:?}", "EMPTY: is not allowed to be empty"),
        ("${UNSET:?give $HOME}", "UNSET: give /root"),
        (r"${HOME#\x}", r"invalid pattern (\x) in substitution: invalid escape '\x'"),
        (r"${HOME%a\x}", r"invalid pattern (\xa) in substitution: invalid escape '\x'"),
        (r"${HOME/\x/}", r"invalid pattern (\x) in substitution: invalid escape '\x'"),
    ],
)
def test_refusals_have_the_words_of_buildkit(text: str, reason: str) -> None:
    assert refusal(text) == reason


def test_a_refusal_quotes_the_text_as_go_does() -> None:
    text = '${}"\\\t\x01\x7f\u200b\U000e0001\udcffü'
    result = expand(text, SET.get)
    quoted = r'"${}\"\\\t\x01\x7f\u200b\U000e0001\xffü"'
    assert result.error == f"failed to process {quoted}: syntax error: bad substitution"


def test_names_are_listed_once_in_order_of_use_also_before_a_refusal() -> None:
    result = expand("$B $HOME ${TAG:-$A} $B $HOME ${X?}$LATE", SET.get)
    assert (result.matched, result.unmatched) == (("HOME", "TAG"), ("B", "A", "X"))


def test_an_operand_is_expanded_even_where_it_is_not_used() -> None:
    assert expand("${HOME:-$TAG}", SET.get) == ("/root", ("TAG", "HOME"), (), None)


def test_the_escape_character_is_the_files() -> None:
    assert expand("`$HOME C:\\x", SET.get, escape="`").value == "$HOME C:\\x"
    assert expand("\\$HOME", SET.get, escape="`").value == "\\/root"


def test_raw_quotes_stay() -> None:
    assert value("""'a' "$HOME" b""", raw_quotes=True) == """'a' "/root" b"""


def test_raw_escapes_stay_and_are_doubled_in_double_quotes_where_they_escape_nothing() -> None:
    assert value(r"\$a\b\\", raw_escapes=True) == r"\$a\b" + "\\\\"
    assert value(r'"\$a\b"', raw_escapes=True) == r"\$a\\b"
    assert value(r"${UNSET:-\a}", raw_escapes=True) == "a"
    assert value("a\\", raw_escapes=True) == "a\\"


def test_unset_references_can_stay_as_written() -> None:
    assert value("$A ${A} ${A:-'x'} ${A?} ${A/b/c} ${A:=x} $HOME", skip_unset=True) == (
        "$A ${A} ${A:-x} ${A?} ${A/b/c} ${A:=x} /root"
    )
    assert value("${A//b/c}", skip_unset=True) == "${A/b/c}"
    assert value("$ a", skip_unset=True) == "$ a"


def test_quotes_can_be_ordinary_characters() -> None:
    assert value("""it's "$HOME" """, skip_quotes=True) == """it's "/root" """


def test_text_is_read_as_gos_scanner_reads_it() -> None:
    assert value("\ufeffa\udcffb") == "a\ufffdb"
    assert value("\ufeff$HOME\udcff") == "/root\ufffd"


@pytest.mark.parametrize("opening", ["${a:-", "${a/", "${a#", '"${a:-"${a:-'])
def test_five_thousand_levels_are_refused(opening: str) -> None:
    text = opening * 5000
    assert "levels deep" in (expand(text, SET.get).error or "")
    assert "levels deep" in (expand_words(text, SET.get)[1] or "")
    assert references(text) == ()


def test_a_stack_that_is_nearly_used_up_is_a_refusal_too() -> None:
    text = "${a:-" * 60 + "x" + "}" * 60
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + 60)
    try:
        result = expand(text, SET.get)
        words = expand_words(text, SET.get)
    finally:
        sys.setrecursionlimit(before)
    assert "levels deep" in (result.error or "")
    assert "levels deep" in (words[1] or "")
    assert expand(text, SET.get).value == "x"


def test_thirty_levels_are_followed() -> None:
    text = "${a:-" * 30 + "x" + "}" * 30
    assert value(text) == "x"
    assert len(references(text)) == 30


def test_a_pattern_of_many_stars_is_matched_in_good_time() -> None:
    env = {"V": "a" * 3000}
    assert expand("${V#" + "*a" * 30 + "b}", env.get).value == env["V"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("  a\tb \u3000c ", ("a", "b", "c")),
        ("a\x1cb", ("a\x1cb",)),
        ("x$BLANKS", ("x", "a", "b")),
        ('x"$BLANKS"y', ("x a  b y",)),
        ("a${BLANKS}b", ("a", "a", "b", "b")),
        (r"a\ b", ("a b",)),
        ("'a b' c", ("a b", "c")),
        ("'' \"\" $EMPTY", ()),
        ("<< EOF", ("<< EOF",)),
        ("a < b", ("a", "<", "b")),
        ("80 ${UNSET:-81 82} 83", ("80", "81", "82", "83")),
    ],
)
def test_words(text: str, expected: tuple[str, ...]) -> None:
    assert expand_words(text, SET.get) == (expected, None)


def test_an_operand_loses_the_part_of_its_word_before_it() -> None:
    assert expand_words("a b${UNSET:-c}d", SET.get) == (("a", "cd"), None)


def test_words_of_a_refused_text_are_none() -> None:
    words, error = expand_words("a ${}", SET.get)
    assert words == ()
    assert error == 'failed to process "a ${}": syntax error: bad substitution'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", ()),
        ("$A-$B", (("A", 0, 2, ""), ("B", 3, 5, ""))),
        ("x${AB}y", (("AB", 1, 6, ""),)),
        ("${A:-${B#$C}}", (("A", 0, 13, ":-"), ("B", 5, 12, "#"), ("C", 9, 11, ""))),
        ("${A##x}${A%%x}${A//x/$B}", None),
        ("${A/$B/$C}", (("A", 0, 10, "/"), ("B", 4, 6, ""), ("C", 7, 9, ""))),
        ("'$A'$B", (("B", 4, 6, ""),)),
        ("\"'$A'\"", (("A", 2, 4, ""),)),
        ("\"${A:-'$B'}\"", (("A", 1, 11, ":-"),)),
        (r"\$A\\$B", (("B", 5, 7, ""),)),
        (r'"\$A\x$B"', (("B", 6, 8, ""),)),
        ("$1x$$$", (("1", 0, 2, ""), ("$", 3, 5, ""))),
        ("${A:=x}", (("A", 0, 7, ":="),)),
    ],
)
def test_references(text: str, expected: tuple[tuple[str, int, int, str], ...] | None) -> None:
    found = references(text)
    if expected is None:
        assert [one.operator for one in found] == ["##", "%%", "//", ""]
    else:
        assert found == tuple(Reference(*one) for one in expected)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("${A:-$B", ["B"]),
        ("${A $B", ["B"]),
        ("${}$B", ["B"]),
        ("${A=x}$B", ["B"]),
        ("${A:#x}$B", ["B"]),
        ("$A 'x$B", ["A"]),
        ('"$A', ["A"]),
        ("${", []),
        ("${A", []),
        ("${A:", []),
        ("$A\\", ["A"]),
    ],
)
def test_references_of_malformed_text_are_those_that_are_whole(text: str, names: list[str]) -> None:
    assert [one.name for one in references(text)] == names


def test_references_where_quotes_are_ordinary_characters() -> None:
    assert [one.name for one in references("it's $A", skip_quotes=True)] == ["A"]
    assert [one.name for one in references("`$A\\$B", escape="`")] == ["B"]


@pytest.mark.parametrize(
    ("pattern", "greedy", "anchored", "expected"),
    [
        ("a*b?", True, True, "^a.*b."),
        ("a*b?", False, False, "a.*?b."),
        (r"\*\?\\\}\/", True, False, r"\*\?\\\}/"),
        ("a.b[c]", True, True, r"^a\.b\[c\]"),
        ("", True, True, "^"),
    ],
)
def test_a_pattern_as_a_regular_expression(
    pattern: str, greedy: bool, anchored: bool, expected: str
) -> None:
    assert pattern_regex(pattern, greedy=greedy, anchored=anchored) == (expected, None)


@pytest.mark.parametrize(("pattern", "culprit"), [("a\\", "\ufffd"), ("\\a", "a"), ("\\{", "{")])
def test_a_pattern_may_escape_only_what_means_something(pattern: str, culprit: str) -> None:
    expected = (None, f"invalid escape '\\{culprit}'")
    assert pattern_regex(pattern, greedy=True, anchored=True) == expected


def test_a_reversed_pattern_keeps_its_escapes() -> None:
    assert reverse_pattern(r"ab\*c\?") == r"\?c\*ba"
    assert reverse_pattern("a\\") == "\\a"
