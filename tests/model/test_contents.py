"""What a stage holds, where stages refer to each other in ways that Docker refuses."""

from __future__ import annotations

import pytest

from dockwright.kb import load
from dockwright.model.contents import contents_of
from dockwright.model.dockerfile import build_model
from dockwright.model.unknown import Unknown
from dockwright.syntax.dockerfile import parse
from dockwright.text import Source


@pytest.mark.parametrize(
    "text",
    [
        "FROM python:3.12-slim AS a\nCOPY --from=a /usr /usr\n",
        """\
FROM python:3.12-slim AS a
COPY --from=b /usr/local /usr/local
FROM debian:13 AS b
COPY --from=a /usr/local /usr/local
""",
    ],
    ids=["itself", "a circle"],
)
def test_stages_in_a_circle_have_a_python_that_is_known_or_not(text: str) -> None:
    model = build_model(parse(Source("Dockerfile", text)))
    for stage in model.stages:
        python = contents_of(stage, load()).python
        assert python is None or isinstance(python, Unknown) or python.version == "3.12"


def test_the_python_of_an_official_image_is_its_own() -> None:
    model = build_model(parse(Source("Dockerfile", "FROM python:3.12-slim\n")))
    python = contents_of(model.stages[0], load()).python
    assert python is not None
    assert not isinstance(python, Unknown)
    assert (python.version, python.origin) == ("3.12", "image")
