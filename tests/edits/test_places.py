"""Builders of edits of paths, of pairs and of ignore files."""

from __future__ import annotations

import pytest

from dockwright.edits.ignorefile import line_of_pattern, remove_line, take_back
from dockwright.edits.pairs import remove_pair
from dockwright.edits.paths import count_path, rename_path
from dockwright.model.dockerfile import build_model
from dockwright.model.instructions import Env
from dockwright.syntax.dockerfile import parse
from dockwright.syntax.ignorefile import parse as parse_ignore_file
from dockwright.text import Source, Span, apply_edits


def test_a_path_is_renamed_with_what_lies_below_it_and_nothing_that_only_looks_like_it() -> None:
    text = (
        "FROM a\n"
        "RUN make /b/venv && \\\n"
        "  # not in /b/venv here\n"
        '  "/b/venv/bin/pip" x /b/venv2 /a/b/venv /b/venv.old PATH=/x:/b/venv\n'
        'ENV A=/b/venv:"$A"\n'
    )
    tree = build_model(parse(Source("Dockerfile", text))).tree
    after = apply_edits(text, rename_path(tree, tree.instructions, "/b/venv", "/c"))
    assert after == (
        "FROM a\n"
        "RUN make /c && \\\n"
        "  # not in /b/venv here\n"
        '  "/c/bin/pip" x /b/venv2 /a/b/venv /b/venv.old PATH=/x:/c\n'
        'ENV A=/c:"$A"\n'
    )


def test_only_the_instructions_that_are_given_change() -> None:
    text = "FROM a\nRUN x /v\nRUN y /v\n"
    tree = build_model(parse(Source("Dockerfile", text))).tree
    after = apply_edits(text, rename_path(tree, tree.instructions[1:2], "/v", "/w"))
    assert after == "FROM a\nRUN x /w\nRUN y /v\n"


def test_paths_are_counted_as_they_are_renamed() -> None:
    assert count_path("/v /v/x (/v) /vv ./v /a/v", "/v") == 3


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("FROM a\nENV A=1 B=2\nRUN x\n", "B", "FROM a\nENV A=1\nRUN x\n"),
        ("FROM a\nENV A=1 \\\n    B=2\nRUN x\n", "A", "FROM a\nENV B=2\nRUN x\n"),
        ("FROM a\nENV A=1 \\\n    B=2\nRUN x\n", "B", "FROM a\nENV A=1\nRUN x\n"),
        ("FROM a\n# why\nENV A=1\nRUN x\n", "A", "FROM a\n# why\nRUN x\n"),
        ("FROM a\nENV A 1\nRUN x\n", "A", "FROM a\nRUN x\n"),
    ],
)
def test_a_pair_goes_and_the_last_takes_its_instruction_along(
    text: str, name: str, expected: str
) -> None:
    model = build_model(parse(Source("Dockerfile", text)))
    env = next(each for each in model.instructions if isinstance(each, Env))
    pair = next(each for each in env.pairs if each.name.raw == name)
    spans = [each.span for each in env.pairs]
    after = apply_edits(text, remove_pair(model.tree, env.node, pair.span, spans))
    # A pair that goes may leave `ENV` and its continuation alone on a line.
    assert after.replace("\\\n", "").split() == expected.split()
    assert not parse(Source("Dockerfile", after)).problems


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*\n", "*\n!a/b\n"),
        ("*", "*\n!a/b"),
        ("*\r\nx\r\n", "*\r\n!a/b\r\nx\r\n"),
        ("\ufeff*\n", "\ufeff*\n!a/b\n"),
    ],
)
def test_a_path_is_taken_back_behind_a_pattern(text: str, expected: str) -> None:
    file = parse_ignore_file(Source(".dockerignore", text))
    at = text.index("*")
    line = line_of_pattern(file, Span(at, at + 1))
    assert line is not None
    edits = take_back(file, ["a/b"], line)
    assert edits is not None
    assert apply_edits(text, edits) == expected


def test_at_the_end_of_an_empty_file_it_is_the_first_line() -> None:
    edits = take_back(parse_ignore_file(Source(".dockerignore", "")), ["a"], None)
    assert edits is not None
    assert apply_edits("", edits) == "!a\n"


@pytest.mark.parametrize("path", ["a*", "[a]", "a\\b", "!a", " a", "", "#a"])
def test_a_path_that_a_pattern_would_read_otherwise_is_not_taken_back(path: str) -> None:
    assert take_back(parse_ignore_file(Source(".dockerignore", "*\n")), [path], None) is None


def test_a_pattern_is_left_out_with_its_line() -> None:
    text = "a\n  b  \nc\n"
    file = parse_ignore_file(Source(".dockerignore", text))
    line = line_of_pattern(file, Span(4, 5))
    assert line is not None
    assert apply_edits(text, remove_line(line)) == "a\nc\n"
