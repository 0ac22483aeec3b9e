"""YAML is read with the place of every node, as Compose and the CI services understand it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dockwright.syntax.yaml import (
    Alias,
    Mapping,
    Node,
    Scalar,
    Sequence,
    TooLarge,
    YamlStream,
    plain_value,
    read_yaml,
    resolve_plain,
)
from dockwright.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterator


def read(text: str) -> YamlStream:
    return read_yaml(Source("compose.yaml", text))


def value(text: str) -> Any:
    found = read(text)
    assert not found.problems
    assert found.root is not None
    return plain_value(found.root)


def places(text: str) -> dict[str, str]:
    """The text of each value of the first document's mapping, by key."""
    root = read(text).root
    assert isinstance(root, Mapping)
    return {pair.name: text[pair.value.span.start : pair.value.span.end] for pair in root.pairs}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("on", "on"),
        ("yes", "yes"),
        ("No", "No"),
        ("true", True),
        ("TRUE", True),
        ("tRue", "tRue"),
        ("22:22", "22:22"),
        ("0", 0),
        ("-17", -17),
        ("012", 10),
        ("0o17", 15),
        ("0x1F", 31),
        ("-0b11", -3),
        ("08", 8.0),
        ("1_000", 1000),
        ("3.9", 3.9),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("-.inf", -math.inf),
        ("1.2.3", "1.2.3"),
        ("+", "+"),
        ("-", "-"),
        (".", "."),
        ("2024-01-01", "2024-01-01"),
        ("0xg", "0xg"),
        ("٣", "٣"),
    ],
)
def test_plain_scalars_mean_what_yaml_1_2_says(text: str, wanted: object) -> None:
    found = resolve_plain(text)
    assert found == wanted
    assert type(found) is type(wanted)


def test_no_number_is_nan() -> None:
    assert math.isnan(resolve_plain(".nan"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a: 'x'\n", {"a": "'x'"}),
        ("\ufeffa: x\n", {"a": "x"}),
        ("a: x  # why\nb: y\n", {"a": "x", "b": "y"}),
        ("a:\nb: 1\n", {"a": "", "b": "1"}),
        ("a: |\n  x\n  y\n\nb: 1\n", {"a": "|\n  x\n  y", "b": "1"}),
        ("a:\n  - 1\n  - 2\n\n# end\nb: [1, 2]\n", {"a": "- 1\n  - 2", "b": "[1, 2]"}),
        ("a: &x {b: 1}\nc: *x\n", {"a": "{b: 1}", "c": "*x"}),
        ("a: !reset null\nb: !override\n  - 1\n", {"a": "null", "b": "- 1"}),
        ("a: 1\r\nb: 2\r\n", {"a": "1", "b": "2"}),
    ],
)
def test_values_are_placed_without_their_tags_and_comments(
    text: str, wanted: dict[str, str]
) -> None:
    assert places(text) == wanted


def test_an_empty_value_is_placed_behind_its_colon() -> None:
    root = read("a:\n\n# words\nb: 1\n").root
    assert isinstance(root, Mapping)
    assert root.pairs[0].value.span == (2, 2)
    assert root.pairs[0].span == (0, 2)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a: &x {k: 1, l: 2}\nb: {<<: *x, k: 3}\n", {"k": 3, "l": 2}),
        ("a: &x {k: 1}\nc: &y {k: 2, m: 5}\nb: {<<: [*x, *y]}\n", {"k": 1, "m": 5}),
        ("a: &x {k: 1}\nc: &y {<<: *x, l: 2}\nb: {<<: *y}\n", {"k": 1, "l": 2}),
        ("b: {'<<': 1}\n", {"<<": 1}),
    ],
)
def test_merge_keys_take_in_what_is_not_there(text: str, wanted: object) -> None:
    assert value(text)["b"] == wanted


def test_an_alias_has_its_own_place_and_its_anchor_s_value() -> None:
    text = "a: &x [1]\nb: *x\n"
    root = read(text).root
    assert isinstance(root, Mapping)
    alias = root.pairs[1].value
    assert isinstance(alias, Alias)
    assert text[alias.span.start : alias.span.end] == "*x"
    assert alias.node is root.pairs[0].value
    assert root.get("b") is root.pairs[0].value


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("a: 1\na: 2\n", ["duplicate-key"]),
        ("a: *nowhere\n", ["unknown-anchor"]),
        ("a: &x\n  - *x\n", ["recursive-anchor"]),
        ("a: &x {b: {c: *x}}\n", ["recursive-anchor"]),
        ("a: 'x\n", ["syntax"]),
        ("a:\t- 1\n", ["syntax"]),
        ("a: b: c\n", ["syntax"]),
        ("a: \x01\n", ["syntax"]),
        ("[" * 1000, ["too-large"]),
        ("a: 1\n---\na: 1\n", []),
        ("a: {b: 1}\nc: {b: 1}\n", []),
        ("a: &x 1\nb: *x\n", []),
        ("- a: 1\n- a: 1\n", []),
    ],
)
def test_what_is_wrong_is_told(text: str, kinds: list[str]) -> None:
    assert [problem.kind for problem in read(text).problems] == kinds


def test_what_stands_before_a_syntax_error_is_read() -> None:
    root = read("a: 1\nb: [1, 2\nc: }\n").root
    assert isinstance(root, Mapping)
    assert root.pairs[0].name == "a"


def test_comments_are_found_where_they_are_none_of_a_text() -> None:
    text = "# top\na: 'no # one'\nb: no#one  # two\nc: |  # three\n  # no\nd: \"#\"\n"
    assert [comment.text for comment in read(text).comments] == ["top", "two", "three"]


def test_aliases_that_multiply_are_read_and_not_spread_out() -> None:
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    found = read("\n".join(lines))
    assert not found.problems
    assert found.root is not None
    with pytest.raises(TooLarge):
        plain_value(found.root)


def test_documents_of_a_stream_are_told_apart() -> None:
    found = read("a: 1\n---\n- b\n---\n")
    assert [type(each).__name__ for each in found.documents] == ["Mapping", "Sequence", "Scalar"]


def nodes(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, Mapping):
        for pair in node.pairs:
            yield from nodes(pair.key)
            yield from nodes(pair.value)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from nodes(item)


def inside(node: Node) -> None:
    children: list[Node] = []
    if isinstance(node, Mapping):
        children = [each for pair in node.pairs for each in (pair.key, pair.value)]
    elif isinstance(node, Sequence):
        children = list(node.items)
    for child in children:
        assert node.span.start <= child.span.start <= child.span.end <= node.span.end
        inside(child)


@given(st.text(alphabet="ab:-#&*!'\"|>[]{},? \n\t<~0.\ufeff\x00é\udc80", max_size=80))
def test_any_text_is_read_and_places_nest(text: str) -> None:
    found = read(text)
    for root in found.documents:
        inside(root)
    for comment in found.comments:
        assert text[comment.span.start] == "#"
    for problem in found.problems:
        assert 0 <= problem.span.start <= problem.span.end <= len(text)
    assert list(found.scopes()) == sorted(found.scopes())


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-1000, 1000) | st.text("abc #:-'\"\n", max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("abc", min_size=1, max_size=3), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(plain, st.booleans())
def test_what_another_program_writes_is_read_back(wanted: object, flow: bool) -> None:
    text = yaml.safe_dump(wanted, default_flow_style=flow, allow_unicode=True)
    found = read(text)
    assert not found.problems
    assert found.root is not None
    assert plain_value(found.root) == wanted
    for node in nodes(found.root):
        if isinstance(node, Scalar) and not node.style and "\n" not in node.text:
            assert text[node.span.start : node.span.end] == node.text
