from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockwright.model import go_match
from dockwright.model.go_match import BadPatternError, compile_glob, has_wildcard
from dockwright.model.ignore import (
    IgnoreMatcher,
    IgnorePattern,
    Walk,
    copy_source_is_ignored,
    matcher_of,
)
from dockwright.syntax.ignorefile import parse
from dockwright.text import Source


def ignored(path: str, *patterns: str) -> bool:
    decision = IgnoreMatcher(patterns).matches_or_parent_matches(path)
    assert decision.problem is None
    return decision.ignored


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*.py", "a.py"),
        ("*.py", ".py"),
        ("*", ".git"),
        ("node_modules", "node_modules/a/b"),
        ("**/x", "x"),
        ("**/x", "a/b/x"),
        ("**/x", "a/x/b"),
        ("**x", "a/bx"),
        ("a/**", "a/b/c"),
        ("a/**/z", "a/z"),
        ("a/**/z", "a/b/c/z"),
        ("a**b", "a/c/b"),
        ("a?c", "abc"),
        ("a?c", "aéc"),
        ("[a-c]x", "bx"),
        ("[^a-c]x", "dx"),
        (r"a\*b", "a*b"),
        (r"\!a", "!a"),
        ("[[:digit:]]*", "7z"),
        ("a(b)+.c", "a(b)+.c"),
        ("a$*", "a$b"),
        # What the writer of expressions forgets to escape.
        ("a|b*", "apple"),
        ("a|b*", "x/b"),
        ("a{2}*", "aab"),
        (r"\d*", "5x"),
        (r"\Qa.*", r"a\.[^/]*$"),
        (r"a\x41*", "aA"),
        (r"\101*", "A"),
        ("a{*", "a{b"),
        ("a{,2}*", "a{,2}b"),
        ("[*]", "[]"),
    ],
)
def test_a_pattern_leaves_out(pattern: str, path: str) -> None:
    assert ignored(path, pattern)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*.py", "a/b.py"),
        ("*.py", "a.pyc"),
        ("node_modules", "a/node_modules"),
        ("a/**", "a"),
        ("**/x", "ax"),
        ("a?c", "a/c"),
        ("a*c", "a/c"),
        ("[^a-c]x", "ax"),
        ("[^a]x", "bb/x"),
        (r"a\*b", "axb"),
        ("A", "a"),
        ("/a", "a"),
        ("a.c", "abc"),
        ("a^b*", "a^b"),
        (r"\d*", "dx"),
        ("a{2}*", "a{2}"),
    ],
)
def test_a_pattern_leaves_in(pattern: str, path: str) -> None:
    assert not ignored(path, pattern)


def test_a_dollar_ends_the_text_and_not_its_last_line() -> None:
    assert not ignored("a.py\n", "*.py")


def test_the_last_pattern_that_matches_decides() -> None:
    matcher = IgnoreMatcher(["*.md", "!README*.md", "README-secret.md"])
    decide = matcher.matches_or_parent_matches
    assert decide("x.md") == (True, matcher.patterns[0], None)
    assert decide("README.md") == (False, matcher.patterns[1], None)
    assert decide("README-secret.md") == (True, matcher.patterns[2], None)
    assert decide("x.txt") == (False, None, None)


def test_an_exception_loses_its_mark_where_go_cleans_it_away() -> None:
    matcher = IgnoreMatcher(["!a/../b"])
    assert not matcher.has_exceptions
    assert matcher.matches_or_parent_matches("b").ignored


@pytest.mark.parametrize(
    "pattern", ["!", "!/", "[", "a[", "[]a]", "[x-]", "[-x]", "\\", "[^", "[a-"]
)
def test_a_pattern_that_docker_refuses_is_a_problem_of_the_list(pattern: str) -> None:
    matcher = IgnoreMatcher(["a", pattern])
    assert matcher.problem
    assert matcher.matches_or_parent_matches("a").problem == matcher.problem
    assert Walk(matcher).decide("a").problem == matcher.problem


@pytest.mark.parametrize(
    "pattern",
    ["[z-a]", "a{2}{3}*", "{2}|{2}*", "a{1001}*", r"\y*", r"\1*", "[[:nope:]]", r"\x4*", r"\C*"],
)
def test_a_pattern_that_docker_stumbles_over_later_is_a_problem_when_used(pattern: str) -> None:
    matcher = IgnoreMatcher([pattern, "b"])
    assert matcher.problem is None
    assert matcher.patterns[0].problem
    assert matcher.matches_or_parent_matches("a").problem == matcher.patterns[0].problem
    assert Walk(matcher).decide("a").problem == matcher.patterns[0].problem
    unused = IgnoreMatcher(["a", pattern])
    assert unused.matches_or_parent_matches("a") == (True, unused.patterns[0], None)


@pytest.mark.parametrize(
    ("pattern", "compiled"),
    [
        ("a/b.c", ("exact", "")),
        ("a/**", ("prefix", "")),
        ("**/a", ("suffix", "")),
        ("**", ("suffix", "")),
        ("**/a/**", ("regexp", "^(.*/)?a/.*$")),
        ("a***b", ("regexp", "^a(.*/)?[^/]*b$")),
        (r"a\.b", ("regexp", r"^a\.b$")),
        ("a|{$}*", ("regexp", r"^a|{\$}[^/]*$")),
    ],
)
def test_a_pattern_runs_as_docker_runs_it(pattern: str, compiled: tuple[str, str]) -> None:
    assert IgnorePattern(pattern).compiled == compiled


def kept(patterns: list[str], paths: list[str], *, legacy: bool = False) -> list[str]:
    walk = Walk(IgnoreMatcher(patterns), legacy=legacy)
    return [path for path in paths if not walk.decide(path).ignored]


def test_the_walk_finds_exceptions_below_ignored_directories() -> None:
    paths = ["a/b", "a/c/d", "e/f"]
    assert kept(["*", "!a/c"], paths) == ["a/c/d"]
    assert kept(["*", "!a/c/*"], paths) == ["a/c/d"]
    assert kept(["**", "!**/d"], paths) == ["a/c/d"]
    assert kept(["a", "!a/b"], paths) == ["a/b", "e/f"]
    assert kept(["*"], paths) == []


def test_the_walk_of_old_builders_misses_exceptions_that_begin_with_a_wildcard() -> None:
    assert kept(["*", "!*/b.py"], ["a/b.py"]) == ["a/b.py"]
    assert kept(["*", "!*/b.py"], ["a/b.py"], legacy=True) == []
    assert kept(["a", "!a/*"], ["a/b.py"], legacy=True) == ["a/b.py"]


def test_the_walk_turns_around_where_no_exception_can_lie() -> None:
    walk = Walk(IgnoreMatcher(["a", "b", "!a/c/**"]))
    assert walk.enters("a")
    assert not walk.enters("b")
    assert walk.enters("a/c")
    assert not walk.enters("a/d")
    assert walk.decide("b/x").pattern is walk.matcher.patterns[1]
    assert walk.enters("")


def test_the_walk_covers_what_a_directory_was_covered_by_even_if_the_name_does_not_match() -> None:
    # Alone, "!d/*/y" brings d/x/y back; so does the walk.
    assert kept(["d/*", "!d/*/y"], ["d/x/y", "d/x/z"]) == ["d/x/y"]
    # The directory's exception covers what lies in it, until a later pattern matches again.
    assert kept(["*", "!d", "**/y"], ["d/x", "d/y", "d/y/z"]) == ["d/x"]


def test_patterns_of_a_file_know_their_places() -> None:
    file = parse(Source(".dockerignore", "# c\n  /a/ \n!b\n"))
    matcher = matcher_of(file)
    assert [(p.text, p.negated) for p in matcher.patterns] == [("a", False), ("b", True)]
    spans = [p.span for p in matcher.patterns]
    assert [span and file.source.slice(span) for span in spans] == ["/a/", "!b"]


def test_a_file_that_docker_cannot_read_is_a_problem_of_its_matcher() -> None:
    assert matcher_of(parse(Source("x", "a" * 70000))).problem


@pytest.mark.parametrize(
    ("source", "patterns", "expected"),
    [
        ("Dockerfile", ["Dockerfile"], True),
        ("./Dockerfile", ["Dockerfile"], True),
        ("a/b", ["a"], True),
        ("/a", ["a"], False),
        ("a", [], False),
        ("a", ["a", "!b"], False),
        ("a", ["["], False),
        ("a", ["[z-a]", "a"], False),
        ("*.py", ["*.py"], True),
        (".", ["*"], True),
        (".", ["**"], True),
        ("./", ["**/"], True),
        (".", ["**/*"], True),
        (".", ["*", "!a"], False),
        (".", ["?"], False),
        (".", ["."], False),
        (".", [".*"], False),
        ("/", ["*"], True),
        ("/", ["**"], True),
        ("", ["*"], True),
        ("tmp/helloworld.txt", ["*/tmp/*"], False),
    ],
)
def test_buildkits_own_check(source: str, patterns: list[str], expected: bool) -> None:
    assert copy_source_is_ignored(source, patterns) is expected
    assert copy_source_is_ignored(source, IgnoreMatcher(patterns)) is expected


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        ("*", ".env", True),
        ("*", "a/b", False),
        ("a*/b", "ac/b", True),
        ("[a-c][^x]", "by", True),
        ("[^x]", "/", True),
        ("[b-a]", "a", False),
        ("[^b-a]", "a", True),
        (r"a\[", "a[", True),
        ("a]", "a]", True),
        ("**", "ab", True),
        ("a|b", "a", False),
        ("?", "é", True),
        ("*a*b*c*d", "xaxbxcxd", True),
        ("*a*b*c*d", "xaxbxcxdx", False),
    ],
)
def test_wildcards_are_those_of_go(pattern: str, name: str, expected: bool) -> None:
    assert compile_glob(pattern)(name) is expected


@pytest.mark.parametrize(
    "pattern", ["[", "[]", "[a", "[a-", "[-a]", "[a-]", "\\", "*[", "[\udc80]"]
)
def test_malformed_wildcards_are_told(pattern: str) -> None:
    with pytest.raises(BadPatternError):
        compile_glob(pattern)


def test_a_backslash_takes_a_wildcards_meaning() -> None:
    assert has_wildcard("a*")
    assert has_wildcard(r"\\*")
    assert not has_wildcard(r"a\*b\?\[")
    assert not has_wildcard("a]{}")


PIECES = st.sampled_from(["a", "b", "/", "*", "**/", "?", "[ab]", "[^a]", "."])


@given(st.lists(PIECES, max_size=9).map("".join), st.text("ab/.\n", max_size=9))
@settings(max_examples=400, deadline=None)
def test_both_ways_to_run_a_pattern_agree(pattern: str, path: str) -> None:
    expression = IgnorePattern(pattern).compiled[1] or "^" + re.escape("a") + "$"
    backtracking = go_match.compile_regexp(expression)(path)
    limit = go_match._BACKTRACKING_LIMIT
    go_match._BACKTRACKING_LIMIT = -1
    try:
        assert go_match.compile_regexp(expression)(path) == backtracking
    finally:
        go_match._BACKTRACKING_LIMIT = limit


@given(
    st.lists(st.text("ab/*!?[]-^\\.", min_size=1, max_size=6), max_size=4),
    st.lists(st.text("ab", min_size=1, max_size=2), min_size=1, max_size=4).map("/".join),
)
@settings(max_examples=300, deadline=None)
def test_a_walk_without_exceptions_agrees_with_looking_at_a_path_alone(
    patterns: list[str], path: str
) -> None:
    matcher = IgnoreMatcher(patterns)
    if matcher.problem or matcher.has_exceptions:
        return
    alone = matcher.matches_or_parent_matches(path)
    walked = Walk(matcher).decide(path)
    if alone.problem is None and walked.problem is None:
        assert alone.ignored == walked.ignored


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*a" * 40 + "b", "a" * 250),
        ("**/a/" * 30 + "b", "a/" * 60 + "c"),
        ("**/" * 50 + "x", "a/" * 60),
    ],
)
def test_hostile_patterns_cost_little(pattern: str, path: str) -> None:
    start = time.process_time()
    assert not ignored(path, pattern)
    assert time.process_time() - start < 2
