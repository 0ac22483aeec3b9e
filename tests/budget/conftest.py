"""An install with the start-up bundle, and files to check with it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Runner = Callable[..., subprocess.CompletedProcess[str]]

PLAIN = """\
FROM python:3.13-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY . .
CMD ["python", "main.py"]
"""


@pytest.fixture(scope="session")
def bundled(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory for the module path with the package as a wheel installs it."""
    place = tmp_path_factory.mktemp("installed")
    leave = shutil.ignore_patterns("__pycache__")
    shutil.copytree(root / "src" / "dockwright", place / "dockwright", ignore=leave)
    folder = place / "dockwright" / "_bundles"
    folder.mkdir()
    subprocess.run(
        [
            sys.executable,
            str(root / "tools" / "make_bundle.py"),
            str(folder / f"{sys.implementation.cache_tag}.bin"),
        ],
        check=True,
    )
    return place


@pytest.fixture
def python(bundled: Path, tmp_path: Path) -> Runner:
    """Run Python code beside a plain Dockerfile, the package imported from its bundle."""
    (tmp_path / "Dockerfile").write_text(PLAIN)

    def run(code: str, *flags: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *flags, "-c", code],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(bundled), "PYTHONDONTWRITEBYTECODE": "1"},
        )

    return run
