"""BuildKit says of each mount what our table says that it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from docker_engine import BASE
from dockwright.model.dockerfile import build_model
from dockwright.model.refusals import refusals
from dockwright.syntax.dockerfile import parse
from dockwright.text import Source
from mount_cases import ACCEPTED, QUOTED, REFUSED

if TYPE_CHECKING:
    from pathlib import Path

    from docker_engine import Engine

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("base")]


@pytest.mark.parametrize(("value", "message"), REFUSED.items())
def test_buildkit_refuses_the_mount(
    value: str, message: str, engine: Engine, context: Path
) -> None:
    built = engine.build(f"FROM {BASE}\nRUN --mount={value} true\n".encode(), context)
    assert not built.ok
    assert message in built.error


def test_buildkit_takes_the_mounts(engine: Engine, context: Path) -> None:
    runs = "".join(f"RUN --mount={value} true\n" for value in ACCEPTED)
    built = engine.build(f"FROM {BASE}\n{runs}".encode(), context)
    assert built.ok, built.error


@pytest.mark.parametrize("value", QUOTED)
def test_quotes_mean_to_us_what_they_mean_to_buildkit(
    value: str, engine: Engine, context: Path
) -> None:
    text = f"FROM {BASE}\nRUN --mount={value} true\n"
    refused = [each.message for each in refusals(build_model(parse(Source("Dockerfile", text))))]
    built = engine.build(text.encode(), context)
    assert built.ok is not bool(refused), built.error
    if refused:
        assert refused[0] in built.error
