"""Draws findings for people to judge, and counts what they judged.

    python benchmarks/false_alarms.py draw CORPUS… --out SAMPLE.jsonl [--per-rule 20] [--seed 1]
        [--select DW7]
    python benchmarks/false_alarms.py count SAMPLE.jsonl VERDICTS.jsonl VERDICTS.jsonl

``draw`` checks what is below each CORPUS with the default rules, or with those of them whose codes
begin as ``--select`` says, and writes up to 20 findings a rule, drawn at random.  A verdict is a
line ``{"id": …, "verdict": "right" | "wrong", "why": …}``; two judges read every finding in its
file, without seeing each other's verdicts.  ``count`` prints,
per rule and over all, the share that is right; where the two disagree a finding is half right.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path
from random import Random

from dockwright import api


def draw(corpora: list[Path], out: Path, per_rule: int, seed: int, selected: list[str]) -> None:
    """Write a sample of the default rules' findings over some corpora."""
    by_rule: dict[str, list[dict[str, object]]] = defaultdict(list)
    for corpus in (each.resolve() for each in corpora):
        result = api.check([str(corpus)], start=str(corpus), cache=False)
        for diagnostic in result.diagnostics:
            if selected and not diagnostic.code.startswith(tuple(selected)):
                continue
            source = result.sources[diagnostic.primary.path]
            at = source.lines.position(diagnostic.primary.span.start)
            by_rule[diagnostic.code].append(
                {
                    "code": diagnostic.code,
                    "severity": diagnostic.severity.value,
                    "confidence": diagnostic.confidence.value,
                    "path": diagnostic.primary.path,
                    "line": at.line,
                    "column": at.column,
                    "message": diagnostic.message,
                    "help": diagnostic.help,
                }
            )
    random = Random(seed)
    lines: list[str] = []
    for code in sorted(by_rule):
        found = by_rule[code]
        for record in random.sample(found, min(per_rule, len(found))):
            record = {"id": len(lines) + 1, "of": len(found), **record}
            lines.append(json.dumps(record, ensure_ascii=False))
    out.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    print(f"{len(lines)} findings of {len(by_rule)} rules in {out}")


def read(path: Path) -> dict[int, dict[str, str]]:
    """Return records by id."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return {record["id"]: record for record in map(json.loads, lines)}


def count(sample: Path, one: Path, other: Path) -> int:
    """Print the share of right findings per rule; return 1 where the aim is missed."""
    findings = read(sample)
    verdicts = [read(one), read(other)]
    per_rule: dict[str, list[float]] = defaultdict(list)
    disagreements = 0
    for number, finding in findings.items():
        given = [judge[number]["verdict"] for judge in verdicts if number in judge]
        if len(given) < 2:
            print(f"finding {number} is not judged twice", file=sys.stderr)
            return 2
        disagreements += given[0] != given[1]
        per_rule[finding["code"]].append(sum(word == "right" for word in given) / 2)
    missed = False
    for code, shares in sorted(per_rule.items()):
        share = sum(shares) / len(shares)
        mark = "" if share >= 0.85 else "  below 85 %"
        missed = missed or share < 0.85
        print(f"{code}  {share:6.1%} of {len(shares):3d}{mark}")
    every = [share for shares in per_rule.values() for share in shares]
    total = sum(every) / len(every)
    print(f"all    {total:6.1%} of {len(every)}; the two judges disagree on {disagreements}")
    return 1 if missed or total < 0.95 else 0


def main() -> int:
    """Run one of the two commands."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    drawing = commands.add_parser("draw", help="draw findings at random")
    drawing.add_argument("corpus", type=Path, nargs="+")
    drawing.add_argument("--out", type=Path, required=True)
    drawing.add_argument("--per-rule", type=int, default=20)
    drawing.add_argument("--seed", type=int, default=1)
    drawing.add_argument("--select", nargs="*", default=[], metavar="CODE")
    counting = commands.add_parser("count", help="count verdicts")
    for name in ("sample", "one", "other"):
        counting.add_argument(name, type=Path)
    options = parser.parse_args()
    if options.command == "draw":
        draw(options.corpus, options.out, options.per_rule, options.seed, options.select)
        return 0
    return count(options.sample, options.one, options.other)


if __name__ == "__main__":
    sys.exit(main())
