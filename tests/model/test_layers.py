"""What a command finds: the paths it sees."""

from __future__ import annotations

import pytest

from dockwright.model.dockerfile import build_model
from dockwright.model.instructions import Run
from dockwright.model.layers import path_seen_by
from dockwright.syntax.dockerfile import parse
from dockwright.text import Source


@pytest.mark.parametrize(
    ("script", "seen"),
    [
        ("rm x", "/app/x"),
        ("rm /x", "/x"),
        ("cd /srv && rm x", "/srv/x"),
        ("cd /srv && cd sub && rm x", "/srv/sub/x"),
        ("cd sub && cd .. && rm x", "/app/x"),
        ("cd sub && rm x", "/app/sub/x"),
        ("pushd /srv && rm x", "/srv/x"),
        ("pushd /srv && make && popd && rm x", None),
        ("cd /srv && cd - && rm x", None),
        ("cd $PLACE && rm x", None),
        ("cd && rm x", None),
        ("rm ~/x", None),
        ("(cd /srv && make) && rm x", "/app/x"),
        ("(cd /srv && rm x)", "/srv/x"),
        ("HERE=$(cd /srv && pwd) && rm x", "/app/x"),
        ("sh -c 'cd /srv && make' && rm x", "/app/x"),
        ("cd /srv && sh -c 'rm x'", "/srv/x"),
    ],
)
def test_a_path_is_seen_from_where_the_shell_is(script: str, seen: str | None) -> None:
    source = Source("Dockerfile", f"FROM alpine\nWORKDIR /app\nRUN {script}\n")
    run = build_model(parse(source)).instructions[-1]
    assert isinstance(run, Run)
    command = next(each for each in run.commands if each.program == "rm")
    assert path_seen_by(command, command.operands[0].raw) == seen
