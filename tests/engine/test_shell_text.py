"""The text that Docker hands to the shell is the text that we read.

``SHELL`` names a program that writes down what it is handed, so that nothing has to be valid shell.
"""

from __future__ import annotations

import os
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest

from docker_engine import BASE
from dockwright.model.dockerfile import build_model
from dockwright.model.instructions import Run
from dockwright.model.refusals import refusals
from dockwright.syntax.dockerfile import parse
from dockwright.text import Source

if TYPE_CHECKING:
    from docker_engine import Engine

RECORDER = b"""#!/bin/sh
printf '%s' "$1" > "/out/$(ls /out | wc -l)"
"""
HEAD = f'FROM {BASE}\nWORKDIR /out\nCOPY --chmod=755 record /record\nSHELL ["/record"]\n'
TAIL = "FROM scratch\nCOPY --from=0 /out /\n"

RUNS = (Path(__file__).parent / "shell_text.txt").read_text()


def texts(data: bytes) -> list[str]:
    model = build_model(parse(Source.from_bytes("Dockerfile", data)))
    assert not [refusal.message for refusal in refusals(model)]
    runs = [each for each in model.instructions if isinstance(each, Run)]
    assert not any(run.is_exec_form for run in runs)
    return [run.script_text()[0] for run in runs]


def handed_over(engine: Engine, data: bytes, context: Path) -> list[str]:
    (context / "record").write_bytes(RECORDER)
    out = context / "out"
    built = engine.build(data, context, "--output", f"type=local,dest={out}")
    assert built.ok, f"{built.error}\n{data.decode()}"
    return [(out / str(number)).read_bytes().decode() for number in range(len(list(out.iterdir())))]


@pytest.mark.engine
@pytest.mark.usefixtures("base")
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_the_shell_is_handed_what_we_read(end: str, engine: Engine, context: Path) -> None:
    text = HEAD + RUNS + TAIL
    data = text.replace("\n", end).encode()
    assert handed_over(engine, data, context) == texts(data)


@pytest.mark.engine
@pytest.mark.usefixtures("base")
def test_the_escape_directive_changes_what_the_shell_is_handed(
    engine: Engine, context: Path
) -> None:
    text = "# escape=`\n" + HEAD + RUNS.replace("\\", "`") + TAIL
    assert handed_over(engine, text.encode(), context) == texts(text.encode())


_PIECES = (
    "word", "w\\x", "\\\\", "'a  b'", '"c $D"', "#no", " # no", "$E", "${F}", "|", "&&", ";", "é",
    " \\\n", "\\\n", " \\ \n", " \\\n\n", " \\\n  # comment\n", " \\\n#c\\\n\t", "\t", "  ", "<",
    ">x", "\\\n\\\n", " \\\n# a\n\n  # b\n",
)  # fmt: skip
_LINES = (
    "text",
    "\ttab",
    "  spaces",
    "$X \\",
    "\\\\",
    "# c",
    "",
    "'",
    '"',
    "<<Z",
    "RUN x",
    "\t\tE",
)


def random_run(random: Random) -> str:
    """A RUN of random pieces, some with heredocs, that we read as one instruction."""
    while True:
        text = _random_text(random)
        model = build_model(parse(Source("Dockerfile", f"FROM scratch\n{text}")))
        if len(model.instructions) == 2 and not list(refusals(model)):
            return text


def _random_text(random: Random) -> str:
    words = "".join(random.choice(_PIECES) for _ in range(random.randint(0, 8)))
    bodies = ""
    for number in range(random.choice((0, 0, 0, 1, 2))):
        name = f"E{number}"
        words += random.choice((f" <<{name}", f" <<-{name}", f" <<'{name}'", f' <<-"{name}" x'))
        lines = [random.choice(_LINES) for _ in range(random.randint(0, 4))]
        bodies += "".join(f"{line}\n" for line in lines) + f"{name}\n"
    start = random.choice(("RUN s", "RUN  s ", "RUN \\\n  s", "run s"))
    return f"{start}{words} .\n{bodies}"


@pytest.mark.engine
@pytest.mark.usefixtures("base")
def test_the_shell_is_handed_what_we_read_of_random_text(engine: Engine, context: Path) -> None:
    seed = int(os.environ.get("DOCKWRIGHT_ENGINE_SEED", "1"))
    random = Random(seed)
    text = HEAD + "".join(random_run(random) for _ in range(40)) + TAIL
    data = text.encode()
    assert handed_over(engine, data, context) == texts(data)
