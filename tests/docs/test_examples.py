"""What the pages show of configuration and comments is what the program takes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dockwright import api
from dockwright.rules.registry import entries

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"
EXAMPLES = re.findall(
    r"^```toml\n(.*?)^```$",
    (REFERENCE / "configuration.md").read_text(),
    re.MULTILINE | re.DOTALL,
)


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_of_the_configuration_is_one(example: str, tmp_path: Path) -> None:
    (tmp_path / "dockwright.toml").write_text(example)
    (tmp_path / "Dockerfile").write_text("FROM scratch\n")
    api.check(["."], start=tmp_path, cache=False)


@pytest.mark.parametrize("name", ["untrusted-registry", "DL3026"])
def test_registries_are_trusted_by_any_of_the_ways(name: str, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM a.example/b:1\nFROM c.example/d:1\n")
    ways = {
        "dockwright.toml": 'trusted-registries = ["a.example"]\n',
        ".dockwright.toml": f'[rules.{name}]\ntrusted-registries = ["a.example"]\n',
        ".hadolint.yaml": "trustedRegistries: [a.example]\n",
    }
    for file, text in ways.items():
        (tmp_path / file).write_text(text)
        found = api.check(["."], start=tmp_path, select=["DW418"], cache=False).diagnostics
        assert [each.primary.span.start for each in found] == [24], file
        (tmp_path / file).unlink()
    assert not api.check(["."], start=tmp_path, select=["DW418"], cache=False).diagnostics


def test_comments_that_do_nothing_are_as_loud_as_their_pages_say(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(
        "FROM scratch\n# dockwright: ignore=DW301\nENV a=b\n# dockwright: ignore=DW9999\nENV c=d\n"
    )
    declared = {entry.code: entry.severity for entry in entries()}
    found = api.check(["."], start=tmp_path, cache=False).diagnostics
    assert [each.code for each in found] == ["DW008", "DW009"]
    assert all(each.severity.value == declared[each.code] for each in found)
