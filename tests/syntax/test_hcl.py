"""The reader of HCL gives places for what it reads, tells what it cannot, and never raises."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockwright.model.bake.project import BLOCKS, BakeProject
from dockwright.model.unknown import Unknown
from dockwright.syntax.hcl import read_hcl, read_hcl_json
from dockwright.syntax.hcl.nodes import HclFile, ListOf, Literal, ObjectOf, parts_of
from dockwright.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.syntax.hcl.nodes import Body, Expression

WORDS = st.lists(
    st.sampled_from(
        'target "a" { } [ ] ( ) = : , \n ${ %{ " <<EOT\n EOT\n <<-X\n # // /* */ for in if => ... '  # noqa: SIM905
        "x 1 1.5 ? && || == ! - . .* [*] \\ \\u00 $${ null true variable matrix args".split(" ")
    ),
    max_size=40,
)


def read(text: str) -> HclFile:
    return read_hcl(Source("docker-bake.hcl", text))


def expressions(body: Body) -> Iterator[Expression]:
    pending = [attribute.value for attribute in body.attributes]
    for block in body.blocks:
        yield from expressions(block.body)
    while pending:
        each = pending.pop()
        yield each
        pending.extend(parts_of(each))


@given(WORDS)
def test_any_words_are_read_without_raising_and_places_lie_within(words: list[str]) -> None:
    text = " ".join(words)
    for file in (read(text), read_hcl_json(Source("docker-bake.json", text), BLOCKS)):
        for expression in expressions(file.body):
            assert 0 <= expression.span.start <= expression.span.end <= len(text)
        assert all(problem.span.end <= len(text) for problem in file.problems)
        assert BakeProject("/docker-bake.hcl", [("/docker-bake.hcl", file)]).targets is not None


@given(st.text(max_size=60))
def test_any_text_is_read_without_raising(text: str) -> None:
    read(text)
    read_hcl_json(Source("docker-bake.json", text), BLOCKS)


def test_every_beginning_of_a_file_is_read_without_raising() -> None:
    text = 'target "a" {\n  args = { A = "${x("y")}", B = [for k, v in m : k => v if v...] }\n}\n'
    for end in range(len(text)):
        read(text[:end])


def test_values_have_the_places_of_their_own_text() -> None:
    text = 'group "default" {\n  targets = ["api", worker.name] # both\n}\n'
    (block,) = read(text).body.blocks
    value = block.body.attributes[0].value
    assert isinstance(value, ListOf)
    shown = [text[item.span.start : item.span.end] for item in value.items]
    assert shown == ['"api"', "worker.name"]
    assert text[block.label_spans[0].start : block.label_spans[0].end] == '"default"'
    assert [comment.text for comment in read(text).comments] == ["both"]


def test_keys_of_tables_are_texts_whether_quoted_or_not() -> None:
    value = read('a = {\n  b = 1\n  "c" : 2, d = 3\n}\n').body.attributes[0].value
    assert isinstance(value, ObjectOf)
    assert [entry.key.value for entry in value.entries if isinstance(entry.key, Literal)] == [
        "b",
        "c",
        "d",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('target "a" {\n', "a block is not closed"),
        ("a = \n", "a value is missing"),
        ('a = "b\n', "a quote is not closed"),
        ("a = [1 2]\n", "`]` is missing"),
        ("a = <<X\nb\n", "the text that ends with `X` is not closed"),
        ("a = 1 b = 2\n", "a line end is missing after the value"),
        (r'a = "\q"' + "\n", "a text has the unknown escape `\\q`"),
    ],
)
def test_what_cannot_be_read_is_told(text: str, message: str) -> None:
    assert message in [problem.message for problem in read(text).problems]


def test_a_statement_that_cannot_be_read_does_not_hide_the_next() -> None:
    file = read('a = ]\nb = 2\ntarget "c" {\n  d = )\n  e = 1\n}\n')
    assert [attribute.name for attribute in file.body.attributes] == ["b"]
    assert [attribute.name for attribute in file.body.blocks[0].body.attributes] == ["e"]


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 5_000,
        "a = " + "(" * 5_000 + "1" + ")" * 5_000,
        "a = " + "!" * 5_000 + "true",
        "a = 1" + " + 1" * 20_000,
        "a = b" + ".c" * 20_000,
        "a = " + '"${' * 5_000,
        "a = <<X\n" * 5_000,
        "a {" * 5_000,
        "a = <<X\n" + "${b}" * 20_000 + "\nX\n",
        "a0 = [1, 1]\n" + "".join(f"a{n + 1} = [a{n}, a{n}]\n" for n in range(60)),
        "a0 = 9\n" + "".join(f"a{n + 1} = a{n} * a{n}\n" for n in range(60)),
        'a0 = "xx"\n' + "".join(f'a{n + 1} = "${{a{n}}}${{a{n}}}"\n' for n in range(60)),
        "a = [for x in range(1000) : [for y in range(1000) : [for z in range(1000) : z]]]\n",
        'target "a" {\n  matrix = { x = range(5000), y = range(5000) }\n  name = "b"\n}\n',
    ],
)
def test_what_is_too_deep_or_too_large_is_not_known_and_takes_no_time(text: str) -> None:
    file = read(text + '\ntarget "t" {\n  args = { A = jsonencode(a60), B = a }\n}\n')
    for target in BakeProject("/docker-bake.hcl", [("/docker-bake.hcl", file)]).targets:
        for argument in target.fields.tables.get("args", {}).values():
            assert isinstance(argument.value, Unknown)


def test_a_chain_of_parents_is_followed_without_raising() -> None:
    blocks = "".join(f'target "t{n}" {{\n  inherits = ["t{n + 1}"]\n}}\n' for n in range(3_000))
    assert len(BakeProject("/b.hcl", [("/b.hcl", read(blocks))]).targets) == 3_000


def test_parents_in_a_circle_are_followed_once() -> None:
    text = (
        'target "a" {\n  inherits = ["b"]\n}\ntarget "b" {\n  inherits = ["a"]\n  tags = ["x"]\n}'
    )
    first, _ = BakeProject("/b.hcl", [("/b.hcl", read(text))]).targets
    assert [each.text for each in first.items("tags")] == ["x"]
