"""What the README shows of the program is what it prints."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dockwright.cli import main

ROOT = Path(__file__).resolve().parents[2]
SHOWN = re.findall(
    r"^```text\n\$ dockwright (.*)\n((?:.*\n)*?)```$",
    (ROOT / "README.md").read_text(),
    re.MULTILINE,
)


def test_the_readme_shows_the_program() -> None:
    assert [command.split()[0] for command, _ in SHOWN] == ["check", "fix"]


@pytest.mark.parametrize(("command", "text"), SHOWN, ids=[command for command, _ in SHOWN])
def test_lines_come_in_the_order_shown(
    command: str,
    text: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("DOCKWRIGHT_CACHE", "false")
    main(command.split())
    said = capsys.readouterr().out
    at = 0
    for part in text.split("…\n"):
        found = said.find(part, at)
        assert found >= 0, f"not in this order, or not at all:\n{part}\nbut:\n{said}"
        at = found + len(part)
