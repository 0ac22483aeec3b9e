"""How fast ``dockwright check`` is beside Hadolint and tally, on the same files in the same run.

Three settings: one small file from a cold start (processor time, in pairs, median); all files of a
directory with cold caches, both cores; the same files again with warm caches.  Only ratios within
one run mean anything: the peers run on the same machine, right before and after us.

What is measured is a real install, made for it: ``pip install`` of this tree into a virtual
environment of its own, with compiled bytecode and start-up bundle, as users have it.  A
development install has neither bundle nor, where PYTHONDONTWRITEBYTECODE is set, bytecode, and
takes several times as long to begin; ``--installed PROGRAM`` names another install to measure.

    python benchmarks/lint.py DIR [--json OUT] [--pairs 20]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SMALL = """\
FROM python:3.13-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY . .
CMD ["python", "main.py"]
"""
BATCH = 200
"""Files a call for the peers: an argument list has its limits."""


def program(name: str) -> str | None:
    """Return the program beside this interpreter, else the one on PATH."""
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.is_file() else shutil.which(name)


def dockerfiles(root: Path) -> list[Path]:
    """Return the files that the comparison is about: every Dockerfile below ``root``."""
    return sorted(
        path
        for path in root.rglob("*")
        if path.is_file()
        and ("dockerfile" in path.name.lower() or "containerfile" in path.name.lower())
        and not path.name.lower().endswith((".dockerignore", ".gz", ".md", ".py", ".j2", ".sh"))
    )


def copy_as_dockerfiles(files: list[Path], into: Path) -> list[Path]:
    """Copy the files under names that every program takes for Dockerfiles."""
    copies: list[Path] = []
    for number, file in enumerate(files):
        folder = into / f"{number // 100:03d}" / f"{number:05d}"
        folder.mkdir(parents=True)
        copy = folder / "Dockerfile"
        copy.write_bytes(file.read_bytes())
        copies.append(copy)
    return copies


def environment(more: dict[str, str] | None = None) -> dict[str, str]:
    """Return the variables that programs run with: theirs may write their bytecode."""
    found = {**os.environ, **(more or {})}
    found.pop("PYTHONDONTWRITEBYTECODE", None)
    return found


def install(into: Path) -> str:
    """Install this tree as a user would, and return its program."""
    root = Path(__file__).resolve().parent.parent
    subprocess.run([sys.executable, "-m", "venv", str(into)], check=True, env=environment())
    pip = [str(into / "bin" / "python"), "-m", "pip", "install", "--quiet", str(root)]
    subprocess.run(pip, check=True, env=environment())
    return str(into / "bin" / "dockwright")


def is_compiled(dockwright: str) -> tuple[bool, bool]:
    """Tell whether a program's package has bytecode, and a start-up bundle."""
    python = Path(dockwright).with_name("python")
    code = (
        "import dockwright, pathlib, sys; place = pathlib.Path(dockwright.__file__).parent;"
        "tag = sys.implementation.cache_tag;"
        "print((place / '__pycache__' / f'bundle.{tag}.pyc').exists(),"
        " (place / '_bundles' / f'{tag}.bin').exists())"
    )
    done = subprocess.run(
        [str(python), "-c", code], capture_output=True, text=True, check=False
    )  # with PYTHONDONTWRITEBYTECODE as it is: looking must not compile
    words = done.stdout.split()
    return "True" in words[:1], "True" in words[1:]


def seconds(calls: list[list[str]], env: dict[str, str] | None = None) -> tuple[float, float]:
    """Run the calls two at a time; return wall and processor seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    waiting = list(calls)
    running: list[subprocess.Popen[bytes]] = []
    while waiting or running:
        while waiting and len(running) < 2:
            running.append(
                subprocess.Popen(
                    waiting.pop(0),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    env=environment(env),
                )
            )
        running[0].wait()
        running = [process for process in running if process.poll() is None]
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu


def batches(command: list[str], files: list[Path], size: int) -> list[list[str]]:
    """Return calls that between them name every file."""
    return [[*command, *map(str, files[at : at + size])] for at in range(0, len(files), size)]


def main() -> int:
    """Measure and print; return 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    parser.add_argument("--pairs", type=int, default=20, help="pairs of cold starts")
    parser.add_argument("--installed", help="program of a real install, for the small file")
    options = parser.parse_args()
    hadolint, tally = program("hadolint"), program("tally")
    figures: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        files = copy_as_dockerfiles(dockerfiles(options.directory), work / "files")
        installed = options.installed or install(work / "environment")
        cache = {"DOCKWRIGHT_CACHE_DIR": str(work / "cache")}
        check = [installed, "check", "--format", "json", str(work / "files")]
        figures["files"] = len(files)
        cold = seconds([check], cache)
        warm = min(seconds([check], cache) for _ in range(3))
        figures["dockwright cold"] = {"wall": cold[0], "processor": cold[1]}
        figures["dockwright warm"] = {"wall": warm[0], "processor": warm[1]}
        print(f"{len(files)} files")
        print(f"dockwright cold   {cold[0]:8.2f} s   {len(files) / cold[0]:8.0f} files/s")
        print(f"dockwright warm   {warm[0]:8.2f} s   {len(files) / warm[0]:8.0f} files/s")
        if tally is not None:
            # One file a run is what tally survives: one bad file takes the whole run with it.
            call = [
                tally,
                "lint",
                "--no-config",
                "--slow-checks",
                "off",
                "--ignore",
                "shellcheck/*",
                "--format",
                "json",
            ]
            took = seconds(batches(call, files, 50))
            figures["tally without ShellCheck"] = {"wall": took[0], "processor": took[1]}
            print(f"tally             {took[0]:8.2f} s   {len(files) / took[0]:8.0f} files/s")
            print(f"  tally / dockwright cold   {took[0] / cold[0]:6.1f}")
            print(f"  tally / dockwright warm   {took[0] / warm[0]:6.1f}")
        if hadolint is not None:
            some = files[:: max(1, len(files) // BATCH)]
            took = seconds(batches([hadolint, "--no-fail", "-f", "json"], some, 25))
            rate = len(some) / took[0]
            figures["hadolint"] = {"wall": took[0], "processor": took[1], "files": len(some)}
            print(f"hadolint          {took[0]:8.2f} s   {rate:8.0f} files/s ({len(some)} files)")
        small = work / "small" / "Dockerfile"
        small.parent.mkdir()
        small.write_text(SMALL)
        ours: list[float] = []
        theirs: list[float] = []
        own = [installed, "check", "--no-cache", str(small)]
        calls = [own] if hadolint is None else [own, [hadolint, str(small)]]
        for call in calls:  # once unmeasured: from now on all files are in the system's cache
            seconds([call])
        has_bytecode, has_bundle = is_compiled(installed)
        figures["one small file, bytecode"] = has_bytecode
        figures["one small file, bundle"] = has_bundle
        if not (has_bytecode and has_bundle):
            print(
                "warning: the install that is measured has no bytecode or no start-up bundle: "
                "its start takes longer than a user's",
                file=sys.stderr,
            )
        for _ in range(options.pairs):
            ours.append(seconds([own])[1])
            if hadolint is not None:
                theirs.append(seconds([[hadolint, str(small)]])[1])
        figures["one small file, dockwright"] = statistics.median(ours)
        how = "compiled" if has_bytecode and has_bundle else "NOT compiled"
        print(
            f"one small file: dockwright {statistics.median(ours) * 1000:.0f} ms of processor"
            f" (a real install, {how})"
        )
        if theirs:
            ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
            figures["one small file, hadolint"] = statistics.median(theirs)
            figures["one small file, dockwright / hadolint"] = ratio
            print(f"                hadolint   {statistics.median(theirs) * 1000:.0f} ms")
            print(f"  dockwright / hadolint     {ratio:6.2f}")
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(figures, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
