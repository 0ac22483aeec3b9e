"""Files of requirements are read line by line, as pip does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockwright.syntax.requirements import LineKind, parse
from dockwright.text import Source


def read(text: str) -> list[tuple[LineKind, str]]:
    return [(line.kind, line.text) for line in parse(Source("requirements.txt", text))]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("torch==2.9.1", LineKind.PACKAGE, "torch==2.9.1"),
        ("  torch  # the model\n", LineKind.PACKAGE, "torch"),
        (
            "a @ https://x.example/a.zip#egg=a",
            LineKind.PACKAGE,
            "a @ https://x.example/a.zip#egg=a",
        ),
        ("a==1 --hash=sha256:00 --hash=sha256:11", LineKind.PACKAGE, "a==1"),
        ("a>=1,<2 ; python_version < '3.9'", LineKind.PACKAGE, "a>=1,<2 ; python_version < '3.9'"),
        ("-e .", LineKind.EDITABLE, "."),
        ("--editable=./lib", LineKind.EDITABLE, "./lib"),
        ("-r base.txt", LineKind.REQUIREMENTS, "base.txt"),
        ("-rbase.txt", LineKind.REQUIREMENTS, "base.txt"),
        ("--requirement base.txt", LineKind.REQUIREMENTS, "base.txt"),
        ("-c limits.txt", LineKind.CONSTRAINTS, "limits.txt"),
        ("-i https://x.example/simple", LineKind.INDEX, "https://x.example/simple"),
        ("--extra-index-url=https://x.example", LineKind.INDEX, "https://x.example"),
        ("--no-index", LineKind.INDEX, ""),
        ("--pre", LineKind.OPTION, ""),
    ],
)
def test_a_line_is_read(text: str, kind: LineKind, value: str) -> None:
    assert read(text) == [(kind, value)]


def test_backslashes_join_lines_and_comments_do_not_count() -> None:
    text = "# all of it\na==1 \\\n  --hash=sha256:00 \\\n  --hash=sha256:11\n\nb\r\nc \\"
    assert read(text) == [
        (LineKind.PACKAGE, "a==1"),
        (LineKind.PACKAGE, "b"),
        (LineKind.PACKAGE, "c"),
    ]


def test_a_comment_ends_continued_lines() -> None:
    assert read("a \\\n# no\nb\n") == [(LineKind.PACKAGE, "a"), (LineKind.PACKAGE, "b")]


def test_spans_are_places_in_the_file_behind_a_byte_order_mark_too() -> None:
    text = "\ufeff  a==1 \\\n --hash=x \nb # c\n"
    spans = [line.span for line in parse(Source("requirements.txt", text))]
    assert [text[span.start : span.end] for span in spans] == ["a==1 \\\n --hash=x", "b # c"]


@given(st.text())
def test_any_text_is_read_and_spans_are_in_order(text: str) -> None:
    at = 0
    for line in parse(Source("requirements.txt", text)):
        assert at <= line.span.start <= line.span.end <= len(text)
        at = line.span.end
