"""Our reader beside Docker's: the official Go parser, and BuildKit's instruction parser.

    python benchmarks/differential.py CORPUS [--mutations 20000] [--refusals 2000] [--seed 1]

The Go parser (the ``dockerfile`` package) judges instructions, arguments, flags, heredocs and
lines.  BuildKit's instruction parser is reached through ``tally-cli``, one file a run: it judges
whether a file is accepted.  Differences that are ours to answer for are printed; those with a
reason of their own (``docs/disagreements.md``) are counted by reason.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "differential")]

from go_parser import difference  # noqa: E402 - the path is set above
from mutate import dockerfiles, mutations  # noqa: E402 - the path is set above

from dockwright.syntax.dockerfile import parse  # noqa: E402 - after the path
from dockwright.syntax.dockerfile.nodes import ProblemKind  # noqa: E402 - after the path
from dockwright.text import Source  # noqa: E402 - after the path

_OWN_WORDS = (
    "valid UTF-8",
    "file is too small",
    "file too large",
    "file is not",
    "not a valid UTF-8",
    "binary",
    "is executable",
    "exceeds",
    "not regular",
)
"""What tally says of files that it does not hand to BuildKit's parser at all."""


def refused_by_us(data: bytes) -> bool:
    """Tell whether we say that Docker would refuse the file."""
    tree = parse(Source.from_bytes("Dockerfile", data))
    return tree.is_refused_at(ProblemKind.PARSE, ProblemKind.INSTRUCTION, ProblemKind.STRUCTURE)


def stands_before_from(data: bytes) -> bool:
    """Tell whether all that is wrong is an instruction before the first FROM.

    BuildKit refuses it ("no build stage in current context"); tally takes that error and reads on.
    """
    tree = parse(Source.from_bytes("Dockerfile", data))
    refusals = [each for each in tree.problems if each.kind is not ProblemKind.ENCODING]
    return bool(refusals) and all("no build stage" in each.message for each in refusals)


def refused_by_buildkit(tally: Path, data: bytes, folder: Path, number: int) -> bool | None:
    """Tell whether BuildKit's parser refuses the file; None where it did not get to see it."""
    file = folder / str(number) / "Dockerfile"
    file.parent.mkdir()
    file.write_bytes(data)
    ignored = [
        word for name in ("hadolint", "tally", "shellcheck") for word in ("--ignore", f"{name}/*")
    ]
    done = subprocess.run(
        [
            str(tally),
            "lint",
            "--no-config",
            "--slow-checks",
            "off",
            "--select",
            "buildkit/*",
            *ignored,
            "--format",
            "json",
            str(file),
        ],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        timeout=60,
    )
    file.unlink()
    if done.returncode not in {2, 3, 4}:
        return False
    said = done.stderr.lower()
    if any(word.lower() in said for word in _OWN_WORDS):
        return None
    return True


def main() -> int:
    """Compare and print; return 1 where an unexplained difference is left."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--mutations", type=int, default=20_000)
    parser.add_argument("--refusals", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    options = parser.parse_args()
    files = dockerfiles(options.corpus)
    figures: dict[str, object] = {"seed": options.seed}
    failed = False
    random = Random(options.seed)
    changed = list(mutations(files, options.mutations, random))
    for title, cases in (
        ("corpus", [(file, file.read_bytes()) for file in files]),
        ("mutations", changed),
    ):
        reasons: Counter[str] = Counter()
        unexplained = 0
        slowest = 0.0
        for file, data in cases:
            start = time.perf_counter()
            found = difference(data)
            slowest = max(slowest, time.perf_counter() - start)
            if found is None:
                continue
            if found.startswith("explained: "):
                reasons[found.removeprefix("explained: ")] += 1
                continue
            unexplained += 1
            print(f"{title} {file.name}: {found[:300]}")
        print(
            f"Go parser, {title}: {len(cases)} files, {unexplained} unexplained differences, "
            f"{sum(reasons.values())} explained, slowest {slowest:.2f} s for both"
        )
        for reason, count in reasons.items():
            print(f"    {count}: {reason}")
        figures[f"Go parser, {title}"] = {
            "files": len(cases),
            "unexplained": unexplained,
            "explained": dict(reasons),
        }
        failed = failed or unexplained > 0
    tally = Path(sys.executable).with_name("tally")
    if not tally.is_file():
        print("tally is not installed beside this interpreter: no second oracle")
        return 1 if failed else 0
    for title, cases in (
        ("corpus", [(file, file.read_bytes()) for file in files]),
        ("mutations", changed[: options.refusals]),
    ):
        with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(os.cpu_count()) as pool:
            folder = Path(name)
            answers = list(
                pool.map(
                    lambda item, folder=folder: refused_by_buildkit(
                        tally, item[1][1], folder, item[0]
                    ),
                    enumerate(cases),
                )
            )
        unexplained = unseen = explained = 0
        for (file, data), theirs in zip(cases, answers, strict=True):
            if theirs is None:
                unseen += 1
            elif not theirs and stands_before_from(data):
                explained += 1
            elif theirs != refused_by_us(data):
                unexplained += 1
                side = "it refuses" if theirs else "it accepts"
                print(f"{title} {file}: {side}, we do not agree")
        print(
            f"BuildKit's instruction parser, {title}: {len(cases)} files, {unexplained} "
            f"disagreements, {explained} explained, {unseen} that tally did not hand to it"
        )
        figures[f"BuildKit's instruction parser, {title}"] = {
            "files": len(cases),
            "disagreements": unexplained,
            "explained: tally reads on after an instruction before the first FROM": explained,
            "not seen by it": unseen,
        }
        failed = failed or unexplained > 0
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
