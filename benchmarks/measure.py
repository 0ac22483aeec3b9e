"""Runs every long measurement and writes what was measured, each figure with its command.

    benchmarks/all [--quick] [--only PART …] [--out DIR] [--seed N]

The corpus and the vectors are those that DOCKWRIGHT_SHARED has (``../shared`` where it is not set).
``DIR/DATE.md`` and ``DIR/DATE.json`` (``docs/results``; with ``--quick`` only where ``--out`` says)
hold nothing but what the commands said.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import re
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PARTS = (
    "differential",
    "robustness",
    "conformance",
    "speed",
    "counts",
    "fix",
    "builds",
    "projects",
    "images",
    "coverage",
)


class Measured(NamedTuple):
    """What a part came to."""

    part: str
    command: str
    status: int
    seconds: float
    figures: dict[str, Any]


class Measurement:
    """The sizes and places of a run."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self.options = options
        self.folder = folder
        shared = Path(os.environ.get("DOCKWRIGHT_SHARED", ROOT.parent / "shared")).resolve()
        corpus = shared / "corpus"
        self.places = {"CORPUS": corpus, "VECTORS": shared / "vectors"}
        if options.quick and corpus.is_dir():
            self.places["CORPUS"] = small_part(corpus)

    def run(self, part: str) -> Measured:
        """Run one part."""
        measured: Measured = getattr(self, part)()
        return measured

    def call(self, part: str, *command: str, **variables: str) -> tuple[Measured, str]:
        """Run a command with its places filled in; return it with what it printed."""
        filled = [str(self.places.get(word, word)) for word in command]
        corpus = self.places["CORPUS"]
        output = self.folder / f"{part}.json"
        if "--json" in filled:
            filled[filled.index("--json") + 1] = str(output)
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, *filled],
            cwd=ROOT,
            env={**os.environ, **variables},
            stdout=subprocess.PIPE,
            text=True,
            errors="replace",
            check=False,
        )
        took = time.perf_counter() - start
        sys.stdout.write(done.stdout)
        figures = json.loads(output.read_text()) if output.is_file() else {}
        shown = [f"{name}={value}" for name, value in variables.items()]
        shown.append("python")
        words = iter(command)
        for word in words:
            if word == "--json":
                next(words)
                continue
            named = f"CORPUS/{corpus.name}" if corpus.name != "corpus" else "CORPUS"
            shown.append(named if word == "CORPUS" else shlex.quote(word))
        return Measured(part, " ".join(shown), done.returncode, took, figures), done.stdout

    def differential(self) -> Measured:
        """Our reader beside the official parsers."""
        return self.call(
            "differential",
            "benchmarks/differential.py",
            "CORPUS",
            f"--mutations={self.options.mutations}",
            f"--refusals={self.options.refusals}",
            f"--seed={self.options.seed}",
            "--json",
            "",
        )[0]

    def robustness(self) -> Measured:
        """Every rule on broken files."""
        return self.call(
            "robustness",
            "benchmarks/robustness.py",
            "CORPUS",
            f"--mutations={self.options.broken}",
            f"--seed={self.options.seed}",
            "--json",
            "",
        )[0]

    def conformance(self) -> Measured:
        """The peers' vectors."""
        measured, said = self.call("conformance", "tools/conformance.py", "VECTORS")
        found = re.findall(r"^(\w+) (\d+)/(\d+)(.*)$", said, re.MULTILINE)
        figures = {name: f"{passed}/{total}{rest}" for name, passed, total, rest in found}
        return measured._replace(figures=figures)

    def speed(self) -> Measured:
        """``check`` beside its peers."""
        return self.call(
            "speed",
            "benchmarks/lint.py",
            "CORPUS",
            f"--pairs={self.options.pairs}",
            "--json",
            "",
        )[0]

    def counts(self) -> Measured:
        """Findings by rule."""
        return self.call("counts", "benchmarks/counts.py", "CORPUS", "--json", "")[0]

    def fix(self) -> Measured:
        """What ``fix`` does to every file."""
        pairs = 1 if self.options.quick else 3
        engine = 10 if self.options.quick else 300
        command = ["benchmarks/fix.py", "CORPUS", f"--pairs={pairs}", f"--seed={self.options.seed}"]
        if os.environ.get("DOCKER_HOST"):
            command.append(f"--engine={engine}")
        measured = self.call("fix", *command, "--json", "")[0]
        figures = dict(measured.figures)
        for title in [title for title, value in figures.items() if title.startswith("fix")]:
            told = figures[title]
            figures[title] = {
                name: value
                for name, value in told.items()
                if not isinstance(value, (dict, list)) or name in {"judged", "engine"}
            }
            for name in ("by rule", "without a reason"):
                figures[f"{title}, {name}"] = told.get(name, {})
            figures[f"{title}, broken"] = len(told.get("broken", ()))
            figures[f"{title}, left because"] = {
                f"{each['code']}: {each['reason']}": each["findings"]
                for each in told.get("reasons", ())
            }
        return measured._replace(figures=figures)

    def projects(self) -> Measured:
        """Projects of our own, built and run before and after ``fix --unsafe``."""
        command = ["benchmarks/builds.py"]
        if self.options.quick:
            command.append("--quick")
        elif self.options.out:
            command.append(f"--out={self.options.out}")
        measured = self.call("projects", *command, "--json", "")[0]
        figures = dict(measured.figures)
        for name in ("rebuild seconds", "bytes"):
            for project, (before, after) in figures.pop(name, {}).items():
                figures[f"{name}, {project}"] = {"before": before, "after": after}
        return measured._replace(figures=figures)

    def images(self) -> Measured:
        """Images built, and what ``size`` said of each instruction before."""
        command = ["benchmarks/images.py"]
        if self.options.quick:
            command += ["--only", "deleted-later", "chown"]
        elif self.options.out:
            command.append(f"--out={self.options.out}")
        return self.call("images", *command, "--json", "")[0]

    def builds(self) -> Measured:
        """Real builds, with other random parts than the tests have by default."""
        measured, said = self.call(
            "builds",
            "-m",
            "pytest",
            "-q",
            "-m",
            "engine",
            "-rs",
            "tests/engine",
            DOCKWRIGHT_ENGINE_SEED=str(self.options.seed),
        )
        found = re.findall(r"(\d+) (passed|failed|skipped|error)", said.strip().splitlines()[-1])
        figures: dict[str, Any] = {word: int(number) for number, word in found}
        reasons = re.findall(r"^SKIPPED \[\d+\] \S+ (.*)$", said, re.MULTILINE)
        if reasons:
            figures["skipped because"] = "; ".join(reasons)
        return measured._replace(figures=figures)

    def coverage(self) -> Measured:
        """Branch coverage of the test suite, by room."""
        data = self.folder / "coverage"
        tests = ["tests/syntax", "tests/properties", "tests/model"] if self.options.quick else []
        measured, _ = self.call(
            "coverage",
            "-m",
            "coverage",
            "run",
            "--branch",
            "--source=src/dockwright",
            "-m",
            "pytest",
            "-q",
            *tests,
            COVERAGE_FILE=str(data),
        )
        report = self.folder / "coverage.report.json"
        subprocess.run(
            [sys.executable, "-m", "coverage", "json", "-q", "-o", str(report)],
            cwd=ROOT,
            env={**os.environ, "COVERAGE_FILE": str(data)},
            check=False,
        )
        figures = rooms(json.loads(report.read_text())) if report.is_file() else {}
        command = measured.command.replace(f"COVERAGE_FILE={data} ", "")
        return measured._replace(figures=figures, command=command)


def small_part(corpus: Path) -> Path:
    """Return the project with the fewest Dockerfiles, of those with 20 or more."""
    sizes = [
        (len(list(place.rglob("Dockerfile*"))), place)
        for place in sorted(corpus.iterdir())
        if place.is_dir()
    ]
    return min((size, place) for size, place in sizes if size >= 20)[1]


def rooms(report: dict[str, Any]) -> dict[str, str]:
    """Return the share of lines and branches that ran, by room of the house."""
    sums: dict[str, list[int]] = {}
    for name, file in report["files"].items():
        parts = Path(name).parts
        inner = parts[parts.index("dockwright") + 1 :]
        room = "/".join(inner[:2]) if inner[0] in {"syntax", "rules"} else inner[0]
        total = file["summary"]
        ran = sums.setdefault(room if len(inner) > 1 else "top", [0, 0])
        ran[0] += total["covered_lines"] + total["covered_branches"]
        ran[1] += total["num_statements"] + total["num_branches"]
    return {room: f"{100 * ran / of:.1f} %" for room, (ran, of) in sorted(sums.items()) if of}


def rows(figures: dict[str, Any], path: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Return figures as (what, how much), whatever their shape."""
    found: list[tuple[str, str]] = []
    for name, value in figures.items():
        if isinstance(value, dict):
            if value and not any(isinstance(each, dict) for each in value.values()):
                told = ", ".join(f"{key} {shown(each)}" for key, each in value.items())
                found.append((": ".join((*path, name)), told))
            else:
                found += rows(value, (*path, name))
        else:
            found.append((": ".join((*path, name)), shown(value)))
    return found


def shown(value: object) -> str:
    """Return a figure as people read it."""
    if isinstance(value, float):
        return f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def page(results: list[Measured], about: dict[str, str]) -> str:
    """Return the page of a run."""
    lines = [f"# Measurements of {about['date']}", ""]
    lines += [f"{name}: {value}.  " for name, value in about.items() if name != "date"]
    lines += ["Written by `benchmarks/all`; each table comes from the command above it.", ""]
    for result in results:
        verdict = "" if result.status == 0 else f", exit status {result.status}"
        lines += [f"## {result.part}", "", f"`{result.command}`", ""]
        lines += [f"Took {result.seconds:.0f} s{verdict}.", ""]
        if result.figures:
            lines += ["| what | figure |", "| --- | --- |"]
            lines += [f"| {what} | {figure} |" for what, figure in rows(result.figures)]
            lines.append("")
    return "\n".join(lines)


def said_by(*command: str) -> str:
    """Return what a command prints, or nothing where there is none."""
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip()


def main() -> int:
    """Run the parts and write the page; return 1 where one missed its aim or failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--quick", action="store_true", help="small sizes, a small part of the corpus"
    )
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, metavar="PART")
    parser.add_argument("--skip", nargs="+", choices=PARTS, default=(), metavar="PART")
    parser.add_argument("--out", type=Path, help="where the page goes (docs/results)")
    parser.add_argument("--seed", type=int, help="of everything random (the date)")
    parser.add_argument("--mutations", type=int, help="mutated files for the Go parser")
    parser.add_argument("--refusals", type=int, help="mutated files for BuildKit's parser")
    parser.add_argument("--broken", type=int, help="mutated files for every rule")
    parser.add_argument("--pairs", type=int, help="pairs of cold starts")
    options = parser.parse_args()
    today = dt.datetime.now(tz=dt.UTC).date()
    sizes = (200, 20, 200, 3) if options.quick else (20_000, 2_000, 20_000, 20)
    for name, size in zip(("mutations", "refusals", "broken", "pairs"), sizes, strict=True):
        if getattr(options, name) is None:
            setattr(options, name, size)
    if options.seed is None:
        options.seed = int(f"{today:%Y%m%d}")
    with tempfile.TemporaryDirectory() as name:
        measurement = Measurement(options, Path(name))
        for place in measurement.places.values():
            if not place.is_dir():
                print("no corpus and vectors here: set DOCKWRIGHT_SHARED", file=sys.stderr)
                return 2
        about = {
            "date": today.isoformat(),
            "Commit": said_by("git", "describe", "--always", "--dirty"),
            "Machine": f"{os.cpu_count()} processors, {platform.machine()}, "
            f"Python {platform.python_version()}, load {os.getloadavg()[0]:.1f} at the start",
        }
        results: list[Measured] = []
        for part in PARTS:
            if part in options.only and part not in options.skip:
                print(f"== {part}", flush=True)
                results.append(measurement.run(part))
    text = page(results, about)
    out = options.out or (None if options.quick else ROOT / "docs" / "results")
    if out is None:
        print(text)
    else:
        out.mkdir(parents=True, exist_ok=True)
        (out / f"{today}.md").write_text(text)
        record = {"about": about, "parts": [result._asdict() for result in results]}
        (out / f"{today}.json").write_text(json.dumps(record, indent=1) + "\n")
        print(f"written: {today}.md, {today}.json")
    return int(any(result.status for result in results))


if __name__ == "__main__":
    sys.exit(main())
