"""Every character of a derived text is where the map says that it came from."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dockwright.text import OriginMap, Span
from dockwright.text.suggest import nearest


def cut(text: str, kept: list[tuple[int, int]]) -> tuple[str, OriginMap]:
    """The kept pieces of a text, one after another, with their map."""
    starts: list[int] = []
    length = 0
    for start, end in kept:
        starts.append(length)
        length += end - start
    return "".join(text[start:end] for start, end in kept), OriginMap(
        starts, [start for start, _ in kept], length
    )


@st.composite
def cuts(draw: st.DrawFn, text: str) -> list[tuple[int, int]]:
    ends = draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=8, unique=True))
    ordered = sorted(ends)
    return [(a, b) for a, b in zip(ordered[::2], ordered[1::2], strict=False) if a < b]


TEXT = "".join(map(chr, range(33, 123)))


@given(st.data())
def test_characters_slices_and_compositions_keep_their_place(data: st.DataObject) -> None:
    kept = data.draw(cuts(TEXT))
    if not kept:
        return
    derived, origin = cut(TEXT, kept)
    assert [TEXT[origin.offset(at)] for at in range(len(derived))] == list(derived)
    start = data.draw(st.integers(0, len(derived)))
    end = data.draw(st.integers(start, len(derived)))
    part = origin.slice(start, end)
    assert [TEXT[part.offset(at)] for at in range(end - start)] == list(derived[start:end])
    further = data.draw(cuts(derived))
    if further:
        again, inner = cut(derived, further)
        both = origin.then(inner)
        assert [TEXT[both.offset(at)] for at in range(len(again))] == list(again)
        assert both.length == len(again)


def test_a_span_reaches_over_what_lies_between_its_pieces_but_not_beyond() -> None:
    _, origin = cut("ab##cd##ef", [(0, 2), (4, 6), (8, 10)])
    assert origin.span(0, 2) == Span(0, 2)
    assert origin.span(1, 3) == Span(1, 5)
    assert origin.span(2, 2) == Span(4, 4)
    assert origin.offset(6) == 10
    assert origin.offset(8) == 12


def test_a_name_that_is_there_is_no_misspelling() -> None:
    assert nearest("select", ["selct", "select"]) is None
    assert nearest("selct", ["ignore", "select"]) == "select"
    assert nearest("x" * 65, ["x" * 66]) is None
    assert nearest("abc", ["xyz"]) is None
