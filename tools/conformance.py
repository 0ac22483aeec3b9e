"""Run the peers' test vectors: ``python tools/conformance.py DIR [-v]``.

Each ``DIR/NAME.jsonl`` holds one JSON object a line and is judged by ``tools/vectors/NAME.py``:

- ``check(record) -> str | None`` returns why a record does not hold;
- ``applies(record) -> bool``, where defined, leaves records out of the judgement.

One line a file says ``NAME passed/total``, ``-v`` adds a line for each record that fails.
The exit status is 1 when one fails.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["Failure", "Judge", "Outcome", "load_judge", "main", "run_file"]

_TOOLS = Path(__file__).resolve().parent
for _directory in (_TOOLS, _TOOLS.parent / "src"):
    if str(_directory) not in sys.path:
        sys.path.insert(0, str(_directory))


class Judge(NamedTuple):
    """What a module in ``tools/vectors`` offers."""

    check: Callable[[dict[str, Any]], str | None]
    applies: Callable[[dict[str, Any]], bool]


class Failure(NamedTuple):
    """A record that does not hold, by line of its file and place in the peer's suite."""

    line: int
    src: str
    why: str


class Outcome(NamedTuple):
    """What one file of vectors gave.

    Attributes:
        name: the file's name without ``.jsonl``.
        judged: the records that the judge takes.
        skipped: the records that it leaves out.
        failures: those that do not hold, in order.
    """

    name: str
    judged: int
    skipped: int
    failures: tuple[Failure, ...]

    @property
    def line(self) -> str:
        """Return the line that is printed."""
        left_out = f" ({self.skipped} not judged)" if self.skipped else ""
        return f"{self.name} {self.judged - len(self.failures)}/{self.judged}{left_out}"


def load_judge(name: str) -> Judge | None:
    """Return the judge of ``NAME.jsonl``, None where there is none."""
    path = _TOOLS / "vectors" / f"{name}.py"
    if not path.is_file():
        return None
    spec = importlib.util.spec_from_file_location(f"vectors_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return Judge(module.check, getattr(module, "applies", _always))


def _always(_record: dict[str, Any]) -> bool:
    return True


def run_file(path: Path, judge: Judge) -> Outcome:
    """Judge every record of a file; a judge that raises fails the record."""
    judged = skipped = 0
    failures: list[Failure] = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            record = json.loads(line)
            if not judge.applies(record):
                skipped += 1
                continue
            judged += 1
            try:
                why = judge.check(record)
            except Exception as error:  # noqa: BLE001 - a defect must not hide the other records
                why = f"raises {type(error).__name__}: {error}"
            if why is not None:
                failures.append(Failure(number, str(record.get("src", "?")), why))
    return Outcome(path.stem, judged, skipped, tuple(failures))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run all files of a directory and return the exit status."""
    parser = argparse.ArgumentParser(description="Run the peers' test vectors.")
    parser.add_argument("directory", type=Path, metavar="DIR", help="where the *.jsonl lie")
    parser.add_argument("-v", "--verbose", action="store_true", help="name what fails")
    options = parser.parse_args(arguments)
    files = sorted(options.directory.glob("*.jsonl"))
    if not files:
        print(f"{options.directory} holds no *.jsonl", file=sys.stderr)
        return 2
    failed = False
    for path in files:
        judge = load_judge(path.stem)
        if judge is None:
            print(f"no judge for {path.name}", file=sys.stderr)
            continue
        outcome = run_file(path, judge)
        print(outcome.line)
        failed = failed or bool(outcome.failures)
        if options.verbose:
            for failure in outcome.failures:
                print(f"  {path.name}:{failure.line} {failure.src}: {failure.why}")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
