"""Rules that are passed by, for their triggers or what they need, would have found nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dockwright.rules import engine
from dockwright.rules.registry import PlannedRule, entries
from rules.running import lines_of, run, settings_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
@pytest.mark.parametrize("profile", ["default", "buildkit"])
def test_no_finding_is_lost(root: Path, monkeypatch: pytest.MonkeyPatch, profile: str) -> None:
    codes = frozenset(entry.code for entry in entries())
    settings = settings_of(None, codes, None)._replace(profile=profile)
    texts = {
        path: path.read_bytes().decode("utf-8", "surrogateescape")
        for path in sorted((root / "tests" / "rules").rglob("*.Dockerfile"))
    }
    assert len(texts) > 500
    chosen = {path: lines_of(run(text, settings), text) for path, text in texts.items()}
    about = [entry for entry in entries() if entry.kind == "dockerfile"]
    every = sum(1 << bit for bit, entry in enumerate(about) if not entry.reported_by)
    monkeypatch.setattr(engine, "select", lambda *_: every)
    monkeypatch.setattr(PlannedRule, "wants", lambda *_: True)
    for path, text in texts.items():
        assert lines_of(run(text, settings), text) == chosen[path], path
