"""Quantities and references to variables are read as Kubernetes reads them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockwright.syntax.kubernetes import expand_references, quantity_of


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("8Gi", 8 * 1024**3),
        ("64Mi", 64 * 1024**2),
        ("1Ki", 1024),
        ("1.5Gi", 3 * 1024**3 // 2),
        ("8G", 8 * 1000**3),
        ("2k", 2000),
        ("1M", 1000**2),
        ("1e3", 1000),
        ("1E3", 1000),
        ("1E", 1000**6),
        ("1Ei", 1024**6),
        ("500m", Fraction(1, 2)),
        ("100u", Fraction(1, 10_000)),
        ("10n", Fraction(1, 10**8)),
        ("0", 0),
        ("-1", -1),
        ("+1", 1),
        (".5", Fraction(1, 2)),
        ("1.", 1),
    ],
)
def test_quantities_come_in_their_base_unit(text: str, wanted: Fraction | int) -> None:
    assert quantity_of(text) == wanted


@pytest.mark.parametrize(
    "text",
    ["", "Gi", "8GB", "8 Gi", "8gi", "1K", "8GiB", "many", "1e", "٣", "1e3Ki", "1_000", "0x10"],
)
def test_what_is_no_quantity_is_none(text: str) -> None:
    assert quantity_of(text) is None


@given(st.text(max_size=30))
def test_any_text_is_a_quantity_or_none(text: str) -> None:
    assert isinstance(quantity_of(text), Fraction | None)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("--port=$(PORT)", "--port=80"),
        ("$(PORT)$(PORT)", "8080"),
        ("$(SELF)", "$(SELF)"),
        ("$(NONE)", "$(NONE)"),
        ("$$(PORT)", "$(PORT)"),
        ("$$$(PORT)", "$80"),
        ("$PORT ${PORT}", "$PORT ${PORT}"),
        ("$(PORT", "$(PORT"),
        ("cost: 5$", "cost: 5$"),
        ("$$", "$"),
        ("$()", "$()"),
        ("", ""),
    ],
)
def test_references_are_expanded_as_the_kubelet_does(text: str, wanted: str) -> None:
    assert expand_references(text, {"PORT": "80", "SELF": "$(SELF)"}.get) == wanted


@given(st.text(alphabet="$()AB ", max_size=12))
def test_a_text_whose_names_have_no_value_changes_in_double_dollars_alone(text: str) -> None:
    expanded = expand_references(text, {"A": None}.get)
    assert expanded == text or "$$" in text
