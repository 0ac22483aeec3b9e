from __future__ import annotations

import pytest

from dockwright.syntax.ignorefile import IgnoreFile, clean_path, parse, trim_space
from dockwright.text import Source


def read(text: str) -> IgnoreFile:
    return parse(Source(".dockerignore", text))


def patterns(text: str) -> list[str]:
    return list(read(text).patterns)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "a",
        "a\n",
        "a\r\nb\r\n",
        "\ufeff# c\n  x \n\n!y",
        "\ufeff",
        "a\rb\n\x0c\n",
        " \t\n#\n!\n",
    ],
)
def test_lines_cover_the_text_without_gaps(text: str) -> None:
    file = read(text)
    assert "".join(file.source.slice(line.span) for line in file.lines) == text


def test_a_pattern_is_cleaned_and_made_relative() -> None:
    assert patterns("/a//b/./c/../\n./x\n../up\n/../y\n//z\n/\n.\n") == [
        "a/b",
        "x",
        "../up",
        "y",
        "z",
        "/",
        ".",
    ]


def test_an_exception_is_cleaned_after_its_mark() -> None:
    assert patterns("! /a/b/ \n!\n!  \n!/\n!!x") == ["!a/b", "!", "!", "!/", "!!x"]


def test_a_comment_begins_in_the_first_column_only() -> None:
    assert patterns("#a\n #b\nc#d\n\\#e\n") == ["#b", "c#d", "\\#e"]


def test_the_byte_order_mark_belongs_to_no_pattern() -> None:
    assert patterns("\ufeffa\n\ufeffb\n") == ["a", "\ufeffb"]
    assert patterns("\ufeff#a\n") == []


def test_white_space_at_the_ends_is_what_go_takes_for_it() -> None:
    assert patterns("\u00a0a \u3000\t\n\x1fb\x1f\n c d \n") == ["a", "\x1fb\x1f", "c d"]
    assert trim_space("\x85x\u2028") == "x"


def test_a_carriage_return_ends_no_line() -> None:
    assert patterns("a\rb\r\nc\r\n") == ["a\rb", "c"]


def test_content_is_what_people_would_underline() -> None:
    file = read("\ufeff  !/a/ \r\n\n # b\n#c \n")
    shown = [(line.kind, file.source.slice(line.content)) for line in file.lines]
    assert shown == [("pattern", "!/a/"), ("blank", ""), ("pattern", "# b"), ("comment", "#c")]
    assert [line.negated for line in file.pattern_lines] == [True, False]


def test_a_line_longer_than_gos_reader_takes_is_a_problem() -> None:
    assert read("a\n" + "b" * 65535 + "\n").problem is None
    problem = read("a\n" + "b" * 65536 + "\n").problem
    assert problem is not None
    assert problem.span == (2, 65538)
    assert "65536 bytes" in problem.message
    assert read("é" * 32768).problem is not None
    assert read("é" * 32767).problem is None


@pytest.mark.parametrize(
    ("path", "cleaned"),
    [
        ("", "."),
        ("//a", "/a"),
        ("a/../..", ".."),
        ("/..", "/"),
        ("a/", "a"),
        ("a/./b", "a/b"),
        ("///", "/"),
        ("!a/../b", "b"),
    ],
)
def test_a_path_is_cleaned_as_go_cleans_it(path: str, cleaned: str) -> None:
    assert clean_path(path) == cleaned
