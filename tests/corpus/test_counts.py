"""How many findings each rule has over the real corpus changes only on purpose.

``pytest tests/corpus --update-goldens`` writes the counts anew; the diff belongs into the review.
"""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from corpus_counts import count

SNAPSHOT = Path(__file__).parent / "counts.txt"


@pytest.mark.corpus
def test_the_default_rules_find_what_they_found(
    shared: Path, request: pytest.FixtureRequest
) -> None:
    now = count(shared / "corpus").lines()
    if request.config.getoption("--update-goldens"):
        SNAPSHOT.write_text("".join(f"{line}\n" for line in now))
        return
    then = SNAPSHOT.read_text().splitlines()
    if now[0] != then[0]:
        pytest.skip(f"the counts are of another corpus: {then[0]}, here is {now[0]}")
    changed = difflib.unified_diff(then, now, "counts.txt", "now", n=0, lineterm="")
    assert now == then, "\n".join(["the counts changed (--update-goldens):", *changed])
