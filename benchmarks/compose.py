"""Compares the resolved model of Compose files with what ``docker compose config`` prints.

    python benchmarks/compose.py CORPUS [--docker docker] [--json FILE] [-v]

Every file below CORPUS that has services is compared as it lies there, and once more in a copy
where every variable that nothing sets is ``1`` and every file of variables is there.  Needs the
docker command with its compose plugin, and nothing running.  What is refused by one side alone
counts as a difference; those that newer versions of Compose account for are told by reason
(``docs/disagreements.md``).
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests")]

from compose_config import (  # noqa: E402 - the path is set above
    compare,
    compose_files,
    compose_version,
    reason_of,
    unset_variables,
    write_missing_files,
)


def main() -> int:
    """Compare, and print what was found; return 1 where an unexplained difference is left."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--docker", default="docker", help="the docker command")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    parser.add_argument("-v", "--verbose", action="store_true", help="a line for each refusal")
    options = parser.parse_args()
    version = compose_version(options.docker)
    if version is None:
        print(f"{options.docker} has no compose plugin here", file=sys.stderr)
        return 2
    figures: dict[str, object] = {"version": version}
    failed = False
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(2) as pool:
        corpus = options.corpus.resolve()
        copy = Path(name) / "corpus"
        shutil.copytree(corpus, copy, symlinks=True, ignore_dangling_symlinks=True)
        for title, folder in (("as they are", corpus), ("with every variable set", copy)):
            cases: list[tuple[Path, dict[str, str]]] = [
                (path, {}) for path in compose_files(folder)
            ]
            if folder == copy:
                for path, _ in cases:
                    write_missing_files(path, copy)
                cases = [(path, dict.fromkeys(unset_variables(path), "1")) for path, _ in cases]
            found = list(pool.map(lambda case: compare(options.docker, *case), cases))
            reasons: Counter[str] = Counter()
            unexplained = equal = 0
            for each in found:
                shown = each.path.relative_to(folder)
                if options.verbose and each.refusal:
                    print(f"{shown} is refused: {each.refusal[:200]}")
                if not each.differences:
                    equal += each.accepted
                    continue
                reason = reason_of(each)
                if reason:
                    reasons[reason] += 1
                    continue
                unexplained += 1
                for line in each.differences[:10]:
                    print(f"{shown}: {line[:300]}")
            accepted = sum(each.accepted for each in found)
            print(
                f"Compose {version}, {title}: {len(found)} files, {accepted} accepted, {equal} of "
                f"them resolve to the same model; {unexplained} unexplained differences"
            )
            for reason, count in reasons.items():
                print(f"    {count}: {reason}")
            figures[title] = {
                "files": len(found),
                "accepted": accepted,
                "equal": equal,
                "unexplained": unexplained,
                "explained": dict(reasons),
            }
            failed = failed or unexplained > 0
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
