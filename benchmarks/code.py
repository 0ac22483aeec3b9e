"""Reads every Python file below a directory with our reader: failures, time, facts by kind.

    python benchmarks/code.py CORPUS [--sample 30] [--seed 1] [--kind NAME …] [--json OUT]

Each file is read by itself, as a script; modules beside it and below the directory that holds the
corpus's project are found where a value goes through an import.  ``--sample`` prints that many
facts, drawn evenly over the kinds, with the lines that they stand in, for people to judge.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import time
import traceback
from collections import Counter
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from dockwright.kb import load
from dockwright.model.code.find import facts_of
from dockwright.model.code.module import CodeModule
from dockwright.syntax.python import parse
from dockwright.text import LineIndex, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.model.code.find import Fact

_LINES = 6


class Modules:
    """Finds the modules of one project, each file read once."""

    def __init__(self, root: Path, kb: KnowledgeBase) -> None:
        self.root = root
        self.kb = kb
        self.known: dict[Path, CodeModule | None] = {}

    def read(self, path: Path, base: Path, *, is_script: bool) -> CodeModule:
        """Read a file whose name is looked for in a directory."""
        name = ".".join(path.relative_to(base).with_suffix("").parts)
        folders = [path.parent, *(each for each in path.parents if self.root in each.parents)]
        return CodeModule(
            parse(Source.from_bytes(str(path), path.read_bytes())),
            str(path),
            str(path),
            name.removesuffix(".__init__"),
            self.kb,
            lambda wanted: self.find([*folders, self.root], wanted),
            is_package=path.name == "__init__.py",
            is_script=is_script,
        )

    def find(self, folders: list[Path], name: str) -> CodeModule | None:
        """Return a module by its dotted name, or None."""
        if not all(part.isidentifier() for part in name.split(".")):
            return None
        below = Path(*name.split("."))
        for base in folders:
            for tail in (below.with_suffix(".py"), below / "__init__.py"):
                path = base / tail
                if path not in self.known:
                    self.known[path] = None
                    if path.is_file():
                        self.known[path] = self.read(path, base, is_script=False)
                found = self.known[path]
                if found is not None:
                    return found
        return None


def python_files(corpus: Path) -> Iterator[tuple[Path, Path]]:
    """Yield each Python file with the directory of its project."""
    for folder, folders, names in os.walk(corpus):
        folders.sort()
        for name in sorted(names):
            path = Path(folder, name)
            if name.endswith(".py") and path.is_file():
                parts = path.relative_to(corpus).parts
                yield path, corpus / parts[0] if len(parts) > 1 else corpus


def sample(facts: list[Fact], count: int, random: Random) -> list[Fact]:
    """Draw facts, each kind as often as the others as long as it has any."""
    kinds: dict[str, list[Fact]] = {}
    for fact in facts:
        kinds.setdefault(type(fact).__name__, []).append(fact)
    for found in kinds.values():
        random.shuffle(found)
    drawn: list[Fact] = []
    while len(drawn) < count and any(kinds.values()):
        for name in sorted(kinds):
            if kinds[name] and len(drawn) < count:
                drawn.append(kinds[name].pop())
    return drawn


def shown(fact: Fact, corpus: Path) -> str:
    """Return a fact with its place and the lines there."""
    path = Path(fact.path)
    source = Source.from_bytes(fact.path, path.read_bytes())
    index = LineIndex(source.text)
    line = index.position(fact.span.start).line
    lines = source.slice(fact.span).splitlines()[:_LINES]
    said = ", ".join(
        f"{name}={value!r}"
        for name, value in zip(fact._fields, fact, strict=True)
        if name not in {"path", "span"}
    )
    return "\n".join(
        [
            f"{type(fact).__name__}({said})",
            f"  {path.relative_to(corpus)}:{line}",
            *(f"  | {each}" for each in lines),
        ]
    )


def main() -> int:
    """Read and print; return 1 where something failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--sample", type=int, default=0, help="facts to print")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", action="append", help="print facts of this kind only")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    options = parser.parse_args()
    corpus = options.corpus.resolve()
    kb = load()
    modules = Modules(corpus, kb)
    facts: list[Fact] = []
    times: list[float] = []
    failures = problems = size = 0
    slowest = ""
    for path, root in python_files(corpus):
        if modules.root != root:
            modules = Modules(root, kb)
        size += path.stat().st_size
        start = time.process_time()
        try:
            module = modules.read(path, root, is_script=True)
            facts += facts_of(module)
            problems += bool(module.tree.problems)
        except Exception:  # noqa: BLE001 - that none is raised is what is measured
            failures += 1
            print(f"{path}: {traceback.format_exc()}")
        took = time.process_time() - start
        if took >= max(times, default=0.0):
            slowest = str(path.relative_to(corpus))
        times.append(took)
    kinds = Counter(type(fact).__name__ for fact in facts)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    average = 1000 * sum(times) / max(1, len(times))
    print(
        f"{len(times)} files, {size / 1e6:.1f} MB: {failures} failures, {problems} with a place "
        f"that is not Python\n{average:.2f} ms of processor a file, slowest "
        f"{1000 * max(times, default=0.0):.0f} ms ({slowest}), peak memory {peak:.0f} MB"
    )
    for kind, count in sorted(kinds.items()):
        print(f"{count:7d} {kind}")
    chosen = [each for each in facts if not options.kind or type(each).__name__ in options.kind]
    for number, fact in enumerate(sample(chosen, options.sample, Random(options.seed)), 1):
        print(f"\n{number}. {shown(fact, corpus)}")
    if options.json:
        figures = {
            "files": len(times),
            "failures": failures,
            "ms_per_file": round(average, 3),
            "slowest_ms": round(1000 * max(times, default=0.0), 1),
            "facts": dict(sorted(kinds.items())),
        }
        options.json.write_text(json.dumps(figures, indent=1) + "\n")
    return 1 if failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
