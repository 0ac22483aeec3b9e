"""When jobs and steps run, and which of them never run together."""

from __future__ import annotations

import pytest

from dockwright.model.ci.conditions import (
    ALWAYS,
    are_for_tags,
    exclude_each_other,
    joined,
    ways_of,
)

_MATRIX = {"matrix.image": "local", "matrix.push": "false", "matrix.python": "3.10"}


@pytest.mark.parametrize(
    ("condition", "outcome"),
    [
        ("matrix.image == 'local'", True),
        ("${{ matrix.image == 'LOCAL' }}", True),
        ("matrix.image != 'local'", False),
        ("'cloud' == matrix.image", False),
        ("(matrix.image == 'cloud' && github.event_name == 'push') || matrix.push", False),
        ("!(matrix.image == 'cloud')", True),
        ("always() && matrix.image == 'cloud'", False),
        ("!matrix.push && success()", True),
        ("matrix.push == true", False),
        ("matrix.missing", False),
        ("matrix.missing == ''", True),
        ("false", False),
        ("${{ 'it''s' == 'it''s' }}", True),
    ],
)
def test_what_the_matrix_decides_is_decided(condition: str, outcome: bool) -> None:
    """A condition on known values holds always or never."""
    assert ways_of(condition, _MATRIX) == (ALWAYS if outcome else ())


@pytest.mark.parametrize(
    "condition",
    [
        "github.event_name == 'push'",
        "matrix.push == 'false'",  # YAML reads a boolean, which is no text
        "contains(matrix.image, 'local')",
        "matrix.images[0] == 'a'",
        "matrix.python >= 3",
        "matrix.image == ",
        "((matrix.image)",
        "a ? b",
        "",
        "(" * 5000,
    ],
)
def test_what_is_not_known_is_neither(condition: str) -> None:
    """A condition that cannot be told may hold."""
    assert ways_of(condition, _MATRIX) not in (ALWAYS, ())


def test_without_a_matrix_its_names_are_not_known() -> None:
    """Where the values of a matrix are not written out, a name of it is not empty."""
    assert ways_of("matrix.image", {"NAME": "1"}) != ()
    assert ways_of("matrix.of", {"matrix.of.image": "x"}) != ()


@pytest.mark.parametrize(
    ("one", "other", "outcome"),
    [
        ("github.event_name == 'push'", "github.event_name != 'push'", True),
        ("github.event_name == 'push'", "github.event_name == 'release'", True),
        ("github.event_name == 'push'", "!(github.event_name == 'push')", True),
        ("inputs.gpu", "${{ ! inputs.gpu }}", True),
        ("inputs.gpu && inputs.a == 'x'", "!inputs.gpu || inputs.a == 'y'", True),
        ("startsWith(github.ref, 'refs/tags/')", "github.ref == 'refs/heads/main'", True),
        ("startsWith(github.ref, 'refs/heads')", "github.ref == 'refs/heads/main'", False),
        ("github.event_name == 'push'", "github.ref == 'refs/heads/main'", False),
        ("github.event_name == 'push' || inputs.a", "github.event_name != 'push'", False),
        ("github.event_name != 'push'", "github.event_name != 'release'", False),
    ],
)
def test_conditions_that_exclude_each_other(one: str, other: str, outcome: bool) -> None:
    """Two conditions exclude each other where each way of one contradicts each of the other."""
    assert exclude_each_other(ways_of(one, {}), ways_of(other, {})) is outcome


@pytest.mark.parametrize(
    ("condition", "outcome"),
    [
        ("startsWith(github.ref, 'refs/tags/v')", True),
        ("github.event_name == 'release' || github.ref_type == 'tag'", True),
        ("startsWith(github.ref, 'refs/tags') || github.ref == 'refs/heads/main'", False),
        ("!startsWith(github.ref, 'refs/tags/')", False),
        ("always()", False),
        ("false", False),
    ],
)
def test_conditions_for_tags(condition: str, outcome: bool) -> None:
    """A condition is one for tags where each of its ways asks for one."""
    assert are_for_tags(ways_of(condition, {})) is outcome


def test_conditions_with_more_ways_than_are_followed() -> None:
    """A condition of very many ways is one of which nothing is known."""
    both = " && ".join(f"(a.x{n} || b.x{n})" for n in range(12))
    assert len(ways_of(both, {})) == 1
    ways = ways_of("(a.x || a.y) && (a.z || a.v) && (a.w || a.u)", {})
    others = ways_of("(b.x || b.y) && (b.z || b.v) && (b.w || b.u || b.t)", {})
    assert joined(ways, others) == ALWAYS
