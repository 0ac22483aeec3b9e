"""Edits: when two exclude each other, and what applying them gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockwright.text import Edit, Span
from dockwright.text.edit import apply_edits, edits_conflict


def edit(start: int, end: int, text: str = "x") -> Edit:
    return Edit(Span(start, end), text)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (edit(1, 3), edit(1, 3), False),
        (edit(1, 3, "a"), edit(1, 3, "b"), True),
        (edit(1, 3), edit(2, 4), True),
        (edit(1, 3), edit(3, 4), False),
        (edit(2, 2, "a"), edit(2, 2, "b"), True),
        (edit(2, 2, "a"), edit(3, 3, "a"), False),
        (edit(2, 2), edit(1, 3), True),
        (edit(1, 1), edit(1, 3), False),
        (edit(3, 3), edit(1, 3), False),
    ],
)
def test_which_edits_conflict(one: Edit, other: Edit, *, expected: bool) -> None:
    assert edits_conflict(one, other) is expected
    assert edits_conflict(other, one) is expected


def test_edits_are_applied_whatever_their_order_and_equal_ones_once() -> None:
    edits = [edit(4, 5, ""), edit(0, 0, ">"), edit(1, 2, "BB"), edit(0, 0, ">")]
    assert apply_edits("abcdef", edits) == ">aBBcdf"
    assert apply_edits("abcdef", reversed(edits)) == ">aBBcdf"


@pytest.mark.parametrize(
    "edits", [[edit(0, 2), edit(1, 3)], [edit(1, 1, "a"), edit(1, 1, "b")], [edit(0, 9)]]
)
def test_edits_that_cannot_be_applied_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="edit"):
        apply_edits("abcd", edits)


@given(st.text(max_size=30), st.data())
def test_edits_that_do_not_conflict_are_applied(text: str, data: st.DataObject) -> None:
    places = st.integers(0, len(text))
    spans = st.tuples(places, places).map(sorted)
    drawn = data.draw(st.lists(st.tuples(spans, st.text(max_size=3)), max_size=4))
    edits = [edit(start, end, new) for (start, end), new in drawn]
    if any(edits_conflict(one, other) for one in edits for other in edits):
        return
    done = apply_edits(text, edits)
    once = set(edits)
    removed = sum(each.span.end - each.span.start for each in once)
    assert len(done) == len(text) - removed + sum(len(each.text) for each in once)
