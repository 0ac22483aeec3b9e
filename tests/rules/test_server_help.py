"""The help of the rules about servers names an option that is right for the command."""

from __future__ import annotations

import pytest

from rules.running import run, settings_of


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ('["hypercorn", "-w", "4", "main:app"]', "Add `--bind 0.0.0.0:8000`"),
        ('["python", "manage.py", "runserver", "8080"]', "Add `0.0.0.0:8080`"),
        ('["uvicorn", "main:app", "--workers", "4"]', "Add `--host 0.0.0.0`"),
    ],
)
def test_the_number_of_workers_is_no_port(command: str, words: str) -> None:
    found = run(
        f"FROM python:3.13-slim\nCMD {command}\n",
        settings_of(None, frozenset({"DW503"}), None),
        "Dockerfile",
    )
    assert [diagnostic.help for diagnostic in found] == [words]
