"""BuildKit accepts or refuses each file of ``verdicts/`` as its name says, and so do we."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from docker_engine import BASE
from dockwright.model.dockerfile import build_model
from dockwright.model.refusals import refusals
from dockwright.rules.engine import check_dockerfile
from dockwright.rules.registry import entries
from dockwright.rules.settings import CheckSettings
from dockwright.syntax.dockerfile import parse
from dockwright.text import Source

if TYPE_CHECKING:
    from docker_engine import Engine

CASES = sorted((Path(__file__).parent / "verdicts").glob("*.Dockerfile"))
_READING = frozenset(entry.code for entry in entries() if entry.family == "reading")
_OTHER_WORDS = {
    # Ours are those of newer versions, or say more.
    "base-syntax",
    "copy-from-variable",
    "cyclic-stages",
    "expose-port",
    "expose-protocol",
    "expose-range-backwards",
    "open-brace",
    "platform",
}


def is_accepted(case: Path) -> bool:
    verdict, _, rest = case.stem.partition("-")
    assert verdict in {"accepted", "refused"}, "the name begins with the verdict"
    assert rest, "and goes on with what is special"
    return verdict == "accepted"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_we_say_what_the_name_says(case: Path) -> None:
    source = Source.from_bytes("Dockerfile", case.read_bytes())
    refused = list(refusals(build_model(parse(source))))
    assert (not refused) is is_accepted(case)
    found = check_dockerfile(source, CheckSettings(enabled=_READING))
    errors = [each for each in found if each.severity.value == "error"]
    if case.stem.startswith(("refused-expose", "refused-blank-base")):
        assert not errors, "DW114 and DW105 say so"
    else:
        assert (not errors) is is_accepted(case)


@pytest.mark.engine
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_buildkit_says_what_the_name_says(case: Path, engine: Engine, context: Path) -> None:
    data = case.read_bytes()
    if BASE.encode() in data and not engine.has_image(BASE):
        pytest.skip(f"the engine has no image {BASE}")
    built = engine.build(data, context)
    assert built.ok is is_accepted(case), built.error
    if built.ok:
        return
    source = Source.from_bytes("Dockerfile", data)
    first = next(refusals(build_model(parse(source))))
    if case.stem.removeprefix("refused-") not in _OTHER_WORDS:
        # Newer versions write a flag's dashes; of two suggestions BuildKit makes either.
        ours = first.message.partition(" (did you mean")[0]
        assert ours.replace("--", "") in built.error.replace("--", "")
        if built.line is not None and "directive" not in case.stem:
            assert source.lines.position(first.span.start).line == built.line
