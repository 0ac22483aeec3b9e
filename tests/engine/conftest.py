"""The engine that the tests of this folder build with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from docker_engine import BASE, Engine, find_engine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """An engine that answers; tests skip with the reason where there is none."""
    found = find_engine()
    if isinstance(found, str):
        pytest.skip(found)
    yield found
    found.remove_what_was_made()


@pytest.fixture(scope="session")
def base(engine: Engine) -> str:
    """The base image of the cases that run something; nothing is pulled."""
    if not engine.has_image(BASE):
        pytest.skip(f"the engine has no image {BASE}")
    return BASE


@pytest.fixture
def context(tmp_path: Path) -> Path:
    """A build context with two files."""
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(f"{name}\n")
    return tmp_path
