"""DW004 on files that have a name of their own, and so may be parts of others."""

from __future__ import annotations

import pytest

from rules.running import run, settings_of

SETTINGS = settings_of(None, frozenset({"DW004"}), None)


@pytest.mark.parametrize("path", ["docker/Dockerfile.extra_install", "parts/Dockerfile-tail"])
def test_a_part_without_from_is_an_info(path: str) -> None:
    (found,) = run("RUN pip install six\n", SETTINGS, path)
    assert found.severity.value == "info"
    assert found.message == "the file has no FROM, so it cannot be built by itself"


@pytest.mark.parametrize("path", ["Dockerfile", "app.Dockerfile", "a/Containerfile", "-", "<text>"])
def test_a_whole_file_without_from_is_an_error(path: str) -> None:
    (found,) = run("RUN pip install six\n", SETTINGS, path)
    assert found.severity.value == "error"


def test_an_instruction_before_from_is_an_error_whatever_the_name() -> None:
    (found,) = run("RUN true\nFROM scratch\n", SETTINGS, "Dockerfile.extra")
    assert found.severity.value == "error"
