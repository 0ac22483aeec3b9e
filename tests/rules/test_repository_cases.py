"""Rules that ask where a repository ends, which no golden case has: it would lie in this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dockwright import api

if TYPE_CHECKING:
    from pathlib import Path


def codes_in(root: Path, files: dict[str, str]) -> list[str]:
    """Check a repository that holds these files, and return the codes of what is found."""
    for name, text in {".git/HEAD": "ref: refs/heads/main\n", **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return [each.code for each in api.check([root], cache=False).diagnostics]


STACK = """\
services:
  mlflow:
    image: registry.example/mlflow:2.1
    env_file:
      - .env.mlflow_dev
"""


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("env/.env.mlflow.example", False),
        (".env.example", False),
        ("env/.env.web.example", True),
        ("env/.env.mlflow", True),
        ("other/place/.env.mlflow.example", True),
    ],
)
def test_a_template_of_the_missing_env_file_may_lie_elsewhere_in_the_repository(
    tmp_path: Path, name: str, found: bool
) -> None:
    codes = codes_in(tmp_path, {"deploy/stack/compose.yaml": STACK, name: "KEY=\n"})
    assert ("DW743" in codes) is found


@pytest.mark.parametrize(
    ("context", "found"),
    [("../../inventory", False), ("../inventory", True), ("./inventory", True)],
)
def test_a_context_beside_the_repository_is_not_known_to_be_missing(
    tmp_path: Path, context: str, found: bool
) -> None:
    text = f"services:\n  web:\n    build: {context}\n"
    codes = codes_in(tmp_path / "shop", {"deploy/compose.yaml": text})
    assert ("DW701" in codes) is found
