"""Builds and runs projects of our own before and after ``fix --unsafe``, and writes what changed.

    python benchmarks/builds.py [--only NAME …] [--quick] [--safe] [--out DIR] [--json OUT] [--diff]

The projects lie in ``tests/builds``, each with what its run is to print.  They are built by the
engine that ``DOCKER_HOST`` names, from images that it has.  Each must build on both sides, print
the same (or, where a crash is planted, fail before and run after), and its image may not grow.
The rebuild is timed after a change of a source file, with everything else in the engine's cache.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import statistics
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests")]

from build_cases import SLACK, Case, Proof, load_cases, prove  # noqa: E402 - the path is set above
from docker_engine import find_engine  # noqa: E402 - after the path
from dockwright.rules.registry import entries  # noqa: E402 - after the path


def page(proofs: list[Proof], mode: str, about: str) -> str:
    """Return the page of a run."""
    good = sum(not proof.problems for proof in proofs)
    names = {entry.code: entry.name for entry in entries()}
    lines = [
        f"# Builds of {about}",
        "",
        (
            f"Written by `benchmarks/builds.py`: {len(proofs)} projects of `tests/builds`, built "
            f"and run before and after `{mode}`.  "
        ),
        f"{good} of {len(proofs)} are as they should be.",
        "",
        (
            "Sizes are what the engine says of the image; a rebuild is the build after a change "
            "of a source file, everything else cached."
        ),
        "",
        (
            "| project | what it shows | fixes | runs before | runs after | size, MB | "
            "rebuild, s | verdict |"
        ),
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for proof in proofs:
        before, after = proof.before, proof.after
        sizes = f"{_mb(before.size)} → {_mb(after.size)}"
        times = f"{_seconds(before.rebuild)} → {_seconds(after.rebuild)}"
        counts = Counter(proof.applied)
        fixes = ", ".join(
            code if number == 1 else f"{code} x{number}" for code, number in sorted(counts.items())
        )
        verdict = "; ".join(proof.problems).replace("|", "\\|").replace("\n", " ") or "good"
        lines.append(
            f"| {proof.case.name} | {proof.case.shows} | {fixes or '-'} | "
            f"{_runs(proof, before=True)} | {_runs(proof, before=False)} | "
            f"{sizes} | {times} | {verdict} |"
        )
    lines += ["", "## What the fixes were", "", "| rule | name | applied | projects |"]
    lines.append("| --- | --- | --- | --- |")
    total = Counter(code for proof in proofs for code in proof.applied)
    for code, number in sorted(total.items()):
        within = sum(code in proof.applied for proof in proofs)
        lines.append(f"| {code} | {names[code]} | {number} | {within} |")
    both = [p for p in proofs if p.before.rebuild and p.after.rebuild]
    ordered = [p for p in both if "DW203" in p.applied]
    lines += ["", "## Sums", ""]
    if both:
        grown = sum(p.after.size > p.before.size + SLACK for p in both)
        lines.append(
            f"Images: {_mb(sum(p.before.size for p in both))} MB before, "
            f"{_mb(sum(p.after.size for p in both))} MB after, of {len(both)} projects that build "
            f"on both sides; {grown} of them grew by more than the {SLACK:,} bytes that an account "
            "and its home directory may take.  "
        )
    if ordered:
        one = statistics.median(p.before.rebuild for p in ordered)
        other = statistics.median(p.after.rebuild for p in ordered)
        lines.append(
            f"Rebuild where the dependencies moved before the source (DW203): median {one:.1f} s "
            f"before, {other:.1f} s after, of {len(ordered)} projects."
        )
    lines += ["", "## What is left, and why", "", "| project | rule | reason |"]
    lines.append("| --- | --- | --- |")
    for proof in proofs:
        for (code, reason), number in Counter(proof.left).items():
            times = "" if number == 1 else f" x{number}"
            escaped = reason.replace("|", "\\|")
            lines.append(f"| {proof.case.name} | {code}{times} | {escaped} |")
    return "\n".join(lines) + "\n"


def _mb(size: int) -> str:
    return f"{size / 1e6:.1f}" if size else "-"


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f}" if seconds else "-"


def _runs(proof: Proof, *, before: bool) -> str:
    side = proof.before if before else proof.after
    if side.error:
        return "does not build"
    return "fails" if side.said is None else "yes" if side.said == proof.case.prints else "differs"


def main() -> int:
    """Build, compare and write; return 1 where a project is not as it should be."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these projects alone")
    parser.add_argument("--quick", action="store_true", help="those that the tests build too")
    parser.add_argument("--safe", action="store_true", help="fix without --unsafe")
    parser.add_argument("--diff", action="store_true", help="print what the repairs changed")
    parser.add_argument("--jobs", type=int, default=2, help="projects at the same time")
    parser.add_argument("--out", type=Path, help="where the page goes (docs/results)")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    options = parser.parse_args()
    engine = find_engine()
    if isinstance(engine, str):
        print(engine, file=sys.stderr)
        return 2
    cases = [
        case
        for case in load_cases()
        if (not options.only or case.name in options.only) and (case.quick or not options.quick)
    ]
    mode = "fix" if options.safe else "fix --unsafe"
    with tempfile.TemporaryDirectory() as folder:

        def work(case: Case) -> Proof:
            proof = prove(case, engine, Path(folder), unsafe=not options.safe)
            told = "; ".join(proof.problems) or "good"
            shown = f"{proof.diff}" if options.diff else ""
            print(f"{shown}{case.name}: {told}", flush=True)
            return proof

        try:
            with ThreadPoolExecutor(options.jobs) as pool:
                proofs = list(pool.map(work, cases))
        finally:
            engine.remove_what_was_made()
    today = dt.datetime.now(tz=dt.UTC).date()
    text = page(proofs, mode, today.isoformat())
    if options.only or options.quick or options.safe:
        out = options.out
    else:
        out = options.out or ROOT / "docs" / "results"
    if out is None:
        print(text)
    else:
        out.mkdir(parents=True, exist_ok=True)
        (out / f"builds-{today}.md").write_text(text)
        print(f"written: builds-{today}.md")
    bad = {proof.case.name: list(proof.problems) for proof in proofs if proof.problems}
    print(f"{len(proofs) - len(bad)} of {len(proofs)} good")
    if options.json:
        figures = {
            "projects": len(proofs),
            "good": len(proofs) - len(bad),
            "bad": bad,
            "rebuild seconds": {
                proof.case.name: [round(proof.before.rebuild, 1), round(proof.after.rebuild, 1)]
                for proof in proofs
            },
            "bytes": {proof.case.name: [proof.before.size, proof.after.size] for proof in proofs},
        }
        options.json.write_text(json.dumps(figures, indent=1) + "\n")
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
