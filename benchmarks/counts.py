"""Counts the default rules' findings over a corpus, by rule.

python benchmarks/counts.py CORPUS [--json OUT]
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests")]

from corpus_counts import count  # noqa: E402 - the path is set above
from dockwright.rules.registry import entries  # noqa: E402 - after the path


def main() -> int:
    """Count and print; return 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    options = parser.parse_args()
    counts = count(options.corpus)
    names = {entry.code: entry.name for entry in entries()}
    total = sum(findings for findings, _ in counts.found.values())
    print(f"{counts.files} files, {total} findings of {len(counts.found)} rules")
    for code, (findings, files) in counts.found.items():
        print(f"{code} {names[code]}: {findings} in {files} files")
    if options.json:
        figures: dict[str, object] = {"files": counts.files, "findings": total}
        figures |= {
            f"{code} {names[code]}": {"findings": findings, "files": files}
            for code, (findings, files) in counts.found.items()
        }
        options.json.write_text(json.dumps(figures, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
