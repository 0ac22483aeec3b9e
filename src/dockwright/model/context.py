"""The build context: the directory that COPY and ADD take from, seen as a build sees it.

Nothing is read before somebody asks, directories one at a time, files never but for the ignore
file and what ``read`` is asked for.  Symbolic links are followed as BuildKit does, with the
context's root in the place of ``/``: no link leads out of it.
"""

# Strings and os.path: importing pathlib costs milliseconds at every start.
# ruff: noqa: PTH100, PTH118

from __future__ import annotations

import os

from dockwright.model.project import Project
from dockwright.model.unknown import Unknown
from dockwright.text import Source
from dockwright.text.light import NamedTuple, lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Literal

    from dockwright.model.ignore import Decision, IgnoreMatcher, IgnorePattern, Walk
    from dockwright.model.project import Entry
    from dockwright.model.told_context import ToldContext
    from dockwright.syntax.ignorefile import IgnoreFile

__all__ = ["BuildContext", "ContextEntry", "ContextInput", "CopiedFile"]

_IGNORE_FILE = ".dockerignore"
_MOST_LINKS = 255
_OF_CODE = (".py", ".sh", ".toml", ".cfg", ".ipynb", "Procfile")
"""Ends of the names of files at the top that are code, start it or declare it."""


class ContextEntry(NamedTuple):
    """Something in the context.

    Attributes:
        path: relative to the root with ``/`` between its parts; the root itself is ``"."``.
        kind: ``file``, ``directory``, ``link`` or ``other``.
        size: bytes of a file, else 0.
    """

    path: str
    kind: str
    size: int


class CopiedFile(NamedTuple):
    """A file or link that a COPY takes.

    Attributes:
        entry: the file in the context.
        target: its path below the destination.
    """

    entry: ContextEntry
    target: str


class ContextInput(NamedTuple):
    """Something that was looked at to give an answer.

    Attributes:
        path: the absolute path.
        kind: ``content`` of a file, or target of a link; ``listing`` of a directory.
        digest: of what was seen, ``missing`` where there was nothing.
    """

    path: str
    kind: Literal["content", "listing"]
    digest: str


class BuildContext:
    """A directory on disk as the context of the build of one Dockerfile.

    ``Project.begin`` between two questions would lose inputs of the first: make one context for
    each check.

    Attributes:
        root: the context's directory, absolute.
        dockerfile: the Dockerfile's path, absolute; it may lie outside the context.
        told: the place in a Compose file that gives this context, or None.
        is_assumed: whether nothing gives it: it is the directory that the Dockerfile lies in.
    """

    __slots__ = (
        "_consulted",
        "_ignore",
        "_project",
        "_walk",
        "dockerfile",
        "is_assumed",
        "root",
        "told",
    )

    def __init__(
        self,
        root: str | os.PathLike[str],
        dockerfile: str | os.PathLike[str],
        project: Project | None = None,
        *,
        told: ToldContext | None = None,
        is_assumed: bool = False,
    ) -> None:
        """Take ``root`` for the context; ``project`` shares its readings and learns of ours."""
        self.told = told
        self.is_assumed = is_assumed
        self.root = os.path.abspath(root)
        self.dockerfile = os.path.abspath(dockerfile)
        self._project = Project() if project is None else project
        self._consulted: set[tuple[str, str]] = set()
        self._ignore: tuple[IgnoreFile | None, IgnoreMatcher | None, str | None] | None = None
        self._walk: Walk | None = None

    @property
    def project(self) -> Project:
        """Return what reads the files."""
        return self._project

    @property
    def ignore(self) -> IgnoreFile | None:
        """Return the ignore file that applies, None where there is none.

        ``<Dockerfile's name>.dockerignore`` beside the Dockerfile goes before ``.dockerignore`` at
        the root, even when it is empty.
        """
        return self._read_ignore()[0]

    @property
    def ignore_path(self) -> str | None:
        """Return the absolute path of the ignore file that applies."""
        file = self._read_ignore()[0]
        return None if file is None else file.source.path

    def with_ignore(self, text: str) -> BuildContext:
        """Return the same directory with another text in the place of the ignore file's."""
        from dockwright.model.ignore import matcher_of
        from dockwright.syntax.ignorefile import parse

        other = BuildContext(
            self.root, self.dockerfile, self._project, told=self.told, is_assumed=self.is_assumed
        )
        path = self.ignore_path or os.path.join(self.root, _IGNORE_FILE)
        file = parse(Source(path, text))
        other._ignore = (file, matcher_of(file), None)
        return other

    @property
    def may_hold_code(self) -> bool:
        """Tell whether code of the project may lie there: a directory, a script, a declaration."""
        listed = self.project.listing(self.root)
        return isinstance(listed, Unknown) or any(
            entry.kind != "file" or entry.name.endswith(_OF_CODE) for entry in listed
        )

    @property
    def patterns(self) -> tuple[IgnorePattern, ...]:
        """Return the patterns that apply, with their places in the ignore file."""
        matcher = self._read_ignore()[1]
        return () if matcher is None else matcher.patterns

    @property
    def matcher(self) -> IgnoreMatcher:
        """Return the patterns that apply as a list that decides over paths one by one."""
        from dockwright.model.ignore import IgnoreMatcher

        return self._read_ignore()[1] or IgnoreMatcher(())

    @property
    def problem(self) -> str | None:
        """Return why the ignore file makes a build fail or cannot be read, or None.

        A pattern that Docker only trips over when it compares it is told here too.
        """
        _, matcher, unread = self._read_ignore()
        if unread or matcher is None or matcher.problem:
            return unread or (None if matcher is None else matcher.problem)
        for pattern in matcher.patterns:
            if pattern.problem:
                return pattern.problem
        return None

    @property
    def inputs(self) -> tuple[ContextInput, ...]:
        """Return what was looked at so far, sorted by path."""
        return tuple(
            sorted(
                ContextInput(
                    known.name, "listing" if known.kind == "listing" else "content", known.digest
                )
                for known in self._project.inputs
                if (known.kind, known.name) in self._consulted
            )
        )

    def exists(self, path: str) -> bool:
        """Tell whether the tree on disk has ``path``, ignored or not; links are followed."""
        return self._resolve(path) is not None

    def read(self, path: str) -> bytes | Unknown:
        """Return the bytes of a file that a build can take, or why they are not known.

        Links are followed below the root; what is ignored cannot be taken.
        """
        found = self._resolve(path, only_sent=True)
        if found is None or found.kind != "file":
            return Unknown(f"the build context has no file {path}")
        if not self._is_sent(found):
            return Unknown(f"the build context leaves {path} out")
        absolute = os.path.join(self.root, found.path)
        self._consulted.add(("file", absolute))
        return self._project.read(absolute)

    def find(self, path: str) -> ContextEntry | None:
        """Return what a build finds at a path without wildcards, or None; links are followed."""
        found = self._resolve(path, only_sent=True)
        return found if found is not None and (found.path == "." or self._is_sent(found)) else None

    def is_ignored(self, path: str) -> tuple[bool, IgnorePattern | None]:
        """Tell whether ``path`` stays out of the build, and the pattern that decided.

        The path need not exist.  A directory that is ignored is in the build all the same when
        something in it is not, see ``matches`` and ``walk``.  A malformed ignore file ignores
        nothing here, see ``problem``.
        """
        if self._read_ignore()[1] is None:
            return False, None
        path = _relative(path)
        if path == ".":
            return False, None
        decision = self._decide(path)
        return decision.ignored, decision.pattern

    def decision(self, path: str) -> Decision:
        """Return what the patterns say about a path, or why Docker cannot decide."""
        return self._decide(_relative(path))

    def matches(self, source: str) -> Iterator[ContextEntry]:
        """Yield what a COPY source takes, in the order of the paths; nothing that is ignored.

        ``source`` is the word after expansion, with the wildcards of Go's ``filepath.Match``.
        A directory is yielded itself, not its content; the root is ``"."``.  Only the directories
        that the source names, and those that its wildcards lead to, are listed; and what lies in
        an ignored directory that is taken, up to the first thing that is not ignored.
        """
        parts = [part for part in _relative(source).split("/") if part != "."]
        plain = next((i for i, part in enumerate(parts) if _has_wildcard(part)), len(parts))
        base = self._resolve("/".join(parts[:plain]), only_sent=True)
        if base is None:
            return
        if plain < len(parts):
            yield from self._wildcards(base, parts[plain:])
        elif base.path == "." or self._is_sent(base):
            yield base

    def copied(self, source: str, exclude: Sequence[str] = ()) -> Iterator[CopiedFile]:
        """Yield the files and links that a COPY source brings below its destination.

        A directory brings its content, as COPY does without ``--parents``.  ``exclude`` are the
        values of ``--exclude``: they are compared with paths below the directory that is copied,
        and never with a file that the source names itself.  This walks all that is copied.
        """
        for taken in self.matches(source):
            if taken.kind != "directory":
                yield CopiedFile(taken, taken.path.rpartition("/")[2])
                continue
            prefix = "" if taken.path == "." else f"{taken.path}/"
            excluded = None
            if exclude:
                from dockwright.model.ignore import IgnoreMatcher, Walk

                excluded = Walk(IgnoreMatcher(exclude))
            for entry in self.walk(taken.path):
                target = entry.path[len(prefix) :]
                if entry.kind == "directory":
                    continue
                if excluded is None or not excluded.decide(target).ignored:
                    yield CopiedFile(entry, target)

    def walk(self, directory: str = ".") -> Iterator[ContextEntry]:
        """Yield all that is sent below ``directory``, each directory before what it holds.

        The order is by name within a directory.  Links are yielded, not followed.
        """
        path = _relative(directory)
        yield from self._walk_below("" if path == "." else path, ())

    def _walk_below(self, path: str, waiting: tuple[ContextEntry, ...]) -> Iterator[ContextEntry]:
        # ``waiting`` are ignored directories on the way, sent once something in them is.
        if self._read_ignore()[1] is None:
            for entry in self._list(path):
                yield entry
                if entry.kind == "directory":
                    yield from self._walk_below(entry.path, ())
            return
        if not self._walker.enters(path):
            return
        for entry in self._list(path):
            ignored = self._decide(entry.path).ignored
            if not ignored:
                yield from waiting
                waiting = ()
                yield entry
            if entry.kind == "directory":
                inner = (*waiting, entry) if ignored else ()
                for found in self._walk_below(entry.path, inner):
                    waiting = ()
                    yield found

    def _is_sent(self, entry: ContextEntry) -> bool:
        if self._read_ignore()[1] is None or not self._decide(entry.path).ignored:
            return True
        return entry.kind == "directory" and any(True for _ in self._walk_below(entry.path, ()))

    def _wildcards(self, base: ContextEntry, parts: list[str]) -> Iterator[ContextEntry]:
        from dockwright.model.go_match import BadPatternError, compile_glob

        try:
            test = compile_glob("/".join(parts))
        except BadPatternError:
            return  # BuildKit finds nothing and says nothing
        try:
            steps = [compile_glob(part) for part in parts]
        except BadPatternError:
            steps = []  # a character class spans a "/": no directory can be passed by
        top = "" if base.path == "." else base.path
        skip = len(top) + 1 if top else 0
        pending = [top]
        while pending:
            directory = pending.pop()
            depth = directory[skip:].count("/") + 1 if directory != top else 0
            inner: list[str] = []
            for entry in self._list(directory):
                if test(entry.path[skip:]):
                    if self._is_sent(entry):
                        yield entry
                elif entry.kind == "directory" and depth < len(parts) - 1:
                    name = entry.path.rpartition("/")[2]
                    if (not steps or steps[depth](name)) and self._walker.enters(entry.path):
                        inner.append(entry.path)
            pending.extend(reversed(inner))

    def _resolve(self, path: str, *, only_sent: bool = False) -> ContextEntry | None:
        """Return what ``path`` leads to, its links followed below the root, or None.

        With ``only_sent`` a link that is ignored leads nowhere.
        """
        ahead = _relative(path).split("/")[::-1]
        done: list[str] = []
        entry = ContextEntry(".", "directory", 0)
        links = 0
        while ahead:
            part = ahead.pop()
            if part in {"", "."}:
                continue
            if part == "..":
                if done:
                    done.pop()
                entry = ContextEntry("/".join(done) or ".", "directory", 0)
                continue
            if entry.kind != "directory":
                return None
            found = self._find("/".join(done), part)
            if found is None:
                return None
            if found.kind != "link":
                done.append(part)
                entry = found
                continue
            links += 1
            target = self._read_link(found.path)
            if target is None or links > _MOST_LINKS:
                return None
            if only_sent and self._decide(found.path).ignored:
                return None
            if target.startswith("/"):
                done.clear()
            entry = ContextEntry("/".join(done) or ".", "directory", 0)
            ahead.extend(target.split("/")[::-1])
        return entry

    def _find(self, directory: str, name: str) -> ContextEntry | None:
        path = os.path.join(self.root, directory) if directory else self.root
        self._consulted.add(("listing", path))
        entry = self._project.entry(path, name)
        if entry is None:
            return None
        return ContextEntry(f"{directory}/{name}" if directory else name, entry.kind, entry.size)

    def _list(self, directory: str) -> Iterator[ContextEntry]:
        prefix = f"{directory}/" if directory else ""
        for name, kind, size in self._listed(directory):
            yield ContextEntry(f"{prefix}{name}", kind, size)

    def _listed(self, directory: str) -> tuple[Entry, ...]:
        path = os.path.join(self.root, directory) if directory else self.root
        self._consulted.add(("listing", path))
        entries = self._project.listing(path)
        return () if isinstance(entries, Unknown) else entries

    def _read_link(self, relative: str) -> str | None:
        path = os.path.join(self.root, relative)
        self._consulted.add(("link", path))
        return self._project.link(path)

    @property
    def _walker(self) -> Walk:
        if self._walk is None:
            from dockwright.model.ignore import Walk

            self._walk = Walk(self.matcher)
        return self._walk

    def _decide(self, path: str) -> Decision:
        return self._walker.decide(path)

    def _read_ignore(self) -> tuple[IgnoreFile | None, IgnoreMatcher | None, str | None]:
        if self._ignore is None:
            self._ignore = self._find_ignore()
        return self._ignore

    def _find_ignore(self) -> tuple[IgnoreFile | None, IgnoreMatcher | None, str | None]:
        unread: str | None = None
        for path in (self.dockerfile + _IGNORE_FILE, os.path.join(self.root, _IGNORE_FILE)):
            self._consulted.add(("file", path))
            data = self._project.read(path)
            if isinstance(data, bytes):
                from dockwright.model.ignore import matcher_of
                from dockwright.syntax.ignorefile import parse

                file = parse(Source.from_bytes(path, data))
                return file, matcher_of(file), None
            if not data.reason.endswith("does not exist"):
                unread = data.reason
        return None, None, unread


@lru_cache(maxsize=4096)
def _relative(path: str) -> str:
    """Return ``path`` cleaned and relative to the root, which ``..`` cannot leave."""
    from dockwright.syntax.ignorefile import clean_path

    return clean_path(f"/{path}")[1:] or "."


def _has_wildcard(part: str) -> bool:
    if not any(sign in part for sign in "*?[\\"):
        return False
    from dockwright.model.go_match import has_wildcard

    return has_wildcard(part)
