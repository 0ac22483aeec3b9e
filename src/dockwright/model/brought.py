"""What COPY and ADD bring from the build context: folders with what lies in them, missing sources.

The nodes that rules about the context are called with.  Everything is worked out when a rule's
``given`` first asks; of a large folder the first part is looked at, see ``CopiedFolder.is_cut``.
"""

# Paths are strings throughout.
# ruff: noqa: PTH118, PTH120

from __future__ import annotations

import os.path
import posixpath
from itertools import islice

from dockwright.model.instructions import Add, CopyLike, Run
from dockwright.model.told_context import is_repository
from dockwright.model.unknown import Unknown
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple, fnmatchcase
from dockwright.text.suggest import nearest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.model.context import BuildContext, CopiedFile
    from dockwright.model.ignore import IgnorePattern
    from dockwright.model.instructions import Instruction
    from dockwright.model.text import Text
    from dockwright.syntax.ignorefile import IgnoreFile
    from dockwright.text import Span

__all__ = [
    "MOST_FILES",
    "CopiedFolder",
    "Exception_",
    "Group",
    "HeldSecret",
    "MissingSource",
    "MountedFolder",
    "Shallow",
    "Taken",
    "TakenFolder",
    "UnreadIgnoreFile",
    "brought_by",
]

MOST_FILES = 20_000
"""Files of one source that are looked at."""
_MOST_OPENED = 200
"""Files of one source that are opened to look for secrets."""
_MOST_SECRET = 1 << 16
_MOST_KEPT = 5_000
"""Files that are left out which are compared with an exception."""
_MOST_MATCHED = 200
"""Files that a pattern of COPY matches which are looked at."""
_MOST_LEFT_OUT = 20_000
"""Files and directories of one source that are looked at for what is left out."""
_MOST_ABOVE = 6
"""Directories above a context in which its repository is looked for."""
_UNNEEDED = ("history", "environment", "packages", "experiments", "cache")


class Group(NamedTuple):
    """Files of a copied folder that are told together.

    Attributes:
        kind: what they are: the fact that tells it.
        path: the directory or file, relative to the context's root.
        bytes: of all of them.
        files: how many.
    """

    kind: str
    path: str
    bytes: int
    files: int


class HeldSecret(NamedTuple):
    """A file of a copied folder that holds a secret.

    Attributes:
        path: relative to the context's root.
        what: what it is, in words that show nothing of it.
    """

    path: str
    what: str


class Shallow(NamedTuple):
    """A pattern that leaves out at the root what COPY takes further down.

    Attributes:
        pattern: the pattern of the ignore file.
        path: the first such path, relative to the context's root.
    """

    pattern: IgnorePattern
    path: str


class Exception_(NamedTuple):  # noqa: N801 - the ignore file's word for a line with "!"
    """A line with ``!`` that takes nothing back, though there is something to take.

    Attributes:
        pattern: the line's pattern.
        path: a file that it matches and that is left out all the same.
        winner: the pattern that leaves it out.
    """

    pattern: IgnorePattern
    path: str
    winner: IgnorePattern


class Taken(NamedTuple):
    """A part of what a copied folder brings, which a finding is about.

    Attributes:
        folder: the folder.
        groups: the part.
    """

    folder: CopiedFolder
    groups: tuple[Group, ...]


class UnreadIgnoreFile(NamedTuple):
    """An ignore file that no build reads.

    Attributes:
        file: what it says.
        first: its first pattern's place.
        path: a file that COPY takes and that it would have left out.
    """

    file: IgnoreFile
    first: Span
    path: str


class MissingSource(NamedTuple):
    """A source of COPY, ADD or a bind mount that the context does not have.

    Attributes:
        instruction: the instruction.
        source: the word.
        path: as written, variables expanded.
        context: the context.
        other: a file that was probably meant, relative to the context's root; empty for none.
        dropped: what a pattern matches and the ignore file leaves out, all of it or the first part.
    """

    instruction: Instruction
    source: Text
    path: str
    context: BuildContext
    other: str
    dropped: tuple[str, ...] = ()

    @property
    def is_pattern(self) -> bool:
        """Tell whether the source has wildcards: a build takes nothing then, and goes on."""
        return isinstance(self.instruction, CopyLike) and any(sign in self.path for sign in "*?[")

    @property
    def is_optional(self) -> bool:
        """Tell whether the source is a pattern that takes a file where it is there."""
        return self.is_pattern and _is_optional(self.path)

    @property
    def leads_out(self) -> bool:
        """Tell whether the path goes above the context's root."""
        return posixpath.normpath(self.path).startswith("../")

    @property
    def is_sure(self) -> bool:
        """Tell whether the file is missing in the project itself, not in a part of it alone.

        A tree without its repository may be a part.  It is whole enough where a file that was
        probably meant lies there, or what a path above the context names.
        """
        if self.other or self.dropped:
            return True
        project = self.context.project
        if self.leads_out and not self.context.is_assumed:
            real = os.path.normpath(os.path.join(self.context.root, self.path))
            entries = project.listing(os.path.dirname(real))
            name = os.path.split(real)[1]
            if not isinstance(entries, Unknown) and any(each.name == name for each in entries):
                return True
        if self.context.is_assumed:
            return False
        directory = self.context.root
        for _ in range(_MOST_ABOVE):
            if is_repository(directory, project):
                return True
            directory = os.path.dirname(directory)
        return False

    @property
    def span(self) -> Span:
        """Return the place of the word."""
        return self.source.span


class TakenFolder:
    """A directory of the context that a COPY or ADD takes, or that a RUN binds.

    Attributes:
        instruction: the instruction.
        source: the word that names it.
        path: the directory relative to the context's root, ``.`` for the root.
        context: the context.
    """

    def __init__(
        self,
        instruction: Instruction,
        source: Text,
        path: str,
        context: BuildContext,
        kb: KnowledgeBase,
    ) -> None:
        """Take a source that is a directory; nothing in it is looked at yet."""
        self.instruction = instruction
        self.source = source
        self.path = path
        self.context = context
        self._kb = kb
        self._files: tuple[CopiedFile, ...] | None = None
        self._left_out: frozenset[str] | None = None
        self.is_cut = False

    @property
    def span(self) -> Span:
        """Return the place of the word."""
        return self.source.span

    @property
    def excludes(self) -> tuple[Text, ...]:
        """Return the patterns of what the instruction itself leaves out."""
        return ()

    @property
    def files(self) -> tuple[CopiedFile, ...]:
        """Return the files and links that it brings, the first ``MOST_FILES`` of them."""
        if self._files is None:
            excluded = [each.known for each in self.excludes]
            known = [each for each in excluded if each is not None]
            if len(known) < len(excluded):
                self._files = ()  # a pattern that is not known may keep anything out
                return self._files
            taken = list(
                islice(self.context.copied(self.source.known or "", known), MOST_FILES + 1)
            )
            self.is_cut = len(taken) > MOST_FILES
            self._files = tuple(taken[:MOST_FILES])
        return self._files

    @property
    def left_out(self) -> frozenset[str]:
        """Return the files below it that are there and left out, relative to the context's root.

        History, environments, caches and the like are passed over.
        """
        if self._left_out is None:
            found = self._find_left_out() if self.context.patterns else ()
            self._left_out = frozenset(found)
        return self._left_out

    def _find_left_out(self) -> Iterator[str]:
        kinds = (*_UNNEEDED, "editor")
        shared = self._kb.name_set("context-directory.of-projects-too")
        passed = {
            name
            for kind in kinds
            if kind not in shared
            for name in self._kb.names(f"context-directory.{kind}")
        }
        usual = self._kb.names("context-file.usual-patterns")
        context = self.context
        prefix = "" if self.path == "." else f"{self.path}/"
        pending = [prefix]
        looked_at = 0
        while pending:
            inner = pending.pop()
            entries = context.project.listing(os.path.join(context.root, inner))
            if isinstance(entries, Unknown):
                continue
            looked_at += len(entries)
            if looked_at > _MOST_LEFT_OUT:
                return
            for entry in entries:
                path = f"{inner}{entry.name}"
                if entry.kind == "directory":
                    if entry.name not in passed:
                        pending.append(f"{path}/")
                elif context.is_ignored(path)[0] and not any(
                    fnmatchcase(entry.name, each) for each in usual
                ):
                    yield path


class MountedFolder(TakenFolder):
    """A directory of the context that a RUN binds: no layer holds its files."""


class CopiedFolder(TakenFolder):
    """A directory of the context that a COPY or ADD takes.

    Attributes:
        copy: the instruction.
    """

    def __init__(
        self, copy: CopyLike, source: Text, path: str, context: BuildContext, kb: KnowledgeBase
    ) -> None:
        """Take a source that is a directory; nothing in it is looked at yet."""
        super().__init__(copy, source, path, context, kb)
        self.copy = copy
        self._groups: tuple[Group, ...] | None = None
        self._secrets: tuple[HeldSecret, ...] | None = None
        self._shallow: tuple[Shallow, ...] | None = None

    @property
    def excludes(self) -> tuple[Text, ...]:
        """Return the patterns of what the instruction itself leaves out."""
        return self.copy.excludes

    @property
    def ships(self) -> bool:
        """Tell whether its files become part of the image that is built."""
        return self.copy.stage is not None and self.copy.stage.ships

    @property
    def size(self) -> int:
        """Return the bytes of its files, those beyond the first part left out."""
        return sum(each.entry.size for each in self.files)

    @property
    def has_code(self) -> bool:
        """Tell whether Python code lies in it."""
        return any(each.entry.path.endswith(".py") for each in self.files)

    @property
    def groups(self) -> tuple[Group, ...]:
        """Return what of it has no place in an image, or weighs much, the largest first."""
        if self._groups is None:
            self._groups = tuple(self._find_groups())
        return self._groups

    @property
    def unneeded(self) -> tuple[Group, ...]:
        """Return history, environments, caches and the like; small caches are passed over."""
        least = self._kb.integer("context-size.cache")
        return tuple(
            each
            for each in self.groups
            if each.kind in _UNNEEDED and (each.kind != "cache" or each.bytes >= least)
        )

    @property
    def weights(self) -> tuple[Group, ...]:
        """Return weights of models, checkpoints and data sets, whatever their size."""
        kinds = {"weights", "tables", "checkpoints"}
        return tuple(each for each in self.groups if each.kind in kinds)

    def _find_groups(self) -> list[Group]:
        kb = self._kb
        names: dict[str, str] = {}
        for kind in (*_UNNEEDED, "checkpoints"):
            for name in kb.names(f"context-directory.{kind}"):
                names[name] = kind
        endings = {
            ending: kind
            for kind in ("tables", "weights")
            for ending in kb.names(f"context-file.{kind}")
        }
        prefix = "" if self.path == "." else f"{self.path}/"
        environments = {
            posixpath.dirname(each.entry.path)
            for each in self.files
            if each.entry.path.endswith("/pyvenv.cfg")
        }
        code = tuple(kb.names("context-file.code"))
        shared = kb.name_set("context-directory.of-projects-too")
        own = {
            posixpath.dirname(each.entry.path)
            for each in self.files
            if each.entry.path.lower().endswith(code)
        }
        found: dict[str, Group] = {}
        for each in self.files:
            path = each.entry.path
            parts = path[len(prefix) :].split("/")
            kind = where = ""
            for depth, part in enumerate(parts[:-1]):
                directory = prefix + "/".join(parts[: depth + 1])
                kind = "environment" if directory in environments else names.get(part, "")
                if kind and not (kind in shared and directory in own):
                    where = directory
                    break
            if not where:
                kind, where = endings.get(posixpath.splitext(path)[1].lower(), ""), path
            if kind:
                old = found.get(where) or Group(kind, where, 0, 0)
                found[where] = old._replace(bytes=old.bytes + each.entry.size, files=old.files + 1)
        return sorted(found.values(), key=lambda each: (-each.bytes, each.path))

    @property
    def secrets(self) -> tuple[HeldSecret, ...]:
        """Return the files that hold a secret by what stands in them."""
        if self._secrets is None:
            self._secrets = tuple(self._find_secrets())
        return self._secrets

    def _find_secrets(self) -> Iterator[HeldSecret]:
        from dockwright.model.suspects import is_suspect

        theirs = [f"{each.path}/" for each in self.groups if each.kind in _UNNEEDED]
        suspects = [
            each.entry
            for each in self.files
            if each.entry.kind == "file"
            and each.entry.size < _MOST_SECRET
            and is_suspect(each.entry.path.rpartition("/")[2])
            and not each.entry.path.startswith(tuple(theirs))
        ]
        for entry in suspects[:_MOST_OPENED]:
            from dockwright.model.survey import secret_in

            data = self.context.read(entry.path)
            if isinstance(data, bytes):
                text = data.decode("utf-8", "replace")
                known = secret_in(entry.path, text, self._kb)
                if known is not None:
                    yield HeldSecret(entry.path, known[1])

    @property
    def shallow(self) -> tuple[Shallow, ...]:
        """Return the patterns that name at the root alone what lies further down as well."""
        if self._shallow is None:
            self._shallow = tuple(self._find_shallow()) if self.context.patterns else ()
        return self._shallow

    def _find_shallow(self) -> Iterator[Shallow]:
        from dockwright.model.go_match import BadPatternError

        usual = self._kb.name_set("context-file.usual-patterns")
        patterns = [
            each
            for each in self.context.patterns
            if not each.negated
            and "/" not in each.text
            and each.text in usual
            and not self._is_meant_for_root(each)
        ]
        for pattern in patterns:
            for each in self.files:
                parts = each.entry.path.split("/")
                try:
                    depth = next(
                        (at for at, part in enumerate(parts) if at and pattern.matches(part)), 0
                    )
                except BadPatternError:
                    break
                if depth and not self.is_wanted(each.entry.path, depth):
                    yield Shallow(pattern, "/".join(parts[: depth + 1]))
                    break

    def is_wanted(self, path: str, depth: int) -> bool:
        """Tell whether a line with ``!`` names a file, or what it lies in below its first parts.

        ``!src/app`` does not say that the caches below it are wanted, ``!src/app/a.log`` does.

        Args:
            path: the file, relative to the context's root.
            depth: how many of its parts come before the one in question.
        """
        from dockwright.model.go_match import BadPatternError

        parts = path.split("/")
        ways = ["/".join(parts[:end]) for end in range(1, len(parts) + 1)]
        for pattern in self.context.patterns:
            if not pattern.negated:
                continue
            try:
                at = next((end for end, way in enumerate(ways) if pattern.matches(way)), -1)
            except BadPatternError:
                return False
            if at >= depth:
                return True
        return False

    def _is_meant_for_root(self, pattern: IgnorePattern) -> bool:
        """Tell whether a line begins with "/", which means the root in files of Git as well."""
        file = self.context.ignore
        if file is None or pattern.span is None:
            return False
        return file.source.slice(pattern.span).startswith("/")

    @property
    def lost(self) -> tuple[Exception_, ...]:
        """Return the lines with ``!`` that take nothing back of what lies in it."""
        found = []
        for pattern in self.context.patterns:
            if pattern.negated and pattern.span is not None:
                lost = self._lost_by(pattern)
                if lost is not None:
                    found.append(lost)
        return tuple(found)

    def _lost_by(self, pattern: IgnorePattern) -> Exception_ | None:
        from dockwright.model.go_match import BadPatternError

        parts = pattern.text.split("/")
        plain = []
        for part in parts[:-1]:
            if any(sign in part for sign in "*?[\\"):
                break
            plain.append(part)
        base = "/".join(plain)
        if self.path not in {".", base} and not base.startswith(f"{self.path}/"):
            return None
        lost: Exception_ | None = None
        for path in islice(_all_below(self.context, base), _MOST_KEPT):
            try:
                if not pattern.matches(path):
                    continue
            except BadPatternError:
                return None
            ignored, winner = self.context.is_ignored(path)
            if not ignored or winner is None or winner.negated:
                return None
            lost = lost or Exception_(pattern, path, winner)
        return lost

    @property
    def dropped(self) -> tuple[str, ...]:
        """Return the names of the files directly in it that are there and left out."""
        root = os.path.join(self.context.root, self.path)
        entries = self.context.project.listing(root)
        if isinstance(entries, Unknown) or not self.context.patterns:
            return ()
        prefix = "" if self.path == "." else f"{self.path}/"
        return tuple(
            each.name
            for each in entries
            if each.kind == "file" and self.context.is_ignored(prefix + each.name)[0]
        )

    @property
    def unread_ignore_file(self) -> UnreadIgnoreFile | None:
        """Return an ignore file that no build reads and that would have left something out."""
        context = self.context
        root = context.root
        beside = os.path.dirname(context.dockerfile)
        candidates = [os.path.join(root, name) for name in self._kb.names("context-file.misspelt")]
        if beside != root and context.told is not None:
            candidates.insert(0, os.path.join(beside, ".dockerignore"))
        for path in candidates:
            data = context.project.read(path)
            if isinstance(data, Unknown):
                continue
            found = self._left_out_by(path, data)
            if found is not None:
                return found
        return None

    def _left_out_by(self, path: str, data: bytes) -> UnreadIgnoreFile | None:
        from dockwright.model.ignore import Walk, matcher_of
        from dockwright.syntax.ignorefile import parse
        from dockwright.text import Source

        file = parse(Source.from_bytes(path, data))
        matcher = matcher_of(file)
        spans = [each.span for each in matcher.patterns if each.span is not None]
        if not spans or matcher.problem:
            return None
        walk = Walk(matcher)
        for each in self.files:
            if walk.decide(each.entry.path).ignored:
                return UnreadIgnoreFile(file, spans[0], each.entry.path)
        return None


def brought_by(
    instruction: Instruction, context: BuildContext, kb: KnowledgeBase
) -> Iterator[TakenFolder | MissingSource]:
    """Yield what COPY, ADD or a bind mount brings from the context, and what it does not find.

    Sources from stages, images and addresses are passed over, and those that are not known.
    """
    for source in instruction.context_sources:
        path = source.known
        if path is None:
            continue
        if isinstance(instruction, Add):
            from dockwright.syntax.dockerfile.git_ref import is_git_ref

            if is_git_ref(path):
                continue
        if isinstance(instruction, CopyLike) and any(sign in path for sign in "*?[\\"):
            missing = _unmatched(source, path, context, instruction, kb)
            if missing is not None:
                yield missing
            continue
        entry = context.find(path)
        if entry is not None:
            if entry.kind == "directory" and isinstance(instruction, CopyLike):
                yield CopiedFolder(instruction, source, entry.path, context, kb)
        elif not context.exists(path) and not context.is_ignored(path)[0]:
            other = _meant(path, context, instruction, kb)
            yield MissingSource(instruction, source, path, context, other)
    if isinstance(instruction, Run) and instruction.node.flags:
        for use in instruction.mounts:
            bound = use.bound
            entry = None if bound is None or bound.known is None else context.find(bound.known)
            if bound is not None and entry is not None and entry.kind == "directory":
                yield MountedFolder(instruction, bound, entry.path, context, kb)


def _unmatched(
    source: Text, path: str, context: BuildContext, copy: CopyLike, kb: KnowledgeBase
) -> MissingSource | None:
    """Return what is missing where a pattern matches nothing that is sent."""
    if "\\" in path or any(context.matches(path)):
        return None
    if context.patterns:
        there = context.with_ignore("").matches(path)
        dropped = tuple(each.path for each in islice(there, _MOST_MATCHED))
        if dropped:
            return MissingSource(copy, source, path, context, "", dropped)
    if _is_optional(path):
        return None
    folder, _, name = posixpath.normpath(f"/{path}")[1:].rpartition("/")
    parts = {*folder.split("/"), *path.split("/")}
    if len(copy.sources) > 1 or copy.heredocs or parts & kb.name_set("context-file.generated"):
        return None
    if name.lower().endswith(tuple(kb.names("context-file.built"))):
        return None
    return MissingSource(copy, source, path, context, _renamed(folder, name, context))


def _renamed(folder: str, pattern: str, context: BuildContext) -> str:
    """Return a file that a pattern would match if its ending were spelt so, such as ``.yml``."""
    entries = context.project.listing(os.path.join(context.root, folder))
    stem, ending = posixpath.splitext(pattern)
    if isinstance(entries, Unknown) or not folder or not ending or any(map(ending.count, "*?[")):
        return ""
    files = sorted(each.name for each in entries if each.kind == "file")
    alike = [each for each in files if fnmatchcase(posixpath.splitext(each)[0], stem)]
    by_ending = {posixpath.splitext(each)[1]: each for each in reversed(alike)}
    meant = nearest(ending, by_ending, limit=1)
    return f"{folder}/{by_ending[meant]}" if meant else ""


def _is_optional(path: str) -> bool:
    """Tell whether a pattern is how one copies a file where it is there, such as ``uv.lock*``."""
    name = path.rpartition("/")[2]
    whole = name.rstrip("*?")
    if whole and whole != name and not any(sign in whole for sign in "*?["):
        return True
    return re.search(r"\[[^\]]\]", name) is not None


def _meant(path: str, context: BuildContext, instruction: Instruction, kb: KnowledgeBase) -> str:
    """Return the one other file that a missing path may stand for, by its name or its ending."""
    clean = posixpath.normpath(f"/{path}")[1:]
    directory, _, name = clean.rpartition("/")
    entries = context.project.listing(os.path.join(context.root, directory))
    ending = posixpath.splitext(name)[1]
    if isinstance(entries, Unknown) or not ending or not directory:
        return ""
    alike = [each.name for each in entries if each.kind == "file" and each.name.endswith(ending)]
    stage = instruction.stage
    if len(alike) != 1 or stage is None or alike[0] in kb.name_set("context-file.with-a-role"):
        return ""
    named = {
        posixpath.normpath(source.known or "")
        for each in stage.instructions
        for source in each.context_sources
    }
    meant = f"{directory}/{alike[0]}"
    return "" if meant in named or directory in named or "." in named else meant


def _all_below(context: BuildContext, directory: str) -> Iterator[str]:
    """Yield the files on disk below a directory of the context, ignored or not."""
    pending = [directory]
    while pending:
        inner = pending.pop()
        entries = context.project.listing(os.path.join(context.root, inner))
        if isinstance(entries, Unknown):
            continue
        for entry in entries:
            path = f"{inner}/{entry.name}" if inner else entry.name
            if entry.kind == "directory":
                pending.append(path)
            else:
                yield path
