"""Configuration files and variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dockwright.config.hadolint import values_from_hadolint
from dockwright.config.load import ConfigFinder, Layer, layer_from_environment, read_config
from dockwright.config.options import OPTIONS
from dockwright.config.values import ValueProblem
from dockwright.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path


def load(root: Path, name: str, text: str) -> Layer:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return read_config(str(path), str(root))


def error(root: Path, text: str, name: str = "dockwright.toml") -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        load(root, name, text)
    return caught.value


def test_every_kind_of_value_is_read(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        "dockwright.toml",
        """
        select = ["ALL"]
        ignore = "DL3008, DL3009"
        profile = "strict"
        fail_on = "never"
        max-file-size = "2MiB"
        jobs = 2
        cache = false
        strict-labels = true
        [severity]
        DL3008 = "error"
        [build-args]
        PY = "3.12"
        [label-schema]
        author = "text"
        [per-file-ignores]
        "tests/**" = ["DW4"]
        "*.dev" = "DL3002"
        [rules.untrusted-registry]
        allowed = ["a"]
        """,
    )
    assert found.values == {
        "select": ("ALL",),
        "ignore": ("DL3008", "DL3009"),
        "profile": "strict",
        "fail-on": "never",
        "max-file-size": 2 << 20,
        "jobs": 2,
        "cache": False,
        "strict-labels": True,
        "severity": {"DL3008": "error"},
        "build-args": {"PY": "3.12"},
        "label-schema": {"author": "text"},
        "per-file-ignores": {"tests/**": ("DW4",), "*.dev": ("DL3002",)},
        "rules": {"untrusted-registry": {"allowed": ["a"]}},
    }
    assert found.origin == "dockwright.toml"
    assert found.base == str(tmp_path)


def test_the_table_in_pyproject_is_read(tmp_path: Path) -> None:
    text = '[project]\nname = "x"\n[tool.dockwright]\nignore = ["DL3008"]\n'
    assert load(tmp_path, "pyproject.toml", text).values == {"ignore": ("DL3008",)}


@pytest.mark.parametrize(
    ("text", "place", "message", "hint"),
    [
        (
            'select = ["a"]\nignor = ["b"]\n',
            "dockwright.toml:2",
            "unknown key 'ignor'",
            "did you mean 'ignore'?",
        ),
        ("\nselect = 3\n", "dockwright.toml:2", "select is a list of strings, not 3", ""),
        (
            "ignore = [1]\n",
            "dockwright.toml:1",
            "ignore is a list of strings, and 1 is none",
            "",
        ),
        (
            'fail-on = "warn"\n',
            "dockwright.toml:1",
            "fail-on is one of error, warning, info, style, never, not 'warn'",
            "",
        ),
        (
            'profile = "Strict"\n',
            "dockwright.toml:1",
            "profile is one of default, strict, hadolint, buildkit, not 'Strict'; did you mean",
            "",
        ),
        ("jobs = true\n", "dockwright.toml:1", "jobs is a whole number from 0 on, not true", ""),
        ("cache = 1\n", "dockwright.toml:1", "cache is true or false, not 1", ""),
        (
            '[severity]\nDL3008 = "bad"\n',
            "dockwright.toml:1",
            "severity of DL3008 is one of error, warning, info, style, off, not 'bad'",
            "",
        ),
        ("[rules]\nx = 1\n", "dockwright.toml:1", "rules has 1 for 'x' where a table", ""),
        (
            'max-file-size = "big"\n',
            "dockwright.toml:1",
            "max-file-size is a number of bytes such as 1048576 or 2MiB, not 'big'",
            "",
        ),
        ("verbose = true\n", "dockwright.toml:1", "verbose is no key of configuration", ""),
    ],
)
def test_what_is_wrong_is_told_with_its_place(
    tmp_path: Path, text: str, place: str, message: str, hint: str
) -> None:
    found = error(tmp_path, text)
    assert found.place == place
    assert found.message.startswith(message)
    if hint:
        assert found.hint == hint
    assert found.exit_status == 2


def test_broken_toml_is_told_with_line_and_column(tmp_path: Path) -> None:
    found = error(tmp_path, 'select = ["a"]\nignore = [\n"b",,]\n')
    assert found.place.startswith("dockwright.toml:3:")
    assert found.message.startswith("not valid TOML: ")
    assert "at line" not in found.message


def test_configuration_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "dockwright.toml").write_bytes(b"x = 1\nselect = '\xff'\n")
    with pytest.raises(ConfigError) as caught:
        read_config(str(tmp_path / "dockwright.toml"), str(tmp_path))
    assert str(caught.value) == "dockwright.toml:2: configuration is not UTF-8"
    with pytest.raises(ConfigError, match=r"none\.toml does not exist"):
        read_config(str(tmp_path / "none.toml"), str(tmp_path))


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    assert load(tmp_path, "dockwright.toml", '\ufeffselect = ["a"]\n').values == {"select": ("a",)}


def names(finder: ConfigFinder, directory: Path) -> str | None:
    layer = finder.for_directory(str(directory))
    return None if layer is None else layer.origin


def test_the_nearest_configuration_counts_alone(tmp_path: Path) -> None:
    load(tmp_path, "dockwright.toml", "jobs = 1\n")
    load(tmp_path, "a/pyproject.toml", "[tool.dockwright]\njobs = 2\n")
    load(tmp_path, "a/b/pyproject.toml", "[tool.other]\nx = 'dockwright'\n")
    load(tmp_path, "a/b/c/.dockwright.toml", "jobs = 3\n")
    load(tmp_path, "a/b/c/pyproject.toml", "[tool.dockwright]\njobs = 4\n")
    finder = ConfigFinder(str(tmp_path))
    assert names(finder, tmp_path) == "dockwright.toml"
    assert names(finder, tmp_path / "a" / "b") == "a/pyproject.toml"
    assert names(finder, tmp_path / "a" / "b" / "c") == "a/b/c/.dockwright.toml"
    assert names(finder, tmp_path / "other" / "deep") == "dockwright.toml"


def test_hadolints_configuration_counts_where_there_is_none_of_ours(tmp_path: Path) -> None:
    load(tmp_path, "x/.hadolint.yaml", "ignored: [DL3008]\n")
    assert names(ConfigFinder(str(tmp_path)), tmp_path / "x" / "y") == "x/.hadolint.yaml"
    load(tmp_path, "dockwright.toml", "")
    assert names(ConfigFinder(str(tmp_path)), tmp_path / "x") == "dockwright.toml"


def test_hadolints_keys_become_ours() -> None:
    values, remarks = values_from_hadolint(
        {
            "ignored": ["DL3000", "SC1010"],
            "override": {"error": ["DL3001"], "style": ["DL3015"], "info": None, "loud": ["X"]},
            "failure-threshold": "none",
            "trustedRegistries": ["docker.io", "*.example.org"],
            "label-schema": {"author": "text", "created": "rfc3339"},
            "strict-labels": True,
            "disable-ignore-pragma": True,
            "no-color": True,
            "format": "tty",
            "surprise": 1,
        }
    )
    assert values == {
        "ignore": ("DL3000", "SC1010"),
        "severity": {"DL3001": "error", "DL3015": "style"},
        "fail-on": "never",
        "trusted-registries": ("docker.io", "*.example.org"),
        "label-schema": {"author": "text", "created": "rfc3339"},
        "strict-labels": True,
        "suppression-comments": False,
    }
    assert len(remarks) == 2


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"no-fail": True}, {"fail-on": "never"}),
        ({"no-fail": True, "failure-threshold": "error"}, {"fail-on": "never"}),
        ({"failure-threshold": "error", "no-fail": False}, {"fail-on": "error"}),
        ({"failure-threshold": "ignore"}, {"fail-on": "style"}),
        ({"ignored": None}, {}),
        ({}, {}),
    ],
)
def test_hadolints_thresholds(document: dict[str, object], expected: dict[str, object]) -> None:
    assert values_from_hadolint(document)[0] == expected


def test_wrong_values_of_hadolints_keys_are_errors(tmp_path: Path) -> None:
    with pytest.raises(ValueProblem, match="ignored is a list of strings, not 3"):
        values_from_hadolint({"ignored": 3})
    found = error(tmp_path, "failure-threshold: loud\n", ".hadolint.yaml")
    assert found.place == ".hadolint.yaml"
    found = error(tmp_path, "ignored: [DL3008\nother: 1\n", ".hadolint.yaml")
    assert found.place.startswith(".hadolint.yaml:2:")
    found = error(tmp_path, "- a\n", ".hadolint.yaml")
    assert found.message == "a Hadolint configuration is a mapping"


def test_variables_set_options_and_unknown_ones_are_remarks() -> None:
    found = layer_from_environment(
        {
            "DOCKWRIGHT_SELECT": "DL3008,security",
            "DOCKWRIGHT_BUILD_ARGS": "A=1\nB=2,3",
            "DOCKWRIGHT_FAIL_ON": "error",
            "DOCKWRIGHT_CACHE": "off",
            "DOCKWRIGHT_MAX_FILE_SIZE": "10k",
            "DOCKWRIGHT_TARGET": "",
            "DOCKWRIGHT_OTHER": "x",
            "DOCKWRIGHT_VERBOSE": "1",
            "HOME": "/",
        },
        "/",
    )
    assert found.values == {
        "select": ("DL3008", "security"),
        "build-args": {"A": "1", "B": "2,3"},
        "fail-on": "error",
        "cache": False,
        "max-file-size": 10240,
    }
    assert [remark.split()[2] for remark in found.remarks] == [
        "DOCKWRIGHT_OTHER",
        "DOCKWRIGHT_VERBOSE",
    ]


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("DOCKWRIGHT_CACHE", "maybe", "DOCKWRIGHT_CACHE is true or false, not 'maybe'"),
        ("DOCKWRIGHT_JOBS", "-1", "DOCKWRIGHT_JOBS is a whole number from 0 on, not '-1'"),
        ("DOCKWRIGHT_SEVERITY", "DL3008", "DOCKWRIGHT_SEVERITY takes NAME=VALUE, not 'DL3008'"),
    ],
)
def test_a_wrong_variable_is_an_error(name: str, value: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        layer_from_environment({name: value}, "/")
    assert caught.value.message == message


def test_every_option_is_consistent() -> None:
    seen: set[str] = set()
    for option in OPTIONS:
        assert option.name not in seen
        seen.add(option.name)
        assert option.help.endswith(".")
        assert (option.kind == "choice") <= bool(option.choices)
        assert option.places
        if option.per_file:
            assert "file" in option.places


def test_deeply_nested_yaml_is_an_error_not_a_crash(tmp_path: Path) -> None:
    found = error(tmp_path, "ignored: " + "[" * 5000 + "]" * 5000, ".hadolint.yaml")
    assert found.exit_status == 2
