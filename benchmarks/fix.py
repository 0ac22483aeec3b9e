"""What ``dockwright fix`` does to a corpus: breaks no file, clears how much, how fast.

    python benchmarks/fix.py CORPUS [--files N] [--seed 1] [--pairs 2] [--engine N] [--json OUT]

The corpus is copied with its directories, since repairs read the context, and repaired there, once
by ``fix`` and once, from a fresh copy, by ``fix --unsafe``.

- *Never breaks*: BuildKit's instruction parser (``tally-cli``, one file a run) accepts what it
  accepted before; Hadolint and tally's ``buildkit/*`` report no error that was not there; a second
  run changes nothing; no defect is reported.  With ``--engine N`` the engine that ``DOCKER_HOST``
  names reads N of the repaired files too: it is asked for a stage that there is not, so that it
  reads the whole file and builds nothing.
- *Clears*: findings of the default rules by a fresh ``check`` before and after.
- *Speed*: processor time of ``fix`` beside ``check --no-cache``, by turns, on the same files.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "differential")]

from mutate import dockerfiles  # noqa: E402 - the path is set above

from docker_engine import find_engine  # noqa: E402 - the path is set above

AIMS = {"fix": 40.0, "fix --unsafe": 65.0}
"""Percent of the findings to be gone."""
SLOWEST = 4.0
"""Times ``check`` that ``fix`` may take."""
BATCH = 200
_NO_STAGE = "dockwright-asks-for-no-stage"
_SECONDS = 1800


class Verdict(NamedTuple):
    """What another program says of one file.

    Attributes:
        accepted: whether it reads the file at all; None where it was not asked or did not look.
        errors: its findings of severity error, by code.
        said: its words where it refuses.
    """

    accepted: bool | None
    errors: Counter[str]
    said: str = ""


class Corpus:
    """A corpus and copies of it.

    Attributes:
        names: the files looked at, relative to the corpus.
        before: their contents.
    """

    def __init__(self, place: Path, names: list[str], work: Path) -> None:
        self.place = place
        self.names = names
        self.before = {name: (place / name).read_bytes() for name in names}
        self.work = work

    def copy(self, name: str) -> Path:
        """Copy the whole corpus."""
        into = self.work / name
        shutil.copytree(self.place, into, symlinks=True, ignore=shutil.ignore_patterns("*.gz"))
        return into


def dockwright(place: Path, command: str, *words: str, names: list[str]) -> dict[str, Any]:
    """Run a command over files below ``place``; return what it writes as JSON."""
    done = subprocess.run(
        [sys.executable, "-m", "dockwright", command, "--format", "json", *words, *names],
        cwd=place,
        capture_output=True,
        check=False,
        timeout=_SECONDS,
        env=_environment(),
    )
    try:
        found: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        said = done.stderr.decode("utf-8", "replace")[-2000:]
        raise SystemExit(f"{command} {' '.join(words)} wrote no JSON: {said}") from None
    found["status"] = done.returncode
    return found


def _environment() -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("DOCKWRIGHT_") and name != "PYTHONDONTWRITEBYTECODE"
    }
    return {**kept, "PYTHONPATH": str(ROOT / "src")}


def check(place: Path, names: list[str]) -> Counter[tuple[str, str]]:
    """Return the findings of a fresh check, by file and code."""
    found = dockwright(place, "check", "--no-cache", names=names)
    return Counter((each["path"], each["code"]) for each in found["diagnostics"])


def processor_seconds(place: Path, *words: str, names: list[str]) -> float:
    """Return the processor time that a command takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "dockwright", *words, *names],
        cwd=place,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
        timeout=_SECONDS,
        env=_environment(),
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


class Judges:
    """The other programs, each asked once about each text."""

    def __init__(self, work: Path) -> None:
        self.work = work / "judged"
        self.work.mkdir()
        self.tally = _program("tally")
        self.hadolint = _program("hadolint")
        self._number = 0

    def ask_tally(self, texts: list[bytes]) -> list[Verdict]:
        """Ask tally about files, one a run: one bad file takes the whole run with it."""
        if self.tally is None:
            return [Verdict(accepted=None, errors=Counter())] * len(texts)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return list(pool.map(self._ask_tally, self._files(texts)))

    def _ask_tally(self, file: Path) -> Verdict:
        command = [str(self.tally), "lint", "--no-config", "--slow-checks", "off"]
        command += ["--select", "buildkit/*"]
        for name in ("hadolint", "tally", "shellcheck"):
            command += ["--ignore", f"{name}/*"]
        done = subprocess.run(
            [*command, "--format", "json", str(file)],
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            timeout=120,
        )
        if done.returncode in {2, 3, 4}:
            said = done.stderr.strip().replace(str(file.parent), "")
            seen = not any(word in said.lower() for word in _NOT_LOOKED_AT)
            return Verdict(accepted=False if seen else None, errors=Counter(), said=said[-300:])
        return Verdict(accepted=True, errors=Counter(_tally_errors(done.stdout)))

    def ask_hadolint(self, texts: list[bytes]) -> list[Verdict]:
        """Ask Hadolint about files, many a run."""
        if self.hadolint is None:
            return [Verdict(accepted=None, errors=Counter())] * len(texts)
        files = self._files(texts)
        errors: dict[str, Counter[str]] = {}
        nothing = self.work / "empty.yaml"
        nothing.write_text("{}\n")
        for at in range(0, len(files), BATCH):
            done = subprocess.run(
                [
                    str(self.hadolint),
                    "--config",
                    str(nothing),
                    "--no-fail",
                    "--format",
                    "json",
                    *map(str, files[at : at + BATCH]),
                ],
                capture_output=True,
                check=False,
                timeout=_SECONDS,
            )
            for each in json.loads(done.stdout or b"[]"):
                if each["level"] == "error":
                    errors.setdefault(each["file"], Counter())[each["code"]] += 1
        found = [errors.get(str(file), Counter[str]()) for file in files]
        return [Verdict(accepted=not each[_UNREAD], errors=each) for each in found]

    def _files(self, texts: list[bytes]) -> list[Path]:
        files: list[Path] = []
        for text in texts:
            self._number += 1
            folder = self.work / f"{self._number // 500}" / str(self._number)
            folder.mkdir(parents=True)
            file = folder / "Dockerfile"
            file.write_bytes(text)
            files.append(file)
        return files


_UNREAD = "DL1000"
"""Hadolint's code for a file that it cannot parse."""

_NOT_LOOKED_AT = (
    "valid utf-8",
    "file is too small",
    "file too large",
    "file is not",
    "binary",
    "is executable",
    "exceeds",
    "not regular",
)
"""What tally says of files that it does not hand to BuildKit's parser at all."""


def _tally_errors(text: str) -> list[str]:
    """Return the codes of the error-level findings in tally's JSON, wherever they stand in it."""
    found: list[str] = []

    def walk(value: object) -> None:
        if isinstance(value, dict):
            code = value.get("rule") or value.get("ruleCode") or value.get("code")
            if isinstance(code, str) and str(value.get("severity", "")).lower() == "error":
                found.append(code)
            for each in value.values():
                walk(each)
        elif isinstance(value, list):
            for each in value:
                walk(each)

    walk(json.loads(text) if text.strip() else [])
    return found


def _program(name: str) -> str | None:
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.is_file() else shutil.which(name)


def engine_reads(text: bytes, context: Path) -> str:
    """Return what the engine says of a file where it refuses it, else ``""``.

    A ``syntax`` directive would make it fetch another frontend, and becomes a comment.
    """
    text = re.sub(rb"(?im)\A((?:#.*\n)*?)#\s*syntax\s*=", rb"\1# no syntax ", text)
    done = subprocess.run(
        ["docker", "buildx", "build", "--target", _NO_STAGE, "-f-", str(context)],
        input=text,
        capture_output=True,
        check=False,
        timeout=120,
    )
    said = done.stderr.decode("utf-8", "replace")
    errors = re.findall(r"^ERROR: (.*)", said, re.MULTILINE)
    if _NO_STAGE in (errors[-1] if errors else ""):
        return ""
    return errors[-1] if errors else said[-300:]


def says_nothing(reason: str) -> bool:
    """Tell whether a reason says nothing."""
    return reason.strip() in {"", "not repaired", "the repair failed"}


def sort_of(reason: str) -> str:
    """Return a reason without what it says of the one file."""
    reason = re.sub(r"`[^`]*`|\"[^\"]*\"|'[^']*'", "…", reason)
    return re.sub(r"\b\d+(\.\d+)*\b|(?<=\s)/\S+|\S+/\S+|\S+\.(txt|toml|lock|py)\b", "…", reason)[
        :120
    ]


class Mode:
    """One way to repair, and what it came to."""

    def __init__(self, title: str, words: list[str]) -> None:
        self.title = title
        self.words = words
        self.broken: list[str] = []
        self.figures: dict[str, Any] = {}
        self.after: dict[str, bytes] = {}

    def run(self, corpus: Corpus, before: Counter[tuple[str, str]]) -> None:
        """Repair a copy of the corpus, and look at what came of it."""
        place = corpus.copy(self.title.replace(" ", ""))
        names = corpus.names
        start = time.perf_counter()
        done = dockwright(place, "fix", *self.words, names=names)
        took = time.perf_counter() - start
        self.after = {name: (place / name).read_bytes() for name in names}
        changed = [name for name in names if self.after[name] != corpus.before[name]]
        for each in done["files"]:
            for defect in each["defects"]:
                self.broken.append(f"defect: {defect}")
        again = dockwright(place, "fix", "--check", *self.words, names=names)
        for each in again["files"]:
            if each["changed"]:
                rules = ", ".join(sorted({applied["code"] for applied in each["applied"]}))
                self.broken.append(f"second run: {each['path']} would change again ({rules})")
        left = check(place, names)
        told = Counter(
            (each["path"], finding["code"])
            for each in done["files"]
            for finding in each["remaining"]
        )
        for path, code in sorted({*(left - told), *(told - left)}):
            self.broken.append(
                f"counts: fix says {told[path, code]} {code} remain in {path}, "
                f"check finds {left[path, code]}"
            )
        total, gone = before.total(), (before - left).total()
        new = left - before
        applied = Counter(finding["code"] for each in done["files"] for finding in each["applied"])
        reasons: Counter[tuple[str, str]] = Counter()
        silent: Counter[str] = Counter()
        for each in done["files"]:
            for finding in each["remaining"]:
                reasons[finding["code"], sort_of(finding["reason"])] += 1
                if says_nothing(finding["reason"]):
                    silent[finding["code"]] += 1
        share = 100 * (total - left.total()) / total if total else 0.0
        by_rule: dict[str, Any] = {}
        one = _by_code(before)
        other = _by_code(left)
        for code in sorted({*one, *other}, key=lambda code: (-other[code], code)):
            by_rule[code] = {"before": one[code], "after": other[code]}
        self.figures = {
            "files changed": len(changed),
            "seconds": round(took, 1),
            "fixes applied": applied.total(),
            "findings before": total,
            "findings after": left.total(),
            "gone": gone,
            "new": dict(_by_code(new).most_common()),
            "share gone, percent": round(share, 1),
            "aim, percent": AIMS[self.title],
            "without a reason": dict(silent),
            "by rule": by_rule,
            "applied by rule": dict(applied.most_common()),
            "reasons": [
                {"code": code, "reason": reason, "findings": number}
                for (code, reason), number in reasons.most_common()
            ],
        }

    def judge(
        self, corpus: Corpus, judges: Judges, first: dict[str, tuple[Verdict, Verdict]]
    ) -> None:
        """Let the other programs compare each changed file with what it was."""
        changed = [name for name in corpus.names if self.after[name] != corpus.before[name]]
        unknown = [name for name in changed if name not in first]
        texts = [corpus.before[name] for name in unknown]
        for name, one, other in zip(
            unknown, judges.ask_tally(texts), judges.ask_hadolint(texts), strict=True
        ):
            first[name] = one, other
        texts = [self.after[name] for name in changed]
        refused = 0
        for name, one, other in zip(
            changed, judges.ask_tally(texts), judges.ask_hadolint(texts), strict=True
        ):
            was, had = first[name]
            if was.accepted and one.accepted is False:
                refused += 1
                self.broken.append(f"refused: {name}: {one.said}")
            for who, more in (
                ("tally", one.errors - was.errors if was.accepted and one.accepted else Counter()),
                # What Hadolint could not read it said nothing of: all errors would be new.
                ("hadolint", other.errors - had.errors if had.accepted else Counter()),
            ):
                for code, number in more.items():
                    self.broken.append(f"{who}: {name} has {number} more of {code}")
        self.figures["judged"] = {
            "changed files": len(changed),
            "accepted by BuildKit's parser before": sum(
                first[name][0].accepted is True for name in changed
            ),
            "refused after": refused,
        }

    def ask_engine(self, corpus: Corpus, number: int, random: Random, context: Path) -> None:
        """Let the engine read a sample of the changed files, before and after."""
        changed = [name for name in corpus.names if self.after[name] != corpus.before[name]]
        sample = sorted(random.sample(changed, min(number, len(changed))))
        accepted = refused = 0
        for name in sample:
            if engine_reads(corpus.before[name], context):
                continue
            accepted += 1
            said = engine_reads(self.after[name], context)
            if said:
                refused += 1
                self.broken.append(f"engine: {name}: {said}")
        self.figures["engine"] = {
            "asked": len(sample),
            "accepted before": accepted,
            "refused after": refused,
        }


def _by_code(found: Counter[tuple[str, str]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for (_, code), number in found.items():
        counts[code] += number
    return counts


def table(modes: list[Mode]) -> str:
    """Return what people read."""
    lines: list[str] = []
    for mode in modes:
        told = mode.figures
        changed = f"{told['files changed']} files changed, {told['fixes applied']} fixes"
        share = f"{told['share gone, percent']} % gone (aim {told['aim, percent']:.0f} %)"
        lines += [
            f"== {mode.title}",
            f"{changed}, {told['seconds']} s",
            f"findings {told['findings before']} -> {told['findings after']}: {share}",
        ]
        if told["new"]:
            new = ", ".join(f"{code} {number}" for code, number in told["new"].items())
            lines.append(f"new: {new}")
        if told["without a reason"]:
            lines.append(f"remaining without a reason: {told['without a reason']}")
        lines += [f"{name}: {value}" for name, value in told.items() if name in _SHOWN]
        lines.append("rule     before  after")
        lines += [
            f"{code:8} {each['before']:6} {each['after']:6}"
            for code, each in told["by rule"].items()
        ]
        lines.append("what remains, by rule and reason:")
        lines += [
            f"{each['findings']:6} {each['code']:6} {each['reason']}"
            for each in told["reasons"][:60]
        ]
        lines.append(f"broken: {len(mode.broken)}")
        lines += [f"  {each}" for each in mode.broken]
    return "\n".join(lines)


_SHOWN = ("judged", "engine")


def main() -> int:
    """Measure and print; return 1 where a file broke or an aim is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--files", type=int, help="so many files, drawn at random, of all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pairs", type=int, default=2, help="turns of check and fix; 0 for none")
    parser.add_argument("--engine", type=int, default=0, help="files that the engine reads too")
    parser.add_argument("--no-judges", action="store_true", help="ask no other program")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    options = parser.parse_args()
    if options.engine and isinstance(engine := find_engine(), str):
        print(engine, file=sys.stderr)
        return 2
    place = options.corpus.resolve()
    random = Random(options.seed)
    found = [file for file in dockerfiles(place) if not file.is_symlink()]
    if options.files and options.files < len(found):
        found = sorted(random.sample(found, options.files))
    names = [str(file.relative_to(place)) for file in found]
    modes = [Mode("fix", []), Mode("fix --unsafe", ["--unsafe"])]
    figures: dict[str, Any] = {"files": len(names), "seed": options.seed}
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        corpus = Corpus(place, names, work)
        original = corpus.copy("original")
        before = check(original, names)
        print(f"{len(names)} files, {before.total()} findings", flush=True)
        for mode in modes:
            mode.run(corpus, before)
        if not options.no_judges:
            judges = Judges(work)
            first: dict[str, tuple[Verdict, Verdict]] = {}
            for mode in modes:
                mode.judge(corpus, judges, first)
        if options.engine:
            context = work / "context"
            context.mkdir()
            for mode in modes:
                mode.ask_engine(corpus, options.engine, random, context)
        taken: dict[str, list[float]] = {}
        for _ in range(options.pairs):
            for words in (
                ["check", "--no-cache"],
                ["fix", "--check"],
                ["fix", "--check", "--unsafe"],
            ):
                seconds = processor_seconds(original, *words, names=names)
                taken.setdefault(" ".join(words), []).append(seconds)
    print(table(modes))
    for mode in modes:
        figures[mode.title] = {**mode.figures, "broken": mode.broken}
    slow = False
    if taken:
        best = {words: min(seconds) for words, seconds in taken.items()}
        base = best["check --no-cache"]
        figures["processor seconds"] = {words: round(each, 2) for words, each in best.items()}
        figures["times check"] = {
            words: round(each / base, 2) for words, each in best.items() if "fix" in words
        }
        print(f"processor seconds: {figures['processor seconds']}")
        print(f"times check: {figures['times check']} (aim {SLOWEST})")
        slow = any(each > SLOWEST for each in figures["times check"].values())
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n")
    missed = any(
        mode.broken
        or mode.figures["without a reason"]
        or mode.figures["share gone, percent"] < AIMS[mode.title]
        for mode in modes
    )
    return int(missed or slow)


if __name__ == "__main__":
    sys.exit(main())
