"""Builds images and compares what each instruction adds with what ``size`` said before the build.

    python benchmarks/images.py [--only NAME …] [--round N] [--offline] [--out DIR] [--json OUT]

The cases are in ``benchmarks/images.toml``.  They are built by the engine that ``DOCKER_HOST``
names, from images that it has.  These need not be the published ones: the base's bytes are what
the engine says of it, and only what the instructions add is measured.  Real bytes are those of
``docker history``.  An instruction passes within 5 % or 2 MB, a total within 3 %; where a part of
an instruction could not be told, that is said beside it and its known bytes are compared.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests")]

from docker_engine import Engine, find_engine  # noqa: E402 - the path is set above
from dockwright import api  # noqa: E402 - after the path
from dockwright.model.instructions import CopyLike, Run, Workdir  # noqa: E402 - after the path
from dockwright.model.unknown import Unknown  # noqa: E402 - after the path
from dockwright.packages.index.resolve import uv_program  # noqa: E402 - after the path
from dockwright.run.named_build import named_build  # noqa: E402 - after the path

BYTES = 2_000_000
SHARE = 0.05
TOTAL_SHARE = 0.03
SECONDS = 900.0


class Step(NamedTuple):
    """An instruction: what was said and what is."""

    case: str
    text: str
    said: int
    real: int
    unknown: tuple[str, ...]

    @property
    def error(self) -> int:
        """Return how far what was said is off."""
        return self.said - self.real

    @property
    def passes(self) -> bool:
        """Tell whether it is near enough."""
        return abs(self.error) <= max(BYTES, SHARE * self.real)


class Built(NamedTuple):
    """A case that was built; ``problem`` says why it was not."""

    name: str
    shows: str
    steps: tuple[Step, ...]
    base: int
    problem: str = ""

    @property
    def said(self) -> int:
        """Return the bytes that the instructions were to add."""
        return sum(step.said for step in self.steps)

    @property
    def real(self) -> int:
        """Return the bytes that they added."""
        return sum(step.real for step in self.steps)

    @property
    def passes(self) -> bool:
        """Tell whether the image's total is near enough."""
        return not self.problem and abs(self.said - self.real) <= TOTAL_SHARE * (
            self.base + self.real
        )


def lay_out(case: dict[str, Any], folder: Path) -> None:
    """Write a case's build context."""
    for name, text in case.get("files", {}).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    for name, size in case.get("zeros", {}).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(size))
    (folder / "Dockerfile").write_text(case["dockerfile"].lstrip("\n"))
    if case.get("lock"):
        subprocess.run([uv_program(), "lock", "-q"], cwd=folder, check=True, timeout=120)


def as_in_an_image() -> None:
    """Leave out what this machine's pip and uv are configured with: the images have none of it."""
    for name in [each for each in os.environ if each.startswith(("PIP_", "UV_"))]:
        if "INDEX" in name or "LINKS" in name:
            del os.environ[name]
    os.environ["PIP_CONFIG_FILE"] = os.devnull
    os.environ["UV_NO_CONFIG"] = "1"


def layers_of(image: str) -> list[tuple[str, int]]:
    """Return the instructions of an image that may write, oldest first, with their bytes."""
    done = subprocess.run(
        ["docker", "history", "--no-trunc", "--human=false", "--format", "{{json .}}", image],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return [
        (row["CreatedBy"], int(row["Size"]))
        for row in reversed(rows)
        if row["CreatedBy"].split(" ", 1)[0] in {"RUN", "COPY", "ADD", "WORKDIR"}
    ]


def measure(name: str, case: dict[str, Any], engine: Engine, *, online: bool) -> Built:
    """Predict and build one case."""
    with tempfile.TemporaryDirectory(prefix=f"images-{name}-") as text:
        folder = Path(text)
        lay_out(case, folder)
        told = api.size(folder, online=online)
        build = named_build(
            text, build_args=None, target=None, platform="linux/amd64", context=None, base=text
        )
        stage = build.stage
        assert stage is not None
        source = build.dockerfile.source
        lines = source.lines
        writers = [
            (lines.position(each.span.start).line, " ".join(source.slice(each.span).split()))
            for each in stage.layers()
            if isinstance(each, (Run, CopyLike, Workdir))
        ]
        dockerfile = (folder / "Dockerfile").read_bytes()
        made = engine.build(dockerfile, folder, timeout=SECONDS)
        if not made.ok:
            return Built(name, case["shows"], (), 0, f"it does not build: {made.error}")
        image = stage.image
        assert not isinstance(image, Unknown)
        base = image.raw
        before = len(layers_of(base))
        layers = layers_of(made.image)[before:]
        if len(layers) != len(writers):
            return Built(name, case["shows"], (), 0, "its history has other instructions")
        rows = {row.line: row for row in told.rows}
        steps = []
        for (line, shown), (_, real) in zip(writers, layers, strict=True):
            row = rows.get(line)
            unknown = () if row is None else tuple(p.name for p in row.parts if p.bytes is None)
            steps.append(Step(name, shown[:70], 0 if row is None else row.bytes, real, unknown))
        return Built(name, case["shows"], tuple(steps), engine.size(base))


def page(found: list[Built], about: str) -> str:
    """Return the page of a run."""
    steps = [step for built in found for step in built.steps]
    good = sum(step.passes for step in steps)
    whole = sum(built.passes for built in found)
    lines = [
        f"# Sizes of images, {about}",
        "",
        (
            "Written by `benchmarks/images.py`: what `size --online` said before the build, "
            "against `docker history` after it.  "
        ),
        (
            f"{good} of {len(steps)} instructions are within 5 % or 2 MB; "
            f"{whole} of {len(found)} images are within 3 % of all their bytes.  "
        ),
        "The base is counted with the bytes that the engine says of it.  ",
        (
            "The images whose names begin with `new` were chosen after the model had been mended "
            "for the others; nothing was mended for them."
        ),
        "",
        "| image | what it shows | base, MB | added, said | added, real | error of all |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for built in found:
        if built.problem:
            lines.append(f"| {built.name} | {built.shows} | - | - | - | {built.problem} |")
            continue
        error = (built.said - built.real) / (built.base + built.real)
        lines.append(
            f"| {built.name} | {built.shows} | {_mb(built.base)} | {_mb(built.said)} | "
            f"{_mb(built.real)} | {error:+.1%}{'' if built.passes else ' (missed)'} |"
        )
    lines += ["", "| image | instruction | said, MB | real, MB | not told | verdict |"]
    lines.append("| --- | --- | --- | --- | --- | --- |")
    for step in steps:
        text = step.text.replace("|", "\\|")
        lines.append(
            f"| {step.case} | `{text}` | {_mb(step.said)} | {_mb(step.real)} | "
            f"{', '.join(step.unknown) or '-'} | {'good' if step.passes else 'missed'} |"
        )
    return "\n".join(lines) + "\n"


def _mb(size: int) -> str:
    return f"{size / 1e6:.2f}"


def main() -> int:
    """Measure, print and write; return 1 where a case misses its aim."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these cases alone")
    parser.add_argument("--round", type=int, help="the cases of one round alone")
    parser.add_argument("--offline", action="store_true", help="what is known without asking")
    parser.add_argument("--out", type=Path, help="where the page goes (docs/results)")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    options = parser.parse_args()
    engine = find_engine()
    if isinstance(engine, str):
        print(engine, file=sys.stderr)
        return 2
    as_in_an_image()
    cases = tomllib.loads((ROOT / "benchmarks" / "images.toml").read_text())["case"]
    found: list[Built] = []
    try:
        for name, case in cases.items():
            if options.only and name not in options.only:
                continue
            if options.round and case["round"] != options.round:
                continue
            built = measure(name, case, engine, online=not options.offline)
            found.append(built)
            print(f"{name}: {built.problem or ('good' if built.passes else 'missed')}")
            for step in built.steps:
                mark = " " if step.passes else "!"
                unknown = f"  ? {', '.join(step.unknown)}" if step.unknown else ""
                print(
                    f"  {mark} {_mb(step.said):>8} {_mb(step.real):>8}  {step.text}{unknown}",
                    flush=True,
                )
    finally:
        engine.remove_what_was_made()
    today = dt.datetime.now(tz=dt.UTC).date()
    text = page(found, today.isoformat())
    part = options.only or options.round or options.offline
    out = options.out or (None if part else ROOT / "docs" / "results")
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        (out / f"images-{today}.md").write_text(text)
        print(f"written: images-{today}.md")
    steps = [step for built in found for step in built.steps]
    figures = {
        "images": len(found),
        "images within 3 %": sum(built.passes for built in found),
        "instructions": len(steps),
        "instructions within 5 % or 2 MB": sum(step.passes for step in steps),
        "instructions told in part": sum(bool(step.unknown) for step in steps),
        "missed": [f"{step.case}: {step.text}" for step in steps if not step.passes],
    }
    print(json.dumps(figures, indent=1))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n")
    return int(figures["images"] != figures["images within 3 %"] or bool(figures["missed"]))


if __name__ == "__main__":
    sys.exit(main())
