"""What a build context sends, counted: a walk of the whole tree that keeps totals, not entries.

The walk decides as BuildKit's does (see ``ignore.Walk``), turns around where nothing below can be
sent, and reads no file but those whose names suggest a secret, and notebooks.  It is made for trees
of a million files: what it keeps grows with the directories near the top and with what it reports.
"""

# Strings and os.path: a path object a file would double the time.
# ruff: noqa: PTH118

from __future__ import annotations

import heapq
import os
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.go_match import BadPatternError
from dockwright.model.ignore import Walk
from dockwright.model.secrets import looks_random, named_values, shaped, shapes_within
from dockwright.model.suspects import is_suspect

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockwright.kb import KnowledgeBase
    from dockwright.model.ignore import IgnoreMatcher

__all__ = ["Branch", "Held", "Secret", "Survey", "Unneeded", "secret_in", "survey"]

_MOST_READ = 1 << 16
"""Bytes of a file that are looked at for secrets."""
_MOST_NOTEBOOK = 1 << 23
_MOST_OPENED = 3000
"""Files that are opened to look for secrets or outputs."""
_MOST_TOLD = 200
"""Entries of one kind that are told one by one."""
_TREE_DEPTH = 12
_MOST_BRANCHES = 20_000
_KEY_HEADER = "PRIVATE KEY-----"


class Held(NamedTuple):
    """A file or directory that is sent.

    Attributes:
        path: relative to the context's root.
        bytes: of the file, or of all files below.
        files: the files below; 1 for a file.
    """

    path: str
    bytes: int
    files: int


class Unneeded(NamedTuple):
    """What is sent and is of no use to a build.

    Attributes:
        kind: the fact that tells it: ``history``, ``environment``, ``cache``, ``packages``,
            ``experiments``, ``checkpoints``, ``editor``, ``weights``, ``data``, ``logs`` or
            ``outputs`` (of notebooks).
        path: where, relative to the context's root.
        bytes: how much.
        files: how many files.
    """

    kind: str
    path: str
    bytes: int
    files: int


class Secret(NamedTuple):
    """A file that is sent and holds a secret.

    Attributes:
        path: relative to the context's root.
        line: the line, from 1.
        what: what it is, in words that show nothing of it.
    """

    path: str
    line: int
    what: str


class Branch:
    """A directory in the tree of what is sent.

    Attributes:
        name: the last part of its path.
        bytes: of all files below.
        files: how many there are.
        branches: the directories in it that were kept.
        kind: what it is of which a build has no use; see ``Unneeded``.
    """

    __slots__ = ("branches", "bytes", "files", "kind", "name")

    def __init__(self, name: str) -> None:
        self.name = name
        self.bytes = 0
        self.files = 0
        self.branches: list[Branch] = []
        self.kind = ""


class Survey(NamedTuple):
    """What a build context sends.

    Attributes:
        bytes: of all regular files.
        files: regular files and links.
        directories: directories, the root left out.
        biggest: the largest files, the largest first.
        tree: the directories with their totals, down to a depth.
        unneeded: what a build has no use for, the largest first.
        secrets: the files that hold secrets, by path.
        left_out: what the ignore file kept out at once: files and directories, not what is below.
        problems: what could not be looked at, a sentence each; the totals are then too low.
        unread: how many files were not opened to look for secrets, being too many.
    """

    bytes: int
    files: int
    directories: int
    biggest: tuple[Held, ...]
    tree: Branch
    unneeded: tuple[Unneeded, ...]
    secrets: tuple[Secret, ...]
    left_out: int
    problems: tuple[str, ...]
    unread: int


def survey(
    root: str,
    matcher: IgnoreMatcher,
    kb: KnowledgeBase,
    *,
    top: int = 10,
    progress: Callable[[int, int], None] | None = None,
) -> Survey:
    """Walk a context.

    Args:
        root: the context's directory.
        matcher: what its ignore file says.
        kb: knows what builds have no use for.
        top: how many of the largest files are told.
        progress: is told the files and bytes so far, now and then.
    """
    return _Surveyor(root, matcher, kb, top, progress).run()


class _Open:
    """A directory that is being walked."""

    __slots__ = ("branch", "depth", "directories", "kind", "path", "waiting")

    def __init__(self, path: str, branch: Branch, depth: int, *, waiting: bool) -> None:
        self.path = path
        self.branch = branch
        self.depth = depth
        self.kind = ""
        self.waiting = waiting  # an ignored directory, which is sent once something in it is
        self.directories: list[os.DirEntry[str]] = []


class _Surveyor:
    def __init__(
        self,
        root: str,
        matcher: IgnoreMatcher,
        kb: KnowledgeBase,
        top: int,
        progress: Callable[[int, int], None] | None,
    ) -> None:
        self.root = root
        self.walk = Walk(matcher)
        self.quick = _Quick(matcher)
        self.has_no_exceptions = not (matcher.has_exceptions or matcher.problem)
        self.kb = kb
        self.top = top
        self.progress = progress
        self.bytes = 0
        self.files = 0
        self.directories = 0
        self.left_out = 0
        self.biggest: list[tuple[int, str]] = []
        self.unneeded: list[Unneeded] = []
        self.endings: dict[str, tuple[str, int]] = {}
        for kind in ("data", "weights", "logs"):
            least = kb.integer(f"context-size.{kind}")
            for ending in kb.names(f"context-file.{kind}"):
                self.endings[ending] = (kind, least)
        self.names: dict[str, str] = {}
        for kind in (
            "history",
            "environment",
            "cache",
            "packages",
            "experiments",
            "checkpoints",
            "editor",
        ):
            for name in kb.names(f"context-directory.{kind}"):
                self.names[name] = kind
        self.shared = kb.name_set("context-directory.of-projects-too")
        self.code = tuple(kb.names("context-file.code"))
        self.candidates: list[str] = []
        self.notebooks: list[tuple[str, int]] = []
        self.problems: list[str] = []
        self.secrets: list[Secret] = []
        self.branches = 0
        self.unread = 0
        self.next_report = 10_000

    def run(self) -> Survey:
        tree = Branch("")
        if self.walk.matcher.problem:
            self.problems.append(self.walk.matcher.problem)
        self.descend(tree)
        for path in self.candidates[:_MOST_OPENED]:
            self.look_for_secrets(path)
        for path, size in self.notebooks[:_MOST_OPENED]:
            self.look_for_outputs(path, size)
        self.unread = max(0, len(self.candidates) - _MOST_OPENED) + max(
            0, len(self.notebooks) - _MOST_OPENED
        )
        self.unneeded.sort(key=lambda each: (-each.bytes, each.path))
        return Survey(
            self.bytes,
            self.files,
            self.directories,
            tuple(Held(path, size, 1) for size, path in sorted(self.biggest, reverse=True)),
            tree,
            tuple(self.unneeded),
            tuple(sorted(self.secrets)),
            self.left_out,
            tuple(self.problems),
            self.unread,
        )

    # -- the walk ----------------------------------------------------------------------------

    def descend(self, tree: Branch) -> None:
        stack = [_Open("", tree, 0, waiting=False)]
        self.look_into(stack[0], stack)
        while stack:
            top = stack[-1]
            if not top.directories:
                stack.pop()
                self.close(top, stack[-1] if stack else None)
                continue
            name = top.directories.pop().name
            path = f"{top.path}/{name}" if top.path else name
            waiting = False
            if self.quick.below(top.path, self.walk)(path) and self.walk.decide(path).ignored:
                if not self.walk.enters(path):
                    self.left_out += 1
                    continue
                waiting = True
            inner = _Open(path, Branch(name), top.depth + 1, waiting=waiting)
            inner.kind = top.kind or self.names.get(name, "")
            if inner.kind in self.shared and not top.kind and self.holds_code(path):
                inner.kind = ""
            stack.append(inner)
            if not waiting:
                self.directories += 1
            self.look_into(inner, stack)

    def holds_code(self, path: str) -> bool:
        try:
            with os.scandir(os.path.join(self.root, path)) as scan:
                return any(
                    entry.name.lower().endswith(self.code) and entry.is_file() for entry in scan
                )
        except OSError:
            return False

    def tell(self, problem: str) -> None:
        if len(self.problems) < _MOST_TOLD:
            self.problems.append(problem)

    def look_into(self, top: _Open, stack: list[_Open]) -> None:
        """Count the files of a directory, and note the directories in it."""
        full = os.path.join(self.root, top.path) if top.path else self.root
        prefix = f"{top.path}/" if top.path else ""
        quick = self.quick.below(top.path, self.walk)
        is_never = quick is _never
        endings, biggest, directories = self.endings, self.biggest, top.directories
        least = biggest[0][0] if len(biggest) >= self.top else -1
        counted = size_sum = 0
        descriptor = -1
        try:
            if os.scandir in os.supports_fd:  # files are looked up in the open directory: faster
                descriptor = os.open(full, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
            with os.scandir(full if descriptor < 0 else descriptor) as scan:
                for entry in scan:
                    name = entry.name
                    if entry.is_dir(follow_symlinks=False):
                        directories.append(entry)
                        if name == "conda-meta":
                            top.kind = top.kind or "environment"
                        continue
                    if not is_never and quick(prefix + name) and self.is_left_out(prefix + name):
                        continue
                    try:
                        size = entry.stat(follow_symlinks=False).st_size
                    except OSError:
                        continue  # it vanished since its directory was read
                    if not entry.is_file(follow_symlinks=False):
                        # Pipes, sockets and devices have no content to send.
                        counted += entry.is_symlink()
                        continue
                    counted += 1
                    size_sum += size
                    if size > least:
                        least = self.keep_big(size, prefix + name)
                    dot = name.rfind(".")
                    ending = name[dot:].lower() if dot >= 0 else ""
                    if ending in endings and size >= endings[ending][1] and not top.kind:
                        self.note(endings[ending][0], prefix + name, size, 1)
                    if size < _MOST_READ:
                        if is_suspect(name):
                            self.consider(prefix + name, top)
                        if name == "pyvenv.cfg":
                            top.kind = top.kind or "environment"
                    if ending == ".ipynb":
                        self.notebooks.append((prefix + name, size))
        except OSError as error:
            reason = os.strerror(error.errno or 0).lower()
            self.tell(f"{_shown(top.path) or '.'} cannot be read: {reason}")
        finally:
            if descriptor >= 0:
                os.close(descriptor)
        directories.sort(key=_by_name, reverse=True)
        top.branch.files += counted
        top.branch.bytes += size_sum
        self.files += counted
        self.bytes += size_sum
        if counted and top.waiting:
            for each in stack:
                if each.waiting:
                    each.waiting = False
                    self.directories += 1
        if self.progress is not None and self.files >= self.next_report:
            self.next_report = self.files + 10_000
            self.progress(self.files, self.bytes)

    def is_left_out(self, path: str) -> bool:
        if self.has_no_exceptions:
            self.left_out += 1
            return True  # some pattern matches, and none takes anything back
        decision = self.walk.decide(path)
        if decision.problem:
            self.tell(decision.problem)
        self.left_out += decision.ignored
        return decision.ignored

    def keep_big(self, size: int, path: str) -> int:
        """Keep a file among the largest; return the size above which the next one is."""
        if len(self.biggest) < self.top:
            heapq.heappush(self.biggest, (size, path))
        else:
            heapq.heapreplace(self.biggest, (size, path))
        return self.biggest[0][0] if len(self.biggest) >= self.top else -1

    def close(self, done: _Open, outer: _Open | None) -> None:
        branch = done.branch
        branch.kind = done.kind
        if outer is None:
            return
        outer.branch.bytes += branch.bytes
        outer.branch.files += branch.files
        if branch.files and done.depth <= _TREE_DEPTH and self.branches < _MOST_BRANCHES:
            self.branches += 1
            outer.branch.branches.append(branch)
        if done.kind and not outer.kind and branch.files:
            self.note(done.kind, done.path, branch.bytes, branch.files)

    def note(self, kind: str, path: str, size: int, files: int) -> None:
        self.unneeded.append(Unneeded(kind, path, size, files))

    # -- content -----------------------------------------------------------------------------

    def consider(self, path: str, top: _Open) -> None:
        """Remember a file whose name suggests a secret; other people's files are passed over."""
        if top.kind not in {"environment", "packages", "cache", "history"}:
            self.candidates.append(path)

    def read(self, path: str, limit: int) -> str:
        from dockwright.model.project import read_file

        data = read_file(os.path.join(self.root, path), limit)
        return data.decode("utf-8", "replace") if isinstance(data, bytes) else ""

    def look_for_secrets(self, path: str) -> None:
        text = self.read(path, _MOST_READ)
        found = secret_in(path, text, self.kb) if text else None
        if found is not None:
            at, what = found
            self.secrets.append(Secret(path, text.count("\n", 0, at) + 1, what))

    def look_for_outputs(self, path: str, size: int) -> None:
        text = self.read(path, _MOST_NOTEBOOK)
        if '"outputs"' not in text:
            return
        import json

        try:
            cells = json.loads(text).get("cells", ())
            outputs = [cell["outputs"] for cell in cells if cell.get("outputs")]
        except (ValueError, AttributeError, TypeError, RecursionError):
            return
        if outputs:
            self.note("outputs", path, min(size, len(json.dumps(outputs))), 1)


def secret_in(path: str, text: str, kb: KnowledgeBase) -> tuple[int, str] | None:
    """Return where a file's text holds a secret and what it is, or None.

    A value counts by its shape or its randomness: a file with placeholders holds none.
    """
    header = text.find(_KEY_HEADER)
    if header >= 0 and "-----BEGIN" in text[max(0, header - 40) : header]:
        return header, "a private key"
    for found in shaped(text, path, shapes_within(text, kb), kb):
        return found.start, found.title
    for name, start, _ in named_values(text, kb):
        return start, f"a random value called {name}"
    lowered = path.rpartition("/")[2].lower()
    if lowered in {".netrc", "_netrc", ".git-credentials", ".pgpass"}:
        for part in text.split():
            if looks_random(part.rpartition(":")[2].partition("@")[0], kb):
                return text.find(part), "a random value in a file of credentials"
    return None


_by_name = attrgetter("name")


def _shown(path: str) -> str:
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


class _Quick:
    """Tells fast that no pattern can have a say about a path; the others are decided in full."""

    __slots__ = ("exact", "is_empty", "others", "starts", "suffixes", "wholes")

    def __init__(self, matcher: IgnoreMatcher) -> None:
        self.exact: set[str] = set()
        self.starts: tuple[str, ...] = ()
        self.suffixes: tuple[str, ...] = ()
        self.wholes: set[str] = set()
        self.others: list[Callable[[str], bool]] = []
        self.is_empty = not matcher.patterns
        starts: list[str] = []
        suffixes: list[str] = []
        for pattern in matcher.patterns:
            kind, _ = pattern.compiled
            text = pattern.text.removeprefix("\ufeff")
            if kind == "exact":
                self.exact.add(pattern.text)
            elif kind == "prefix":
                starts.append(pattern.text[:-2])
            elif kind == "suffix" and text is pattern.text:
                end = text[2:]
                suffixes.append(end)
                if end.startswith("/"):
                    self.wholes.add(end[1:])
            else:
                self.others.append(pattern.matches)
        self.starts, self.suffixes = tuple(starts), tuple(suffixes)

    def below(self, directory: str, walk: Walk) -> Callable[[str], bool]:
        """Return the test for what lies directly in a directory."""
        if self.is_empty:
            return _never
        if directory and (walk.decide(directory).ignored or walk.covers(directory)):
            return _always
        exact, starts, suffixes, wholes = self.exact, self.starts, self.suffixes, self.wholes
        others = self.others
        if not others and not starts and not suffixes:
            return exact.__contains__

        def may_match(path: str) -> bool:
            if (
                path in exact
                or path in wholes
                or path.endswith(suffixes)
                or path.startswith(starts)
            ):
                return True
            for test in others:
                try:
                    if test(path):
                        return True
                except BadPatternError:
                    return True
            return False

        return may_match


def _never(path: str) -> bool:  # noqa: ARG001 - a test's signature
    return False


def _always(path: str) -> bool:  # noqa: ARG001 - a test's signature
    return True
