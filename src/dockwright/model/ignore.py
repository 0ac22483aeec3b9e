"""Which paths an ignore file leaves out of the build.

Three questions have three answers, and each is Docker's own (re-derived from
github.com/moby/patternmatcher and github.com/tonistiigi/fsutil):

- ``matches_or_parent_matches``: does a path, looked at alone, match?  BuildKit's own check
  ``CopyIgnoredFile`` asks this, see ``copy_source_is_ignored``.
- ``Walk``: what is sent when the tree is walked from the top?  A directory that is left out is not
  entered when no exception can lie in it.
- ``Walk(legacy=True)``: the same for the builders before BuildKit, which enter such a directory
  only where an exception names it literally.

Paths have ``/`` between their parts and are relative to the context's root.
"""

from __future__ import annotations

from dockwright.model.go_match import BadPatternError, compile_glob, compile_regexp
from dockwright.syntax.ignorefile import clean_path, trim_space
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from dockwright.syntax.ignorefile import IgnoreFile
    from dockwright.text import Span

__all__ = [
    "Decision",
    "IgnoreMatcher",
    "IgnorePattern",
    "Walk",
    "copy_source_is_ignored",
    "matcher_of",
]

_WHOLE_ROOT = frozenset(("*", "**", "**/*"))
_ESCAPED = frozenset(".+()$")
"""What the writer of expressions escapes.

It means to escape ``|``, ``{`` and ``}`` too, but its bit map has no room for characters from
U+0040 on; so these keep the meaning that they have in an expression.
"""


class IgnorePattern:
    """One pattern, normalised.

    Attributes:
        text: the pattern without its ``!``.
        negated: whether it brings back what it matches.
        span: its place in the ignore file, None where the patterns came from elsewhere.
        problem: why Docker fails when it comes to use the pattern, or None.
    """

    __slots__ = ("_is_read", "_problem", "_test", "negated", "span", "text")

    def __init__(self, text: str, *, negated: bool = False, span: Span | None = None) -> None:
        self.text = text
        self.negated = negated
        self.span = span
        self._is_read = False
        self._problem: str | None = None
        self._test: Callable[[str], bool] = text.__eq__

    @property
    def problem(self) -> str | None:
        """Return why Docker fails when it comes to use the pattern, or None."""
        if not self._is_read:
            self._read()
        return self._problem

    def matches(self, path: str) -> bool:
        """Tell whether the pattern, its ``!`` left aside, matches ``path`` itself.

        Raises:
            BadPatternError: ``problem`` says why.
        """
        if not self._is_read:
            self._read()
        if self._problem is not None:
            raise BadPatternError(self._problem)
        return self._test(path)

    def _read(self) -> None:
        self._is_read = True
        kind, expression = self.compiled
        text = self.text
        if kind == "prefix":
            start = text[:-2]
            self._test = lambda path: path.startswith(start)
        elif kind == "suffix":
            end = text[2:]
            whole = end[1:] if end.startswith("/") else None
            self._test = lambda path: path.endswith(end) or path == whole
        elif kind == "regexp":
            try:
                self._test = compile_regexp(expression)
            except BadPatternError as error:
                self._problem = f"The pattern {text!r} is malformed: {error}"

    @property
    def compiled(self) -> tuple[str, str]:
        """Return how Docker runs the pattern: ``exact``, ``prefix``, ``suffix`` or ``regexp``.

        The second value is the expression in Go's grammar, ``""`` where none is used.
        """
        # Go's scanner passes over a byte-order mark at the start of what it reads.
        text = self.text.removeprefix("\ufeff")
        kind = "exact"
        pieces = ["^"]
        at = 0
        is_first = True
        while at < len(text):
            char = text[at]
            at += 1
            if char == "*" and text.startswith("*", at):
                at += 2 if text.startswith("/", at + 1) else 1
                if at < len(text):
                    pieces.append("(.*/)?")
                    kind = "regexp"
                elif kind == "exact":
                    kind = "prefix"
                else:
                    pieces.append(".*")
                    kind = "regexp"
                if is_first:
                    kind = "suffix"
            elif char in "*?":
                pieces.append("[^/]*" if char == "*" else "[^/]")
                kind = "regexp"
            elif char in _ESCAPED:
                pieces.append(f"\\{char}")
            elif char == "\\":
                pieces.append(text[at - 1 : at + 1])
                if at < len(text):
                    kind = "regexp"
                at += 1
            else:
                if char in "[]":
                    kind = "regexp"
                pieces.append(char)
            is_first = False
        return (kind, f"{''.join(pieces)}$") if kind == "regexp" else (kind, "")

    def __repr__(self) -> str:
        return f"IgnorePattern({'!' if self.negated else ''}{self.text})"


class Decision(NamedTuple):
    """What the patterns say about a path.

    Attributes:
        ignored: whether the path is left out.
        pattern: the pattern that decided, None where none matched.
        problem: why Docker cannot decide, or None; it then builds nothing.
    """

    ignored: bool
    pattern: IgnorePattern | None = None
    problem: str | None = None


_KEPT = Decision(ignored=False)


class IgnoreMatcher:
    """An ordered list of patterns; the last one that matches decides.

    Attributes:
        patterns: the patterns in order.
        problem: why Docker refuses the list before it looks at any path, or None.
        has_exceptions: whether a pattern begins with ``!``.
    """

    __slots__ = ("has_exceptions", "patterns", "problem")

    def __init__(self, lines: Iterable[str | tuple[str, Span]]) -> None:
        """Read patterns as an ignore file's reader gives them, each with its place if known."""
        patterns: list[IgnorePattern] = []
        self.problem: str | None = None
        for line in lines:
            raw, span = (line, None) if isinstance(line, str) else line
            text = trim_space(raw)
            if not text:
                continue
            # In this order: "!a/../b" loses its "!" to the cleaning.
            text = clean_path(text)
            negated = text.startswith("!")
            if negated:
                text = text[1:]
                if not text:
                    self.problem = self.problem or "The pattern '!' excepts nothing"
                    continue
            try:
                if "[" in text or "\\" in text:  # nothing else can be malformed
                    compile_glob(text)
            except BadPatternError as error:
                self.problem = self.problem or f"The pattern {text!r} is malformed: {error}"
                continue
            patterns.append(IgnorePattern(text, negated=negated, span=span))
        self.patterns = tuple(patterns)
        self.has_exceptions = any(pattern.negated for pattern in patterns)

    def matches_or_parent_matches(self, path: str) -> Decision:
        """Decide over one path, looked at alone: a pattern also covers what lies below."""
        parents = _parents(path)
        return self._decide(path, lambda pattern: any(map(pattern.matches, parents)))

    def matches_or_one_parent(self, path: str) -> Decision:
        """Decide as the deprecated ``Matches``: only the parent as deep as the pattern counts."""
        parents = _parents(path)

        def covers(pattern: IgnorePattern) -> bool:
            depth = pattern.text.count("/") + 1
            return depth <= len(parents) and pattern.matches(parents[depth - 1])

        return self._decide(path, covers)

    def _decide(self, path: str, covers: Callable[[IgnorePattern], bool]) -> Decision:
        if self.problem:
            return Decision(ignored=False, problem=self.problem)
        decision = _KEPT
        for pattern in self.patterns:
            # A pattern that could change nothing is not even looked at.
            if pattern.negated != decision.ignored:
                continue
            try:
                if pattern.matches(path) or covers(pattern):
                    decision = Decision(not pattern.negated, pattern)
            except BadPatternError as error:
                return Decision(ignored=False, pattern=pattern, problem=str(error))
        return decision


def matcher_of(file: IgnoreFile) -> IgnoreMatcher:
    """Return the matcher of an ignore file; its patterns know their places."""
    if file.problem is not None:
        matcher = IgnoreMatcher(())
        matcher.problem = file.problem.message
        return matcher
    return IgnoreMatcher((line.pattern, line.content) for line in file.pattern_lines)


def _parents(path: str) -> list[str]:
    """Return the directories above ``path`` from the top as Go's ``filepath.Dir`` names them."""
    directory = clean_path(path.rpartition("/")[0] + "/" if "/" in path else "")
    if directory == ".":
        return []
    parts = directory.split("/")
    return ["/".join(parts[: depth + 1]) for depth in range(len(parts))]


class _Directory(NamedTuple):
    """What the walk remembers of a directory.

    ``matched`` tells for each pattern whether it covers the directory; ``entered`` is false where
    the walk turns around.
    """

    decision: Decision
    matched: tuple[bool, ...]
    entered: bool


class Walk:
    """Decides over paths as a walk of the tree from its top would; nothing is read from disk.

    BuildKit leaves an ignored directory alone when there are no exceptions, or when all of them
    are free of wildcards before a last ``*`` and none lies in it.  The builders before BuildKit
    (``legacy``) go by the second reason alone, wildcards or not: ``*`` with ``!*/b.py`` keeps
    ``a/b.py`` with BuildKit and drops it before.
    """

    __slots__ = ("_directories", "_exceptions", "_may_turn", "matcher")

    def __init__(self, matcher: IgnoreMatcher, *, legacy: bool = False) -> None:
        self.matcher = matcher
        exceptions = [pattern.text for pattern in matcher.patterns if pattern.negated]
        if not legacy:
            exceptions = [text.removesuffix("/**").removesuffix("/*") for text in exceptions]
        self._may_turn = legacy or not any(set("*[]?^\\").intersection(text) for text in exceptions)
        self._exceptions = tuple(f"{text}/" for text in exceptions)
        self._directories: dict[str, _Directory] = {}

    def decide(self, path: str) -> Decision:
        """Decide over a path; everything above it is taken for a directory.

        A directory that is ignored is sent all the same when something in it is not.
        """
        parent = self._above(path)
        if parent is not None and not parent.entered:
            return parent.decision
        return self._look(path, parent)[0]

    def enters(self, path: str) -> bool:
        """Tell whether the walk looks into the directory ``path``; ``""`` is the root."""
        return not path or self._directory(path).entered

    def covers(self, directory: str) -> bool:
        """Tell whether a pattern matches a directory or one above: it has a say on all below."""
        return any(self._directory(directory).matched)

    def _above(self, path: str) -> _Directory | None:
        directory = path.rpartition("/")[0]
        return self._directory(directory) if directory else None

    def _directory(self, path: str) -> _Directory:
        known = self._directories.get(path)
        if known is None:
            parent = self._above(path)
            if parent is not None and not parent.entered:
                known = parent
            else:
                decision, matched = self._look(path, parent)
                entered = not decision.ignored or not self._turns_at(path)
                known = _Directory(decision, matched, entered)
            self._directories[path] = known
        return known

    def _turns_at(self, path: str) -> bool:
        inside = f"{path}/"
        return self._may_turn and not any(text.startswith(inside) for text in self._exceptions)

    def _look(self, path: str, parent: _Directory | None) -> tuple[Decision, tuple[bool, ...]]:
        matcher = self.matcher
        if matcher.problem:
            return Decision(ignored=False, problem=matcher.problem), ()
        decision = _KEPT
        matched: list[bool] = []
        above = parent.matched if parent is not None else ()
        for index, pattern in enumerate(matcher.patterns):
            is_match = bool(above) and above[index]
            if not is_match and pattern.negated == decision.ignored:
                try:
                    is_match = pattern.matches(path)
                except BadPatternError as error:
                    problem = Decision(ignored=False, pattern=pattern, problem=str(error))
                    return problem, (False,) * len(matcher.patterns)
            matched.append(is_match)
            if is_match:
                decision = Decision(not pattern.negated, pattern)
        return decision, tuple(matched)


def copy_source_is_ignored(source: str, patterns: Sequence[str] | IgnoreMatcher) -> bool:
    """Tell whether BuildKit's check ``CopyIgnoredFile`` objects to a COPY or ADD source.

    It never does where there are no patterns, where one of them is an exception, or where they
    are malformed.  To the context's root it objects only where a pattern covers all of it.
    ``source`` is the word as written, after expansion, and not a URL; wildcards in it are not
    resolved.
    """
    matcher = patterns if isinstance(patterns, IgnoreMatcher) else IgnoreMatcher(patterns)
    if matcher.problem or not matcher.patterns or matcher.has_exceptions:
        return False
    path = clean_path(source)
    if path in {".", "/"} and all(p.text not in _WHOLE_ROOT for p in matcher.patterns):
        return False
    decision = matcher.matches_or_parent_matches(path)
    return decision.ignored and decision.problem is None
