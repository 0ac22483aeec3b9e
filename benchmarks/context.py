"""Measures ``dockwright context``: on a large tree, and against what an engine really copies.

    benchmarks/context.py [--files N] [--rounds N] [--where DIR]
    benchmarks/context.py --against-engine TREES [--seed N]

The first makes a tree of N files (1,000,000 is what the project promises for) below DIR, counts it
with ``find -printf`` and with ``dockwright context`` in turns, and sends it to a build that copies
nothing.  The second makes random trees with random ignore files, and compares what a real build
copies with what the walk says.  Both need docker for what it does; without it the first leaves the
transfer out.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path
from statistics import median

from dockwright.model.context import BuildContext

__all__ = ["copied_by_engine", "make_tree", "random_case", "sent_by_walk"]

_NAMES = ("a", "b", "ab", "c.py", "d.txt", ".x", "b.py", "_[1]", "e f")
_PATTERNS = (
    "*", "**", "a", "/a", "a/", "*.py", "**/*.py", "a/*", "a/**", "**/b", "b*", "?", "a/b", ".x",
    "[ab]", "*/b", "*/*.txt", "a/../b", "./a", "**/a/**", "ab", "# a", "", "  b", "_\\[1\\]", "e f",
)  # fmt: skip


def make_tree(root: Path, files: int) -> None:
    """Fill a directory with files of a few bytes, 250 in each of the directories below it."""
    endings = (".py", ".txt", ".json", ".jpg", ".png", ".md", ".bin", ".csv")
    made = number = 0
    while made < files:
        folder = root / f"d{number % 50}" / f"s{number // 50}"
        folder.mkdir(parents=True)
        number += 1
        for index in range(min(250, files - made)):
            (folder / f"f{index}{endings[index % 8]}").write_bytes(b"x" * (index % 50))
            made += 1


def random_case(chance: random.Random, root: Path) -> str:
    """Make a random tree below ``root``; return the text of a random ignore file."""
    folders = [root]
    for _ in range(chance.randrange(2, 9)):
        folder = chance.choice(folders) / chance.choice(_NAMES)
        if not folder.exists():
            folder.mkdir()
            folders.append(folder)
    for _ in range(chance.randrange(1, 14)):
        path = chance.choice(folders) / chance.choice(_NAMES)
        if path.exists() or path.is_symlink():
            continue
        if chance.random() < 0.1:
            path.symlink_to(chance.choice(_NAMES))
        else:
            path.write_text("x" * chance.randrange(3))
    lines = [
        ("!" if chance.random() < 0.35 else "") + chance.choice(_PATTERNS)
        for _ in range(chance.randrange(1, 6))
    ]
    return "\n".join(lines) + "\n"


def sent_by_walk(root: Path) -> set[str]:
    """Return what the walk sends: files, links and directories, relative to the root."""
    context = BuildContext(root, root / "Dockerfile")
    return {entry.path for entry in context.walk()}


def copied_by_engine(root: Path, docker: str = "docker") -> set[str] | str:
    """Return what a build copies from a context, or why it fails."""
    with tempfile.TemporaryDirectory() as work:
        out = Path(work) / "out.tar"
        dockerfile = Path(work) / "Dockerfile"
        dockerfile.write_text("FROM scratch\nCOPY . /\n")
        done = subprocess.run(
            [
                docker, "buildx", "build", "--progress=plain", "--no-cache", "-f", str(dockerfile),
                "--output", f"type=tar,dest={out}", str(root),
            ],
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )  # fmt: skip
        if done.returncode:
            errors = re.findall(r"^ERROR: (.*)", done.stderr, re.MULTILINE)
            return errors[-1] if errors else done.stderr[-300:]
        with tarfile.open(out) as archive:
            names = {member.name.strip("/") for member in archive}
        return names - {"", "."}


def compare_with_engine(count: int, seed: int) -> int:
    """Compare random trees; print each that differs; return how many do."""
    subprocess.run(["docker", "version"], check=True, stdout=subprocess.DEVNULL)
    chance = random.Random(seed)
    different = failed = 0
    for number in range(count):
        with tempfile.TemporaryDirectory() as work:
            root = Path(work)
            patterns = random_case(chance, root)
            (root / ".dockerignore").write_text(patterns)
            theirs = copied_by_engine(root)
            if isinstance(theirs, str):
                failed += 1
                is_refused = BuildContext(root, root / "Dockerfile").problem is not None
                if not is_refused and sent_by_walk(root):  # copying nothing at all fails, too
                    different += 1
                    print(f"tree {number}: {patterns!r} fails: {theirs}")
                continue
            ours = sent_by_walk(root)
            if ours != theirs:
                different += 1
                print(f"tree {number}: {patterns!r}: {sorted(ours ^ theirs)}")
    print(
        f"{count} random trees with ignore files, {count - different} as the engine copies them, "
        f"{failed} of them refused by both"
    )
    return different


def measure(files: int, rounds: int, where: Path) -> int:
    """Time find, the walk and a build's transfer on one tree; return 1 where it is too slow."""
    root = Path(tempfile.mkdtemp(dir=where))
    try:
        make_tree(root, files)
        finds: list[float] = []
        walks: list[float] = []
        peak = 0
        for _ in range(rounds):
            finds.append(_timed(["find", str(root), "-printf", "%s %p\\n"])[0])
            seconds, memory = _timed([sys.executable, "-m", "dockwright", "context", str(root)])
            walks.append(seconds)
            peak = max(peak, memory)
        ratio = median(walk / find for walk, find in zip(walks, finds, strict=True))
        print(
            f"{files:,} files: find -printf {median(finds):.2f} s, dockwright context "
            f"{median(walks):.2f} s: {ratio:.2f} times (median of {rounds} pairs), {peak} MiB"
        )
        if shutil.which("docker") is None:
            print("the transfer to an engine is left out: there is no docker command here")
            return int(ratio > 3)
        (root / "Dockerfile").write_text("FROM scratch\nCOPY Dockerfile /\n")
        seconds = _transfer(root)
        print(
            f"the engine's own transfer of the same context {seconds:.2f} s: dockwright takes "
            f"{median(walks) / seconds:.2f} of it"
        )
        return int(ratio > 3 or median(walks) > seconds)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _timed(command: list[str]) -> tuple[float, int]:
    """Return a command's seconds and its largest resident memory in MiB."""
    begin = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.execvp(command[0], command)  # noqa: S606 - its usage is read from wait4
    _, _, usage = os.wait4(pid, 0)
    seconds = time.perf_counter() - begin
    assert isinstance(usage, resource.struct_rusage)
    return seconds, usage.ru_maxrss // 1024


def _transfer(root: Path) -> float:
    """Return the seconds in which a build takes the whole context."""
    dockerfile = "FROM scratch\nCOPY . /\n"
    begin = time.perf_counter()
    done = subprocess.run(
        ["docker", "buildx", "build", "--progress=plain", "--no-cache", "-f-", str(root)],
        input=dockerfile,
        capture_output=True,
        text=True,
        check=False,
    )
    whole = time.perf_counter() - begin
    found = re.findall(r"transferring context: .*? ([\d.]+)s done", done.stderr)
    return float(found[-1]) if found else whole


def main() -> int:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--where", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--against-engine", type=int, default=0, metavar="TREES")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.against_engine:
        return 1 if compare_with_engine(options.against_engine, options.seed) else 0
    return measure(options.files, options.rounds, options.where)


if __name__ == "__main__":
    sys.exit(main())
