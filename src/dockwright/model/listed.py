"""Packages that an install's files of requirements list, read from the build context.

A file is found as the build finds it: the path that the install names, in the stage's working
directory, traced back through the COPY, ADD or bind mount that brings it.  Where the trace is
lost (another stage, a download, a command that may rewrite the file), nothing is read.
"""

from __future__ import annotations

import posixpath

from dockwright.model.contents import expand_word
from dockwright.model.install import install_of
from dockwright.model.instructions import Add, Copy, CopyLike, Run
from dockwright.model.layers import commands_before, path_seen_by
from dockwright.model.requirement import PackageSpec, read_listed
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.syntax.requirements import LineKind, parse
from dockwright.text import Source
from dockwright.text.light import NamedTuple, lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dockwright.model.command import Command
    from dockwright.model.context import BuildContext
    from dockwright.model.install import Install
    from dockwright.model.instructions import Instruction
    from dockwright.model.stage import Stage
    from dockwright.syntax.shell.nodes import ShellWord
    from dockwright.text import Span

__all__ = ["NOTHING_LISTED", "Listed", "file_seen_by", "listed_packages"]

_MOST_FILES = 20
_END = 1 << 60
"""A place after every instruction."""


class Listed(NamedTuple):
    """What the files of requirements of an install list.

    Attributes:
        packages: the packages, in order; none whose marker may leave it out.
        is_whole: whether that is all, every file read and every line understood.
        names_index: whether a file names an index or a place of files.
        places: the absolute path and the place of the line, by ``PackageSpec.listed``.
        conditional: the packages whose marker may leave them out.
        is_read: whether ``packages`` and ``conditional`` are all that the files list.
        is_complete: whether, for pip, they name all that their packages pull in, too: each has a
            hash, without which pip refuses it.
    """

    packages: tuple[PackageSpec, ...]
    is_whole: bool
    names_index: bool = False
    places: Mapping[str, tuple[str, Span]] = {}
    conditional: tuple[PackageSpec, ...] = ()
    is_read: bool = True
    is_complete: bool = False


NOTHING_LISTED = Listed((), is_whole=True)


class _Reading:
    """The files of one install as they are read."""

    def __init__(self, context: BuildContext) -> None:
        self.context = context
        self.packages: list[PackageSpec] = []
        self.conditional: list[PackageSpec] = []
        self.is_whole = True
        self.is_read = True
        self.is_complete = True
        self.names_index = False
        self.seen: set[str] = set()
        self.places: dict[str, tuple[str, Span]] = {}

    def read(self, path: str, word: ShellWord) -> bool:
        """Read a file of the context; tell whether it was there."""
        if path in self.seen:
            return True
        if len(self.seen) >= _MOST_FILES:
            return False
        data = self.context.read(path)
        if isinstance(data, Unknown):
            return False
        self.seen.add(path)
        source = Source.from_bytes(path, data)
        for line in parse(source):
            if line.kind is LineKind.REQUIREMENTS:
                inner = posixpath.normpath(posixpath.join(posixpath.dirname(path), line.text))
                if "://" in line.text or line.text.startswith("/") or not self.read(inner, word):
                    self.is_whole = self.is_read = False
            elif line.kind in {LineKind.PACKAGE, LineKind.EDITABLE}:
                number = source.lines.position(line.span.start).line
                listed = f"{posixpath.basename(path)}:{number}"
                place = (posixpath.join(self.context.root, path), line.span)
                self.places.setdefault(listed, place)
                spec = read_listed(
                    line.text,
                    word,
                    listed,
                    editable=line.kind is LineKind.EDITABLE,
                )
                self.is_complete &= "--hash" in source.slice(line.span)
                if spec.marker:
                    self.is_whole = False
                    self.is_read &= bool(spec.name)
                    self.conditional.append(spec)
                    continue
                if not spec.name:
                    self.is_whole = self.is_read = False
                self.packages.append(spec)
            elif line.kind is LineKind.INDEX:
                self.names_index = True
        return True


def listed_packages(install: Install, context: BuildContext | Unknown) -> Listed:
    """Return what the files of requirements of a pip or uv install list."""
    words = install.requirement_files
    if not words or install.ecosystem != "python":
        return NOTHING_LISTED
    if isinstance(context, Unknown) or install.manager not in {"pip", "uv"}:
        return Listed((), is_whole=False, is_read=False)
    reading = _Reading(context)
    for word in words:
        if not any(reading.read(path, word) for path in _origins(word, install, context)):
            reading.is_whole = reading.is_read = False
    return Listed(
        tuple(reading.packages),
        reading.is_whole,
        reading.names_index,
        reading.places,
        tuple(reading.conditional),
        reading.is_read,
        reading.is_complete and bool(reading.packages),
    )


def _origins(word: ShellWord, install: Install, context: BuildContext) -> Iterator[str]:
    """Yield the paths in the context that a word may mean, the first that is there being it."""
    run = install.instruction
    if not isinstance(run, Run):
        return
    path = _absolute(word, install, run)
    if path is not None:
        yield from _origins_of(path, install, context)


def file_seen_by(path: str, install: Install, context: BuildContext) -> Source | None:
    """Return the file of the context that an install finds at an absolute path, or None.

    Its source has the absolute path that it has on disk.
    """
    for origin in _origins_of(path, install, context):
        data = context.read(origin)
        if isinstance(data, bytes):
            return Source.from_bytes(posixpath.join(context.root, origin), data)
    return None


def _origins_of(path: str, install: Install, context: BuildContext) -> Iterator[str]:
    run = install.instruction
    if not isinstance(run, Run) or run.stage is None or run.is_onbuild:
        return
    for use in run.mounts:
        mount = use.mount
        if isinstance(mount, Unknown):
            return
        target = run.state.resolve(mount.target) if mount.target else None
        if not isinstance(target, str) or not _is_below(path, target):
            continue
        if mount.type == "bind" and use.source is None and "$" not in mount.source:
            yield _clean(posixpath.join(mount.source, posixpath.relpath(path, target)))
        return
    name = posixpath.basename(path)
    if any(_may_write(command, name) for command in commands_before(install)):
        return
    own = _places_of(run.stage).get(run, _END)
    for place, instruction in reversed(_sources_of(run.stage, name)):
        if place >= own:
            continue
        if isinstance(instruction, Run):
            return
        found = _copied(path, instruction, context)
        if found is None:
            return
        yield from found


@lru_cache(maxsize=8)
def _places_of(stage: Stage) -> dict[Instruction, int]:
    """Return the number of each instruction in the layers of a stage."""
    return {instruction: number for number, instruction in enumerate(stage.layers())}


@lru_cache(maxsize=8)
def _sources_of(stage: Stage, name: str) -> tuple[tuple[int, Run | CopyLike], ...]:
    """Return where a file of a name may come from, with their numbers: every COPY, and some RUNs.

    Many installs of a stage ask for the same file.
    """
    found: list[tuple[int, Run | CopyLike]] = []
    for number, instruction in enumerate(stage.layers()):
        if isinstance(instruction, Run):
            if any(_may_write(command, name) for command in instruction.commands):
                found.append((number, instruction))
        elif isinstance(instruction, CopyLike):
            found.append((number, instruction))
    return tuple(found)


def _absolute(word: ShellWord, install: Install, run: Run) -> str | None:
    path = expand_word(word, run.state)
    if path is None or "://" in path:
        return None
    return path_seen_by(install, path)


def _may_write(command: Command, name: str) -> bool:
    """Tell whether a command may write a file of that name: it names it, and installs nothing."""
    if install_of(command) is not None:
        return False
    words = [text_of(word) for word in command.words]
    words += [item.target.raw for item in command.simple.redirects if item.target is not None]
    return any(text.rstrip("'\"").endswith(name) for text in words)


def _copied(path: str, copy: CopyLike, context: BuildContext) -> list[str] | None:
    """Return where a COPY may take a path from; None where it comes from elsewhere."""
    target = copy.target_path
    if isinstance(target, Unknown):
        return None
    folder = target.rstrip("/") or "/"
    if not _is_below(path, folder):
        return []
    if not isinstance(copy, (Copy, Add)) or not copy.is_from_context:
        return None
    rest = "" if path == folder else posixpath.relpath(path, folder)
    found: list[str] = []
    for source in copy.sources:
        if source.known is None:
            return None
        if "://" in source.known:
            continue
        for entry in context.matches(source.known):
            if entry.kind == "directory":
                found.append(_clean(posixpath.join(entry.path, rest)))
            elif rest in {"", posixpath.basename(entry.path)}:
                found.append(entry.path)
    return found


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _clean(path: str) -> str:
    return posixpath.normpath(path).lstrip("/")
