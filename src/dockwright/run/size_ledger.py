"""What is known to lie where in an image while its instructions run, and from which layer."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.contents import covers
from dockwright.report.sizes import Part
from dockwright.text.light import fnmatchcase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Ledger", "Placed", "together"]


class Placed(NamedTuple):
    """Bytes that an instruction wrote.

    Attributes:
        path: a file, or the directory below which all of them lie; absolute.
        bytes: how many.
        name: what it is, as the part is called that wrote it.
        basis: what the number rests on, as of a part.
        line: the line of the instruction.
        compressed: as it is fetched; None where that is not known.
    """

    path: str
    bytes: int
    name: str
    basis: str
    line: int
    compressed: int | None = None


class Ledger:
    """What lies in a stage; stages that are FROM another begin with what that holds."""

    def __init__(self, before: Ledger | None = None) -> None:
        self._placed: list[Placed] = [] if before is None else before.below("/")
        self.strangers: list[str] = [] if before is None else list(before.strangers)
        """Commands that may have written more than is known."""

    def add(self, path: str, part: Part, line: int) -> None:
        """Note that a part was written at or below a path."""
        if part.bytes:
            where = posixpath.normpath(path)
            self._placed.append(
                Placed(where, part.bytes, part.name, part.basis, line, part.compressed)
            )

    def add_all(self, placed: Iterable[Placed]) -> None:
        """Note what was written."""
        self._placed += placed

    def below(self, pattern: str) -> list[Placed]:
        """Return what lies at or below the paths that a pattern of the shell names."""
        return [each for each in self._placed if _names(pattern, each.path)]

    def has(self, path: str) -> bool:
        """Tell whether something is known to lie at or below a path."""
        return any(covers(path, each.path) for each in self._placed)

    def remove(self, pattern: str, *, recursive: bool) -> list[Placed]:
        """Take away what ``rm`` deletes, and return it."""
        gone: list[Placed] = []
        left: list[Placed] = []
        for each in self._placed:
            is_gone = _names(pattern, each.path, whole=not recursive)
            (gone if is_gone else left).append(each)
        self._placed = left
        return gone

    def moved(self, source: str, target: str, line: int) -> Iterator[Placed]:
        """Give what lies at or below ``source`` as it lies after a copy of it to ``target``."""
        start = len(source.rstrip("/"))
        for each in self._placed:
            if covers(source, each.path):
                path = posixpath.normpath(f"{target}/{each.path[start:].lstrip('/')}")
                yield each._replace(path=path, line=line)


def _names(pattern: str, path: str, *, whole: bool = False) -> bool:
    """Tell whether a pattern is a path or a directory above it; ``whole`` asks for the path."""
    if not any(sign in pattern for sign in "*?["):
        return path == pattern.rstrip("/") if whole else covers(pattern, path)
    wanted, have = pattern.rstrip("/").split("/"), path.split("/")
    if len(wanted) == len(have) + 1 and wanted[-1] == "*" and not whole:
        wanted.pop()  # bytes that lie somewhere below a directory, all of whose content is meant
    if len(wanted) > len(have) or (whole and len(wanted) != len(have)):
        return False
    return all(fnmatchcase(part, want) for part, want in zip(have, wanted, strict=False))


def together(placed: Iterable[Placed]) -> list[Part]:
    """Return what was written as parts: files of a context in one, the rest by name."""
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    for each in placed:
        key = (each.name, each.basis)
        size, compressed = sums.get(key, (0, 0))
        sums[key] = (size + each.bytes, compressed + (each.compressed or 0))
    return [
        Part(name, size, compressed or None, basis)
        for (name, basis), (size, compressed) in sums.items()
    ]
