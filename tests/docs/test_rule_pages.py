"""A rule's docstring is its page: every section is there, and every example does what it says."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pytest

from dockwright.rules.registry import entries, load_rule
from rules.running import FILE_NAMES, default_codes, lines_of, run, settings_of

if TYPE_CHECKING:
    from pathlib import Path

    from dockwright.rules.registry import RuleEntry

SECTIONS = (
    "What it does",
    "Why it matters",
    "Example",
    "Instead",
    "When it stays silent",
    "Fix safety",
    "With other rules",
    "References",
)
IGNORE_FENCE = re.compile(r"^```dockerignore\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OPTIONS_FENCE = re.compile(r"^```toml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FENCE = re.compile(r"^```\w+ (bad|good)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE_FENCE = re.compile(
    r"^```\w+ ([\w./-]*[./A-Z][\w.-]*)(?: (bad|good))?\n(.*?)^```$", re.MULTILINE | re.DOTALL
)
"""A file beside the examples: its name follows the language, as in ```python train.py.

One that lies beside one kind of them alone says so behind its name.
"""

every_rule = pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.code)


@every_rule
def test_a_page_has_its_sections_in_order(entry: RuleEntry) -> None:
    page = load_rule(entry.code).documentation
    assert tuple(re.findall(r"^## (.*)$", page, re.MULTILINE)) == SECTIONS
    summary = page.split("\n", 1)[0]
    assert summary.endswith(".")


@every_rule
def test_bad_examples_yield_exactly_this_rule_and_good_ones_nothing(
    entry: RuleEntry, tmp_path: Path
) -> None:
    rule = load_rule(entry.code)
    if rule.reported_by:
        pytest.skip(f"{entry.code} is reported by {rule.reported_by}, not by a rule's check")
    if rule.needs:
        pytest.skip(f"{entry.code} finds nothing without --{rule.needs}")
    fences = FENCE.findall(rule.documentation)
    kinds = [kind for kind, _ in fences]
    assert "bad" in kinds
    assert "good" in kinds
    # A folder of its own, so that an example may show a file above it.
    tmp_path = tmp_path / "project"
    tmp_path.mkdir()
    context: Path | None = None
    for text in IGNORE_FENCE.findall(rule.documentation):
        context = tmp_path
        (tmp_path / ".dockerignore").write_text(text)
    beside = FILE_FENCE.findall(rule.documentation)
    for name, _, _ in beside:
        context = tmp_path
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    settings = settings_of(None, default_codes() | {entry.code}, context)
    for text in OPTIONS_FENCE.findall(rule.documentation):
        settings = settings._replace(rule_options={entry.code: tomllib.loads(text)})
    for kind, fence in fences:
        for name, only, content in beside:
            if only in {"", kind}:
                (tmp_path / name).write_text(content)
        # A byte that is not UTF-8 is written \\xe9 in an example.
        text = re.sub(r"\\x([89a-f][0-9a-f])", _invalid_byte, fence)
        found = run(text, settings, str(tmp_path / FILE_NAMES[entry.kind]), entry.kind)
        codes = {diagnostic.code for diagnostic in found}
        assert codes == ({entry.code} if kind == "bad" else set()), lines_of(found, text)


def _invalid_byte(found: re.Match[str]) -> str:
    return chr(0xDC00 + int(found.group(1), 16))
