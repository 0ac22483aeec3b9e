"""What the files were at a revision: a project that reads those that differ from Git."""

# Strings and os.path: importing pathlib costs milliseconds at every start.
# ruff: noqa: PTH119, PTH120

from __future__ import annotations

import os

from dockwright.errors import EnvironmentFaultError
from dockwright.model.project import Entry, Project
from dockwright.model.unknown import Unknown
from dockwright.run.changes import git
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.run.changes import Changes

__all__ = ["PastProject", "new_ones"]

_MISSING = "missing"
_FIGURES = re.compile(r"\d[\d,.]* (bytes|kB|MB|GB|TB|files?|directories|more)\b")
_KINDS = {"040000": "directory", "120000": "link", "160000": "directory"}


class PastProject(Project):
    """The tree as it was at the revision that changes are told since.

    What does not differ is read from the disk, as are files that Git does not keep.
    """

    __slots__ = ("_changes",)

    def __init__(self, changes: Changes, limit: int) -> None:
        super().__init__(limit)
        self._changes = changes

    def _read(self, path: str) -> tuple[bytes | Unknown, str | bytes]:
        known = self._files.get(path)
        if known is None and self._changes.has(path):
            data = self._blob(path)
            if data is None:
                known = (Unknown(f"{path} does not exist"), _MISSING)
            elif len(data) > self.limit:
                known = (Unknown(f"{path} is above the limit"), "refused: above the limit")
            else:
                known = (data, data)
            self._files[path] = known
            return known
        return super()._read(path)

    def _read_link(self, path: str) -> str | None:
        if path not in self._links and self._changes.has(path):
            is_link = self._tree(os.path.dirname(path)).get(os.path.basename(path))
            data = self._blob(path) if is_link and is_link.kind == "link" else None
            self._links[path] = None if data is None else os.fsdecode(data)
        return super()._read_link(path)

    def _list(self, directory: str) -> tuple[tuple[Entry, ...] | Unknown, str | bytes]:
        known = self._listings.get(directory)
        if known is not None:
            return known
        now, mark = super()._list(directory)
        changed = self._changes.names_in(directory)
        if not changed:
            return now, mark
        before = self._tree(directory)
        entries = {} if isinstance(now, Unknown) else {entry.name: entry for entry in now}
        for name in changed:
            entry = before.get(name)
            if entry is not None:
                entries[name] = entry
            else:
                entries.pop(name, None)
        if not entries and isinstance(now, Unknown):
            found: tuple[Entry, ...] | Unknown = now
        else:
            found = tuple(entries[name] for name in sorted(entries))
        self._listings[directory] = (found, mark)
        return found, mark

    def _blob(self, path: str) -> bytes | None:
        """Return what a file held; None where there was none."""
        name = self._changes.relative(path)
        try:
            return git(self._changes.top, "show", f"{self._changes.commit}:{name}")
        except EnvironmentFaultError:
            return None

    def _tree(self, directory: str) -> dict[str, Entry]:
        """Return the entries that a directory had in Git, by name."""
        name = self._changes.relative(directory)
        where = [] if name == "." else [f"{name}/"]
        try:
            listed = git(
                self._changes.top, "ls-tree", "-z", "--long", self._changes.commit, "--", *where
            )
        except EnvironmentFaultError:
            return {}
        found: dict[str, Entry] = {}
        for line in os.fsdecode(listed).split("\0"):
            about, tab, path = line.partition("\t")
            words = about.split()
            if tab and len(words) == 4:
                base = os.path.basename(path)
                kind = _KINDS.get(words[0], "file")
                size = int(words[3]) if kind == "file" and words[3].isdecimal() else 0
                found[base] = Entry(base, kind, size)
        return found


def new_ones(found: Iterable[Diagnostic], before: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return the findings that there were not before.

    A finding is the same where its rule, its words, its own place and what it says of which other
    files are the same.  That a line of another file has moved makes no new one, nor that there are
    some bytes or files more of what was told already.
    """
    left: dict[Hashable, int] = {}
    for each in before:
        mark = _mark_of(each)
        left[mark] = left.get(mark, 0) + 1
    new: list[Diagnostic] = []
    for each in found:
        mark = _mark_of(each)
        if left.get(mark):
            left[mark] -= 1
        else:
            new.append(each)
    return new


def _mark_of(found: Diagnostic) -> Hashable:
    related = tuple((label.path, label.text) for label in found.related)
    words = _FIGURES.sub(r"\1", found.message)
    return found.code, words, found.primary.path, found.primary.span, related
