"""Laws of fixing: what Docker took it still takes, and a second run changes nothing."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from dockwright.rules.registry import entries
from dockwright.rules.settings import CheckSettings
from dockwright.syntax.dockerfile import parse
from dockwright.text import Source
from fixes.fixing import ALL, SAFE, fixed
from properties.test_check import files

EVERY = CheckSettings(enabled=frozenset(entry.code for entry in entries()))


@settings(max_examples=120, deadline=None)
@given(files, st.sampled_from([SAFE, ALL]))
def test_a_fixed_file_is_no_worse_and_is_done(text, allowed) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
    done = fixed(text, EVERY, allowed)
    assert not done.defects
    before = {problem.message for problem in parse(Source("Dockerfile", text)).problems}
    after = {problem.message for problem in parse(done.after).problems}
    assert after <= before
    again = fixed(done.after.text, EVERY, allowed)
    assert again.after.text == done.after.text


@settings(max_examples=60, deadline=None)
@given(files)
def test_line_endings_are_kept(text: str) -> None:
    crlf = text.replace("\n", "\r\n")
    done = fixed(crlf, EVERY, ALL)
    body = done.after.text
    assert not done.defects
    if "\r\n" in crlf:
        assert body.count("\n") == body.count("\r\n")
