"""What RUN sees is what the model says, for stages of random ARG, ENV and WORKDIR in one build."""

from __future__ import annotations

import os
from random import Random
from typing import TYPE_CHECKING

import pytest

from docker_engine import BASE
from dockwright.model.dockerfile import build_model
from dockwright.model.refusals import refusals
from dockwright.model.unknown import Unknown
from dockwright.syntax.dockerfile import parse
from dockwright.text import Source

if TYPE_CHECKING:
    from pathlib import Path

    from docker_engine import Engine

STAGES = 24
_NAMES = ("A", "B", "C", "LONG_1", "x")
_GIVEN = {"C": "from outside", "GIVEN": "1"}
_LITERALS = "abcab.-/:,%@+1é"


class Writer:
    """Random instructions that Docker accepts."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def literal(self, extra: str = "", *, shortest: int = 0) -> str:
        count = self.random.randint(shortest, 4)
        return "".join(self.random.choice(_LITERALS + extra) for _ in range(count))

    def reference(self, depth: int) -> str:
        name = self.random.choice(_NAMES)
        kind = self.random.randrange(5)
        if kind == 0:
            return f"${name}"
        if kind == 1 or depth > 2:
            return f"${{{name}}}"
        if kind == 2:
            operator = self.random.choice((":-", "-", ":+", "+"))
            return f"${{{name}{operator}{self.word(depth + 1)}}}"
        pattern = self.pattern()
        if kind == 3:
            operator = self.random.choice(("#", "##", "%", "%%"))
            return f"${{{name}{operator}{pattern}}}"
        operator = self.random.choice(("/", "//"))
        return f"${{{name}{operator}{pattern}/{self.literal()}}}"

    def pattern(self) -> str:
        return "".join(
            self.random.choice(("a", "b", "c", "*", "?", ".", "1", "\\*", "ab"))
            for _ in range(self.random.randint(1, 3))
        )

    def word(self, depth: int = 0) -> str:
        word = "".join(self.piece(depth) for _ in range(self.random.randint(1, 3)))
        # At a line's end a backslash and a space would continue the line.
        return f"{word}z" if word.endswith("\\ ") else word

    def piece(self, depth: int) -> str:
        kind = self.random.randrange(6)
        if kind == 0:
            return f"'{self.literal(' $' if depth == 0 else '')}'"
        if kind == 1 and depth == 0:
            inner = "".join(
                self.reference(1) if self.random.random() < 0.4 else self.literal(" '")
                for _ in range(self.random.randint(0, 3))
            )
            return f'"{inner}"'
        if kind == 2 and depth == 0:
            return "\\" + self.random.choice("$\"'\\ abn")
        if kind in {3, 4}:
            return self.reference(depth)
        return self.literal()

    def instruction(self) -> str:
        kind = self.random.randrange(8)
        name = self.random.choice(_NAMES)
        if kind == 0:
            return f"ARG {name}"
        if kind in {1, 2}:
            return f"ARG {name}={self.word()}"
        if kind == 3:
            path = "/".join(self.literal(shortest=1) for _ in range(2))
            start, end = (
                self.random.choice(("", "/")),
                self.random.choice(("", "..", ".", f"${name}")),
            )
            return f"WORKDIR {start}w{path}/{end}"
        pairs = " ".join(
            f"{self.random.choice(_NAMES)}={self.word()}" for _ in range(self.random.randint(1, 3))
        )
        return f"ENV {pairs}"

    def file(self, stages: int) -> str:
        lines = [f"ARG A={self.literal()}", "ARG GIVEN", "ARG LONG_1=${GIVEN:+given}"]
        for number in range(stages):
            chained = number > 0 and self.random.random() < 0.3
            base = f"s{self.random.randrange(number)}" if chained else BASE
            lines.append(f"FROM {base} AS s{number}")
            lines += [self.instruction() for _ in range(self.random.randint(2, 7))]
            lines += [f'RUN ["/bin/mkdir", "/out{number}"]']
            lines += [
                f'RUN ["/bin/cp", "-P", "/proc/self/environ", "/proc/self/cwd", "/out{number}/"]'
            ]
        lines.append("FROM scratch")
        lines += [f"COPY --from=s{number} /out{number}/ /{number}/" for number in range(stages)]
        return "\n".join(lines) + "\n"


@pytest.mark.engine
def test_run_sees_what_the_model_says(
    engine: Engine, base: str, context: Path, tmp_path: Path
) -> None:
    seed = int(os.environ.get("DOCKWRIGHT_ENGINE_SEED", "1"))
    text = Writer(Random(seed)).file(STAGES)
    model = build_model(parse(Source("Dockerfile", text)), build_args=_GIVEN)
    refused = [refusal.message for refusal in refusals(model)]
    out = tmp_path / "out"
    arguments = [f"--build-arg={name}={value}" for name, value in _GIVEN.items()]
    built = engine.build(text.encode(), context, *arguments, "--output", f"type=local,dest={out}")
    assert built.ok, f"{built.error}\n{text}"
    assert refused == []
    inherited = {entry.partition("=")[0] for entry in engine.inspect(base)["Env"]}
    compared = 0
    wrong: list[str] = []
    for stage in model.stages[:-1]:
        folder = out / str(stage.index)
        entries = (folder / "environ").read_bytes().decode().rstrip("\0").split("\0")
        seen = dict(entry.split("=", 1) for entry in entries)
        state = stage.final_state
        for name in _NAMES:
            told = state.variables.get(name)
            if isinstance(told, Unknown):
                if name in state.image_env or "has no default" not in told.reason:
                    continue  # it holds a build argument that might have been given
                told = None
            compared += 1
            if told != seen.get(name):
                wrong.append(f"s{stage.index} {name}: model {told!r}, RUN sees {seen.get(name)!r}")
        assert set(seen) - inherited - set(_NAMES) <= {"HOME", "GIVEN"}
        directory = str((folder / "cwd").readlink())
        if isinstance(state.workdir, str) and directory != state.workdir:
            wrong.append(f"s{stage.index}: model {state.workdir!r}, RUN is in {directory!r}")
    assert not wrong, "\n".join([*wrong, text])
    assert compared > STAGES
