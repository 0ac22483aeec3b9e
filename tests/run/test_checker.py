"""What checking one file leaves behind."""

from __future__ import annotations

import gc

import pytest

from dockwright.model.dockerfile import Dockerfile
from dockwright.rules.registry import entries
from dockwright.rules.settings import CheckSettings
from dockwright.run.checker import check_file
from dockwright.run.plan import FilePlan
from dockwright.text import Source

TEXT = """\
FROM python:3.11 AS build
ARG TOKEN=secret
WORKDIR /src
RUN pip install torch && sh -c 'cd /tmp && rm -rf x' | tee log
ONBUILD RUN apt-get update
FROM python:3.11
COPY --from=build /src /src
RUN --mount=type=bind,from=build,target=/b apt-get update && apt-get install -y gcc
CMD python app.py
"""


@pytest.mark.parametrize("wants_fixes", [False, True])
def test_a_models_memory_is_free_without_a_collection(wants_fixes: bool) -> None:
    """Cyclic garbage of every file would have to be collected again and again."""
    settings = CheckSettings(enabled=frozenset(entry.code for entry in entries()))
    plan = FilePlan(settings, {}, honours_comments=True, fingerprint="", wants_fixes=wants_fixes)
    was_on = gc.isenabled()
    gc.disable()
    try:
        gc.collect()
        before = _models()
        found = [check_file(Source("Dockerfile", TEXT), plan) for _ in range(20)]
        left = _models() - before
    finally:
        if was_on:
            gc.enable()
    assert all(found)
    assert left < 10, "answers that are kept may hold the last models, not those before them"


def _models() -> int:
    return sum(type(each) is Dockerfile for each in gc.get_objects())
