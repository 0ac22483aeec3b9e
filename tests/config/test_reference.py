"""The generated page and schema say what the reader accepts."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import jsonschema
import pytest

from dockwright.config.load import read_config
from dockwright.config.options import OPTIONS
from dockwright.config.reference import configuration_page, configuration_schema
from dockwright.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

ACCEPTED = [
    "",
    'select = "ALL"\nignore = ["a"]',
    'max-file-size = "2 MiB"\njobs = 0\ncache = false\nfail-on = "never"',
    '[severity]\nDL3008 = "off"\n[per-file-ignores]\n"a/*" = "b"\n[rules.x]\ny = 1',
]
REFUSED = [
    "select = 1",
    'fail-on = "loud"',
    "jobs = -1",
    'cache = "yes"',
    "unknown-key = 1",
    '[severity]\nDL3008 = "bad"',
    "[rules]\nx = 1",
    'max-file-size = "2 parsec"',
    "[per-file-ignores]\na = 3",
]


def test_every_option_has_its_block() -> None:
    page = configuration_page()
    for option in OPTIONS:
        assert f"\n### {option.name}\n" in page
        for place, name in (("flag", option.long_flag), ("env", option.variable)):
            assert (f"`{name}" in page) or place not in option.places


def test_the_pages_examples_are_accepted(tmp_path: Path) -> None:
    path = tmp_path / "dockwright.toml"
    examples = re.findall(r"```toml\n(.*?)```", configuration_page(), re.DOTALL)
    assert len(examples) > 8
    for example in examples:
        path.write_text(example)
        assert read_config(str(path), str(tmp_path)).values
        jsonschema.validate(tomllib.loads(example), configuration_schema())


@pytest.mark.parametrize("text", ACCEPTED)
def test_the_schema_and_the_reader_accept_the_same(tmp_path: Path, text: str) -> None:
    (tmp_path / "dockwright.toml").write_text(text)
    read_config(str(tmp_path / "dockwright.toml"), str(tmp_path))
    jsonschema.validate(tomllib.loads(text), configuration_schema())


@pytest.mark.parametrize("text", REFUSED)
def test_the_schema_and_the_reader_refuse_the_same(tmp_path: Path, text: str) -> None:
    (tmp_path / "dockwright.toml").write_text(text)
    with pytest.raises(ConfigError):
        read_config(str(tmp_path / "dockwright.toml"), str(tmp_path))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tomllib.loads(text), configuration_schema())
