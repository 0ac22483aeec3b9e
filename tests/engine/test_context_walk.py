"""What the walk says a build sends is what a real build copies, over random trees and patterns."""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "benchmarks"))

from context import copied_by_engine, random_case, sent_by_walk

from dockwright.model.context import BuildContext

if TYPE_CHECKING:
    from docker_engine import Engine

SEED = int(os.environ.get("DOCKWRIGHT_ENGINE_SEED", "1"))


@pytest.mark.engine
@pytest.mark.parametrize("number", range(25))
def test_a_random_tree_is_sent_as_the_engine_copies_it(
    number: int, engine: Engine, tmp_path: Path
) -> None:
    del engine
    patterns = random_case(random.Random(SEED * 1000 + number), tmp_path)
    (tmp_path / ".dockerignore").write_text(patterns)
    copied = copied_by_engine(tmp_path)
    if isinstance(copied, str):
        problem = BuildContext(tmp_path, tmp_path / "Dockerfile").problem
        assert problem is not None or not sent_by_walk(tmp_path), copied
    else:
        assert sent_by_walk(tmp_path) == copied, patterns
