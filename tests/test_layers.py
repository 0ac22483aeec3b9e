"""Rooms import downwards only, and the readers touch no file and need no third party."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "dockwright"


def test_rooms_import_downwards() -> None:
    pytest.importorskip("importlinter")
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def imports_of(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


def files_of(*rooms: str) -> list[Path]:
    return [file for room in rooms for file in sorted((PACKAGE / room).rglob("*.py"))]


@pytest.mark.parametrize(
    "file", files_of("text", "syntax/dockerfile", "syntax/ignorefile"), ids=lambda file: file.name
)
def test_text_and_dockerfile_syntax_need_the_standard_library_alone(file: Path) -> None:
    assert imports_of(file) <= sys.stdlib_module_names | {"dockwright"}


@pytest.mark.parametrize("file", files_of("syntax", "rules"), ids=lambda file: file.name)
def test_syntax_and_rules_do_not_touch_the_file_system(file: Path) -> None:
    assert not imports_of(file) & {"os", "pathlib", "shutil", "glob", "subprocess", "socket"}
    names = {
        node.func.id
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert "open" not in names
