"""With the start-up bundle the program does what it does without."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Runner


def program(place: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dockwright", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env={
            **os.environ,
            "PYTHONPATH": str(place),
            "PYTHONDONTWRITEBYTECODE": "1",
            "DOCKWRIGHT_CACHE": "false",
        },
    )


FOLDERS = [f"tests/rules/{code}" for code in ("DW001", "DW105", "DW203", "DW315", "DW402", "DW502")]
COMMANDS = [
    ("check", *FOLDERS, "examples", "--format", "json"),
    ("check", *FOLDERS, "--profile", "strict", "--format", "json", "--jobs", "2"),
    ("check", "tests/rules/DW301", "--format", "sarif"),
    ("check", "tests/rules/DW203"),
    ("explain", "DW301"),
    ("explain", "kb.nothing"),
    ("rules", "--format", "json"),
    ("check", "--help"),
    ("check", "--no-such-flag"),
    ("--version",),
]


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_every_command_says_the_same(arguments: tuple[str, ...], bundled: Path, root: Path) -> None:
    with_bundle = program(bundled, *arguments, cwd=root)
    without = program(root / "src", *arguments, cwd=root)
    assert with_bundle.stdout == without.stdout
    assert with_bundle.stderr == without.stderr
    assert with_bundle.returncode == without.returncode


def test_modules_come_from_the_bundle_and_look_as_usual(python: Runner, bundled: Path) -> None:
    done = python(
        "import sys\n"
        "from dockwright import bundle\n"
        "bundle.install()\n"
        "bundle.preload()\n"
        "import dockwright.model, dockwright.rules.size.npm_cache_in_layer as late\n"
        "for name in ('dockwright.model', 'dockwright.model.stage', late.__name__):\n"
        "    module = sys.modules[name]\n"
        "    spec = module.__spec__\n"
        "    print(module.__name__, module.__package__, spec.parent, module.__file__,\n"
        "          module.__loader__ is spec.loader, spec.loader is bundle._bundle)\n"
    )
    assert done.stderr == ""
    package = bundled / "dockwright"
    files = {
        "dockwright.model": ("dockwright.model", "model/__init__.py"),
        "dockwright.model.stage": ("dockwright.model", "model/stage.py"),
        "dockwright.rules.size.npm_cache_in_layer": (
            "dockwright.rules.size",
            "rules/size/npm_cache_in_layer.py",
        ),
    }
    assert done.stdout.splitlines() == [
        f"{name} {parent} {parent} {package}/{file} True True"
        for name, (parent, file) in files.items()
    ]


def test_tracebacks_show_the_source(python: Runner) -> None:
    done = python(
        "from dockwright import bundle\n"
        "bundle.install()\n"
        "from dockwright.rules.registry import load_rule\n"
        "import traceback\n"
        "try:\n"
        "    load_rule('DW000')\n"
        "except KeyError:\n"
        "    traceback.print_exc()\n"
    )
    assert re.search(r'registry\.py", line \d+, in load_rule\n +found = _by_code', done.stderr)


def test_a_bundle_of_another_interpreter_is_left_alone(bundled: Path, tmp_path: Path) -> None:
    from dockwright import bundle

    file = next((bundled / "dockwright" / "_bundles").iterdir())
    data = bytearray(file.read_bytes())
    assert data.startswith(bundle.MAGIC)
    data[len(bundle.MAGIC)] ^= 0xFF
    other = tmp_path / "dockwright"
    other.mkdir()
    (other / "_bundles").mkdir()
    (other / "_bundles" / file.name).write_bytes(data)
    for name in ("__init__.py", "bundle.py"):
        (other / name).write_bytes((bundled / "dockwright" / name).read_bytes())
    code = "from dockwright import bundle; bundle.install(); print(bundle.data('rules.index'))"
    for place, expected in ((tmp_path, "None\n"), (bundled, None)):
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONPATH": str(place)},
        )
        assert (done.stdout == "None\n") is (expected == "None\n")


def test_patterns_from_the_bundle_match_as_compiled_ones(python: Runner) -> None:
    done = python(
        "import json, re\n"
        "from dockwright import bundle\n"
        "bundle.install()\n"
        "known = bundle._bundle.part('patterns') | bundle._bundle.part('patterns.more')\n"
        "texts = ['python:3.12-slim', 'pip==1.2', '$HOME', '\"a\"', '  x=1', 'DL3006', '']\n"
        "wrong = [key for key in known\n"
        "         if (ours := bundle.pattern(*key)) is None\n"
        "         or ours.groupindex != (theirs := re.compile(*key)).groupindex\n"
        "         or ours.flags != theirs.flags or ours.groups != theirs.groups\n"
        "         or any(bool(ours.search(text)) != bool(theirs.search(text)) for text in texts)]\n"
        "print(json.dumps([len(known), wrong]))\n"
    )
    number, wrong = json.loads(done.stdout)
    assert number > 50
    assert wrong == []
