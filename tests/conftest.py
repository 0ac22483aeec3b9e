"""What several tests share: the shared material's place, golden files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-goldens",
        action="store_true",
        help="write what the program prints now into the golden files, for review",
    )


@pytest.fixture(autouse=True)
def _young_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no fact be old, so that findings read the same whenever the tests run."""
    from dockwright import api

    monkeypatch.setattr(api, "_now", lambda: 0.0)


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's root."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared material: corpus, vectors.  Tests that use it skip where it is absent."""
    place = Path(os.environ.get("DOCKWRIGHT_SHARED", ROOT.parent / "shared"))
    if not place.is_dir():
        pytest.skip("the shared material is not here: DOCKWRIGHT_SHARED names no directory")
    return place
