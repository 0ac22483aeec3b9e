"""Checks thousands of broken files with every rule: nothing raises, hangs or eats memory.

python benchmarks/robustness.py CORPUS [--mutations 20000] [--seed 7]
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "differential")]

from mutate import dockerfiles, mutations  # noqa: E402 - the path is set above

from dockwright.rules.engine import FAILED_RULE, check_dockerfile  # noqa: E402 - after the path
from dockwright.rules.registry import entries  # noqa: E402 - after the path
from dockwright.rules.settings import CheckSettings  # noqa: E402 - after the path
from dockwright.text import Source  # noqa: E402 - after the path


def main() -> int:
    """Check and print; return 1 where something failed or took too much."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--mutations", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    options = parser.parse_args()
    settings = CheckSettings(enabled=frozenset(entry.code for entry in entries()))
    slowest, slowest_name = 0.0, ""
    failures = 0
    files = dockerfiles(options.corpus)
    for file, data in mutations(files, options.mutations, Random(options.seed)):
        start = time.process_time()
        try:
            found = check_dockerfile(Source.from_bytes(file.name, data), settings)
        except Exception as error:  # noqa: BLE001 - that none is raised is what is measured
            failures += 1
            print(f"{file}: {type(error).__name__}: {error}")
            continue
        took = time.process_time() - start
        if took > slowest:
            slowest, slowest_name = took, file.name
        for diagnostic in found:
            if diagnostic.code == FAILED_RULE:
                failures += 1
                print(f"{file}: {diagnostic.message}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{options.mutations} files, {len(settings.enabled)} rules: {failures} failures, "
        f"slowest {slowest:.2f} s of processor ({slowest_name}), peak memory {peak:.0f} MB"
    )
    if options.json:
        figures = {
            "files": options.mutations,
            "rules": len(settings.enabled),
            "failures": failures,
            "slowest processor seconds": round(slowest, 3),
            "peak megabytes": round(peak),
        }
        options.json.write_text(json.dumps(figures, indent=1) + "\n")
    return 1 if failures or slowest > 2 or peak > 500 else 0


if __name__ == "__main__":
    sys.exit(main())
