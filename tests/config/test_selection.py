"""Names of rules, and layers of selections."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import pytest

from dockwright.config.load import Layer
from dockwright.config.selection import (
    Catalogue,
    rule_options_of,
    select_rules,
    severities_of,
)
from dockwright.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping


class Info(NamedTuple):
    code: str
    name: str
    family: str
    aliases: tuple[str, ...] = ()
    default: bool = True
    options: Mapping[str, object] = MappingProxyType({})
    needs: str = ""


CATALOGUE = Catalogue(
    [
        Info("DW401", "secret-in-env", "security", ("SecretsUsedInArgOrEnv", "CKV_DOCKER_9")),
        Info("DW402", "last-user-root", "security", ("DL3002",)),
        Info("DW310", "apt-lists-kept", "size", ("DL3009",)),
        Info("DW104", "cd-in-run", "correctness", ("DL3003", "DL3004")),
        Info("DW105", "relative-workdir", "correctness", ("DL3000", "WorkdirRelativePath")),
        Info("DW901", "missing-healthcheck", "style", ("DL3057",), default=False),
        Info("DW902", "shell-defect", "style", ("SC2086", "SC2046"), default=False),
        Info(
            "DW403",
            "untrusted-registry",
            "security",
            ("DL3026",),
            options={"trusted-registries": (), "strict": False, "depth": 1},
        ),
    ]
)
DEFAULT = {"DW401", "DW402", "DW310", "DW104", "DW105", "DW403"}


def layer(*, lenient: bool = False, **values: object) -> Layer:
    named = {key.replace("_", "-"): value for key, value in values.items()}
    return Layer("test.toml", "/", named, is_lenient=lenient)


def select(*layers: Layer) -> set[str]:
    return set(select_rules(CATALOGUE, layers))


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("DW401", {"DW401"}),
        ("dw401", {"DW401"}),
        ("secret-in-env", {"DW401"}),
        ("SecretsUsedInArgOrEnv", {"DW401"}),
        ("secretsusedinargorenv", {"DW401"}),
        ("CKV_DOCKER_9", {"DW401"}),
        ("DL3003", {"DW104"}),
        ("security", {"DW401", "DW402", "DW403"}),
        ("DW4", {"DW401", "DW402", "DW403"}),
        ("DW40", {"DW401", "DW402", "DW403"}),
        ("DW31", {"DW310"}),
        ("ALL", {rule.code for rule in CATALOGUE.rules}),
        ("nothing", set()),
        ("DW", set()),
        ("", set()),
    ],
)
def test_every_name_of_a_rule_is_accepted(name: str, codes: set[str]) -> None:
    assert CATALOGUE.codes_named(name) == codes


def test_the_default_leaves_out_what_is_off_by_default() -> None:
    assert select() == DEFAULT


def test_profiles_are_the_tools_own_rules() -> None:
    assert select(layer(profile="strict")) == CATALOGUE.codes
    assert select(layer(profile="hadolint")) == {
        "DW402",
        "DW310",
        "DW104",
        "DW105",
        "DW902",
        "DW403",
    }
    assert select(layer(profile="buildkit")) == {"DW401", "DW105"}


def test_select_replaces_and_extend_select_adds() -> None:
    assert select(layer(select=("DL3002",))) == {"DW402"}
    assert select(layer(extend_select=("DL3057",))) == DEFAULT | {"DW901"}
    assert select(layer(profile="buildkit", extend_select=("size",))) == {
        "DW401",
        "DW105",
        "DW310",
    }


def test_the_more_specific_name_decides_and_ignore_wins_among_equals() -> None:
    assert select(layer(select=("DW401",), ignore=("security",))) == {"DW401"}
    assert select(layer(select=("security",), ignore=("DW401",))) == {"DW402", "DW403"}
    assert select(layer(select=("DW401",), ignore=("DW401",))) == set()
    assert select(layer(select=("ALL",), ignore=("DW4",), extend_select=("DL3002",))) == (
        CATALOGUE.codes - {"DW401", "DW403"}
    )


def test_a_higher_layer_changes_what_lower_ones_chose() -> None:
    below = layer(ignore=("DL3009",))
    assert select(below, layer(ignore=("DL3002",))) == DEFAULT - {"DW310", "DW402"}
    assert select(below, layer(extend_select=("DL3009",))) == DEFAULT
    assert select(below, layer(select=("size",))) == {"DW310"}
    assert select(below, layer(profile="hadolint")) >= {"DW310"}
    assert select(layer(select=("size",)), layer(ignore=("DL3009",))) == set()


def test_severity_off_is_to_ignore() -> None:
    off = layer(severity={"DL3009": "off", "DL3002": "error"})
    assert select(off) == DEFAULT - {"DW310"}
    assert severities_of(CATALOGUE, [off]) == {"DW402": "error"}


def test_the_more_specific_severity_decides_and_the_higher_layer() -> None:
    below = layer(severity={"DW402": "style", "security": "info"})
    assert severities_of(CATALOGUE, [below]) == {
        "DW401": "info",
        "DW402": "style",
        "DW403": "info",
    }
    above = layer(severity={"last-user-root": "error"})
    assert severities_of(CATALOGUE, [below, above])["DW402"] == "error"


def test_an_unknown_rule_is_an_error_with_a_suggestion() -> None:
    with pytest.raises(ConfigError) as caught:
        select(layer(ignore=("secret-in-evn",)))
    assert caught.value.message == "ignore names an unknown rule 'secret-in-evn'"
    assert caught.value.hint == "did you mean 'secret-in-env'?"
    with pytest.raises(ConfigError) as caught:
        select(layer(select=("DW999",)))
    assert "DW99" not in caught.value.hint or "did you mean" in caught.value.hint


def test_other_tools_rules_that_we_lack_are_remarked_upon_only() -> None:
    remarks: list[tuple[str, bool]] = []
    foreign = layer(ignore=("DL9999", "SC1234", "CKV2_DOCKER_1"))
    assert select_rules(CATALOGUE, [foreign], remarks) == DEFAULT
    assert len(remarks) == 3
    assert "DL9999" in remarks[0][0]
    assert all(is_detail for _, is_detail in remarks)
    selecting: list[tuple[str, bool]] = []
    select_rules(CATALOGUE, [layer(select=("DL9999",))], selecting)
    assert [is_detail for _, is_detail in selecting] == [False]
    assert select(layer(lenient=True, ignore=("whatever",))) == DEFAULT


def test_options_of_rules_are_found_by_any_name_and_checked() -> None:
    tables = layer(rules={"DL3026": {"trusted_registries": ["a"], "strict": True}})
    assert rule_options_of(CATALOGUE, [tables]) == {
        "DW403": {"trusted-registries": ("a",), "strict": True}
    }
    for table, words in [
        ({"trusted": []}, "has no option 'trusted'"),
        ({"strict": "yes"}, "is true or false, not a string"),
        ({"depth": True}, "is a whole number, not true or false"),
    ]:
        with pytest.raises(ConfigError, match=words):
            rule_options_of(CATALOGUE, [layer(rules={"untrusted-registry": table})])
