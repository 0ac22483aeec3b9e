"""Laws of the reader of Dockerfiles: they hold whatever the text."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from dockwright.model.dockerfile import build_model
from dockwright.model.refusals import refusals
from dockwright.syntax.dockerfile import parse
from dockwright.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.syntax.dockerfile.nodes import DockerfileTree, InstructionNode

_KEYWORDS = (
    "FROM", "RUN", "COPY", "ADD", "ENV", "ARG", "LABEL", "CMD", "ENTRYPOINT", "HEALTHCHECK",
    "ONBUILD", "SHELL", "USER", "WORKDIR", "EXPOSE", "VOLUME", "STOPSIGNAL", "MAINTAINER", "run",
    "Fr\u043em", "FOO", "\u212a",
)  # fmt: skip
_PIECES = (
    " ",
    "\t",
    "\n",
    "\r\n",
    "\\\n",
    "\\ \n",
    "`\n",
    "\n\n",
    "#",
    "# escape=`\n",
    "# check=skip=all\n",
    "# syntax=a\n",
    "--from=",
    "--mount=type=cache,target=/a",
    "--chown=\u00e9",
    "--",
    "<<EOF",
    "<<-E",
    "\nEOF\n",
    '["a", "b"]',
    "[",
    "]",
    '"',
    "'",
    "$",
    "${A",
    "}",
    "=",
    ":",
    "a",
    "AS",
    "CMD",
    "NONE",
    "\ufeff",
    "\udce9",
    "\u0085",
    "\u00a0",
    "\u2028",
    "\x1c",
    "\x00",
    "\f",
    "0",
    "80/TCP",
    "1:2:3",
)
TEXTS = st.lists(st.sampled_from((*_KEYWORDS, *_PIECES)) | st.text(max_size=4), max_size=30).map(
    "".join
)
_LINES = st.lists(
    st.tuples(
        st.sampled_from(_KEYWORDS),
        st.lists(st.sampled_from(_PIECES[:4] + _PIECES[12:]), max_size=6).map("".join),
    ),
    max_size=8,
).map(lambda lines: "".join(f"{keyword} {rest}\n" for keyword, rest in lines))
FILES = TEXTS | _LINES


def read(text: str) -> DockerfileTree:
    return parse(Source("Dockerfile", text))


def nodes(tree: DockerfileTree) -> Iterator[InstructionNode]:
    for node in tree.instructions:
        holder: InstructionNode | None = node
        while holder is not None:
            yield holder
            holder = holder.child


@given(FILES)
def test_the_tokens_texts_concatenate_to_the_source(text: str) -> None:
    tree = read(text)
    assert "".join(tree.source.slice(token.span) for token in tree.tokens) == text


@given(FILES)
def test_instructions_follow_each_other_and_hold_their_parts(text: str) -> None:
    tree = read(text)
    end = 0
    for node in tree.instructions:
        assert end <= node.span.start <= node.keyword_span.start
        assert node.keyword_span.end <= node.span.end <= len(text)
        assert 1 <= node.start_line <= node.end_line <= tree.source.lines.line_count
        end = node.span.end
    for node in nodes(tree):
        spans = [
            *(flag.span for flag in node.flags),
            *(word.span for word in node.words),
            *(pair.span for pair in node.pairs),
            *(heredoc.span for heredoc in node.heredocs),
        ]
        assert all(node.span.start <= start <= end <= node.span.end for start, end in spans)


@given(FILES)
def test_a_verbatim_words_place_holds_its_text(text: str) -> None:
    tree = read(text)
    for node in nodes(tree):
        for word in node.words:
            if word.is_verbatim:
                assert node.line[word.start : word.end] == word.text
                written = tree.source.slice(word.span)
                if "\n" not in written:
                    assert written == word.text


@given(FILES)
def test_problems_lie_within_the_file_and_in_order(text: str) -> None:
    problems = read(text).problems
    assert all(0 <= found.span.start <= found.span.end <= len(text) for found in problems)
    assert list(problems) == sorted(problems, key=lambda found: found.span)


@given(_LINES)
def test_crlf_and_lf_give_equal_instructions(text: str) -> None:
    text = text.replace("\r", "")
    one, other = read(text), read(text.replace("\n", "\r\n"))
    assert [shape(node) for node in nodes(one)] == [shape(node) for node in nodes(other)]


def shape(node: InstructionNode) -> object:
    return (
        node.keyword,
        [flag.text for flag in node.flags],
        [word.text for word in node.words],
        [(pair.name.text, pair.value and pair.value.text) for pair in node.pairs],
        [(found.name, found.content.replace("\r", "")) for found in node.heredocs],
        node.form,
    )


@given(FILES)
def test_a_byte_order_mark_changes_places_alone(text: str) -> None:
    text = text.replace("\ufeff", "")
    one, other = read(text), read("\ufeff" + text)
    assert [shape(node) for node in nodes(one)] == [shape(node) for node in nodes(other)]


@given(FILES)
def test_what_is_read_can_be_given_meaning(text: str) -> None:
    model = build_model(read(text))
    assert all(0 <= found.span.start <= found.span.end for found in refusals(model))


def test_long_texts_take_time_in_proportion() -> None:
    for piece in ("\\\n", "<<", '"', "'", "${a:-", "[", '["a",', "--", "= ", "# \n", "\\\n\n", "`"):
        for start in ("RUN ", "ENV a ", "ENV a=", "COPY ", "LABEL ", "HEALTHCHECK ", "ONBUILD "):
            begin = time.process_time()
            build_model(read("FROM a\n" + start + piece * 3_000))
            assert time.process_time() - begin < 2
