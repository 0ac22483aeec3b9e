"""A project is judged alike wherever somebody keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright import api

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

TEXT = """FROM python:3.12-slim
RUN pip install --no-cache-dir torch
USER 10001
CMD ["python", "-c", "import torch"]
"""


def found(root: Path, path: str, start: Path, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Tell whether DW604 is reported of a Dockerfile of a repository, checked from a directory."""
    (root / ".git").mkdir(parents=True)
    (root / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(TEXT)
    monkeypatch.chdir(start)
    return bool(api.check([str(root.relative_to(start))], select=["DW604"]).diagnostics)


def test_where_a_repository_lies_says_nothing_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found(tmp_path / "gpu" / "app", "Dockerfile", tmp_path, monkeypatch)
    assert found(tmp_path / "plain" / "app", "Dockerfile", tmp_path, monkeypatch)
    inside = tmp_path / "cuda" / "other"
    assert found(inside, "Dockerfile", inside, monkeypatch)


def test_a_directory_of_the_repository_says_what_is_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not found(tmp_path / "app", "docker/gpu/Dockerfile", tmp_path, monkeypatch)
    assert not found(tmp_path / "other", "Dockerfile.cuda", tmp_path, monkeypatch)
