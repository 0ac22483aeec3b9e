"""Each trap of the page that everything started from is found in the page's own snippets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from rules.running import default_codes, run, settings_of

if TYPE_CHECKING:
    from pathlib import Path


def snippets(shared: Path) -> list[str]:
    page = (shared / "reference" / "docker-patterns.md").read_text()
    return re.findall(r"^```dockerfile\n(.*?)^```", page, re.MULTILINE | re.DOTALL)


def codes_in(text: str) -> set[str]:
    return {found.code for found in run(text, settings_of(None, default_codes(), None))}


def one_with(shared: Path, words: str) -> str:
    found = [text for text in snippets(shared) if words in text]
    assert len(found) == 1
    return found[0]


def test_compilers_ship_with_the_optimised_python_image(shared: Path) -> None:
    assert "DW308" in codes_in(one_with(shared, "libpq-dev gcc"))


def test_the_multi_stage_build_dies_with_module_not_found(shared: Path) -> None:
    assert "DW501" in codes_in(one_with(shared, "--prefix=/install"))


def test_the_multi_stage_build_keeps_apt_lists_only_where_they_do_not_ship(shared: Path) -> None:
    assert "DW304" not in codes_in(one_with(shared, "--prefix=/install"))


def test_a_user_before_pip_hides_the_install(shared: Path) -> None:
    text = "FROM python:3.11-slim\n" + one_with(shared, "USER appuser")
    assert "DW504" in codes_in(text)


@pytest.mark.parametrize("index", range(5))
def test_every_snippet_is_read_without_a_failure_of_ours(shared: Path, index: int) -> None:
    found = snippets(shared)
    assert index < len(found)
    text = found[index] if "FROM" in found[index] else "FROM python:3.11-slim\n" + found[index]
    assert "DW099" not in codes_in(text)
