"""Findings by rule over a corpus, for the snapshot test and for ``benchmarks/counts.py``."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from dockwright import api

if TYPE_CHECKING:
    from pathlib import Path


class Counts(NamedTuple):
    """What a check of a corpus with the default rules came to.

    ``files`` is how many were checked, ``digest`` tells one corpus from another, ``found`` is how
    many findings each rule has, and in how many files.
    """

    files: int
    digest: str
    found: dict[str, tuple[int, int]]

    def lines(self) -> list[str]:
        """The snapshot: a line for the corpus, then one for each rule."""
        rows = [f"{code} {findings} in {files}" for code, (findings, files) in self.found.items()]
        return [f"corpus {self.files} files {self.digest}", *rows]


def count(corpus: Path) -> Counts:
    """Check every file below ``corpus`` with the default rules."""
    place = str(corpus.resolve())
    result = api.check([place], start=place, cache=False, profile="default")
    digest = hashlib.sha256()
    for name in sorted(result.sources):
        digest.update(name.encode("utf-8", "surrogateescape"))
        digest.update(result.sources[name].text.encode("utf-8", "surrogatepass"))
    findings: Counter[str] = Counter()
    files: dict[str, set[str]] = {}
    for diagnostic in result.diagnostics:
        findings[diagnostic.code] += 1
        files.setdefault(diagnostic.code, set()).add(diagnostic.primary.path)
    return Counts(
        len(result.sources),
        digest.hexdigest()[:16],
        {code: (findings[code], len(files[code])) for code in sorted(findings)},
    )
