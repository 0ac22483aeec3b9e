"""The cheap stand-ins do what the standard library's originals do."""

from __future__ import annotations

import copy
import enum
import fnmatch
import pickle
import typing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockwright.text import light


class Light(light.NamedTuple):
    """A pair and what may be left out."""

    first: int
    second: str
    third: tuple[int, ...] = ()
    fourth: object = None

    @property
    def both(self) -> str:
        return f"{self.first}{self.second}"


class Original(typing.NamedTuple):
    """A pair and what may be left out."""

    first: int
    second: str
    third: tuple[int, ...] = ()
    fourth: object = None

    @property
    def both(self) -> str:
        return f"{self.first}{self.second}"


class Colour(light.Enum):
    RED = "red"
    BLUE = "blue"

    @property
    def is_warm(self) -> bool:
        return self is Colour.RED


class Shape(light.Enum):
    LINE = ("line", 2)
    BOX = ("box", 4)

    def __init__(self, title: str, corners: int) -> None:
        self.title = title
        self.corners = corners


class Step(light.IntEnum):
    ONE = 1
    TWO = 2


@given(st.integers(), st.text(), st.lists(st.integers(), max_size=3), st.none() | st.integers())
def test_named_tuples_behave_as_typings(
    first: int, second: str, third: list[int], fourth: int | None
) -> None:
    light_one = Light(first, second, tuple(third), fourth)
    original = Original(first, second, tuple(third), fourth)
    assert light_one == original == tuple(original)
    assert hash(light_one) == hash(original)
    assert repr(light_one).replace("Light", "Original", 1) == repr(original)
    assert light_one._asdict() == original._asdict()
    assert light_one._replace(first=7) == original._replace(first=7)
    assert light_one.both == original.both
    assert (light_one < (0, "")) is (original < (0, ""))
    assert pickle.loads(pickle.dumps(light_one)) == light_one
    assert type(pickle.loads(pickle.dumps(light_one))) is Light
    assert copy.deepcopy(light_one) == light_one


def test_named_tuples_have_typings_attributes() -> None:
    assert Light._fields == Original._fields == Light.__match_args__
    assert Light._field_defaults == Original._field_defaults
    assert Light(1, second="x") == Original(1, second="x")
    assert Light._make([1, "x", (), None]) == Original(1, "x")
    assert Light.__doc__ == Original.__doc__
    assert not hasattr(Light(1, "x"), "__dict__")
    match Light(1, "x"):
        case Light(first, second=word):
            assert (first, word) == (1, "x")


@pytest.mark.parametrize("kind", [Light, Original])
def test_named_tuples_refuse_what_typings_do(kind: type[Light]) -> None:
    for arguments in ((), (1,), (1, "x", (), None, 5)):
        with pytest.raises(TypeError):
            kind(*arguments)
    with pytest.raises(TypeError):
        kind(1, "x", fifth=1)  # type: ignore[call-arg]
    with pytest.raises((TypeError, ValueError)):
        kind(1, "x")._replace(fifth=1)
    with pytest.raises(TypeError):
        kind._make([1])
    with pytest.raises(AttributeError):
        kind(1, "x").first = 2  # type: ignore[misc]


def test_a_field_without_default_after_one_with_is_refused() -> None:
    with pytest.raises(TypeError):
        type("Wrong", (light.NamedTuple,), {"__annotations__": {"a": int, "b": int}, "a": 1})


def test_enumerations_have_their_members_in_order() -> None:
    assert list(Colour) == [Colour.RED, Colour.BLUE]
    assert len(Colour) == 2
    assert Colour("red") is Colour.RED is Colour["RED"]
    assert (Colour.RED.name, Colour.RED.value) == ("RED", "red")
    assert Colour.RED != Colour.BLUE
    assert Colour.RED in {Colour.RED: 1}
    assert Colour.RED.is_warm
    assert (Shape.BOX.title, Shape.BOX.corners) == ("box", 4)
    assert Shape(("line", 2)) is Shape.LINE
    assert isinstance(Colour.RED, Colour)


def test_enumerations_show_and_copy_as_the_originals_do() -> None:
    original = enum.Enum("Colour", {"RED": "red"})
    assert repr(Colour.RED) == repr(original.RED)  # type: ignore[attr-defined]
    assert str(Colour.RED) == str(original.RED)  # type: ignore[attr-defined]
    assert pickle.loads(pickle.dumps(Colour.RED)) is Colour.RED
    assert pickle.loads(pickle.dumps(Step.TWO)) is Step.TWO
    assert copy.deepcopy(Shape.BOX) is Shape.BOX is copy.copy(Shape.BOX)


def test_enumerations_refuse_other_values_and_new_ones() -> None:
    with pytest.raises(ValueError, match="'green' is not a valid Colour"):
        Colour("green")
    with pytest.raises(KeyError):
        Colour["GREEN"]
    with pytest.raises(AttributeError):
        Colour.RED = Colour.BLUE  # type: ignore[misc, assignment]


def test_numbered_members_are_numbers() -> None:
    assert Step.ONE < Step.TWO == 2
    assert max(Step) is Step.TWO
    assert (Step.ONE, 5) < (Step.TWO, 1)


def test_caches_keep_answers() -> None:
    asked: list[int] = []

    @light.cache
    def double(number: int) -> int:
        """Return twice the number."""
        asked.append(number)
        return 2 * number

    @light.lru_cache(maxsize=1)
    def last(number: int) -> int:
        asked.append(number)
        return number

    assert [double(2), double(2), double(3)] == [4, 4, 6]
    assert asked == [2, 3]
    assert double.__doc__ == "Return twice the number."
    assert double.__name__ == "double"
    double.cache_clear()
    double(2)
    assert asked == [2, 3, 2]
    assert [last(1), last(1), last(2), last(1)] == [1, 1, 2, 1]
    assert asked == [2, 3, 2, 1, 2, 1]
    assert tuple(last.cache_info()) == (1, 3, 1, 1)


@given(st.text("ab.*?[]!", max_size=6), st.text("ab.*?[]!", max_size=6))
def test_names_match_as_fnmatch_says(name: str, pattern: str) -> None:
    assert light.fnmatchcase(name, pattern) == fnmatch.fnmatchcase(name, pattern)
