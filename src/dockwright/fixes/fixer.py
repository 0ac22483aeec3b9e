"""The fixer: passes of choosing, applying and proving, until nothing is left to repair.

Each pass takes the fixes in the order of their place, each whole or not at all, applies those that
do not conflict, reads the result anew, and proves it before the next pass builds on it:

- Docker refuses nothing that it took before, and no rule reports an error that was not there;
- the digest of the build differs in the facets that the fixes declared, and in no other;
- every comment is still there, unless a fix is about comments.

Where a pass does not stand its proof, its fixes are tried one at a time, and the ones that fail
are left out and told.
"""

from __future__ import annotations

from collections import Counter

from dockwright.rules.diagnostic import Applicability, Severity
from dockwright.text import Source, apply_edits, edits_conflict
from dockwright.text.light import NamedTuple, Protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from dockwright.model.dockerfile import Dockerfile
    from dockwright.model.project import Refusal
    from dockwright.rules.diagnostic import Diagnostic, Fix
    from dockwright.text import Edit, Span

    Pick = Callable[[Source, Diagnostic, Fix, Mapping[str, str | None]], bool]

__all__ = ["MOST_PASSES", "Applied", "Examined", "FileRepair", "examined_dockerfile", "repair_file"]

MOST_PASSES = 10


class Comparable(Protocol):
    """What a file means, as far as it can be compared."""

    def changed(self, after: Any, touches: frozenset[str]) -> frozenset[str]:
        """Return the facets that differ though ``touches`` does not name them."""


class Commented(Protocol):
    """A comment of a file."""

    @property
    def span(self) -> Span:
        """Return where it is."""

    @property
    def text(self) -> str:
        """Return its words."""


class Examined(NamedTuple):
    """What one reading of the file gives.

    Attributes:
        problems: why the program that the file is for refuses it, a sentence each.
        comments: its comments.
        digest: what the file means.
        diagnostics: the findings that the user asked for, each with its fixes or its refusal.
        errors: every finding of severity error, asked for or not.
        defects: what went wrong in a repair.
    """

    problems: Sequence[str]
    comments: Sequence[Commented]
    digest: Comparable
    diagnostics: Sequence[Diagnostic]
    errors: Sequence[Diagnostic]
    defects: Sequence[str] = ()


def examined_dockerfile(
    model: Dockerfile,
    diagnostics: Sequence[Diagnostic],
    errors: Sequence[Diagnostic],
    defects: Sequence[str] = (),
) -> Examined:
    """Return what one reading of a Dockerfile gives; see ``Examined``."""
    from dockwright.fixes.digest import digest_of

    tree = model.tree
    problems = [problem.message for problem in tree.problems]
    return Examined(problems, tree.comments, digest_of(model), diagnostics, errors, defects)


class Applied(NamedTuple):
    """A fix that was applied, and the finding that it repaired.

    Attributes:
        code: the finding's rule.
        line: the finding's line when it was found, from 1: earlier passes may have moved it.
        message: what was found.
        title: what the fix did.
        applicability: whether it was applied without asking.
    """

    code: str
    line: int
    message: str
    title: str
    applicability: Applicability


class FileRepair(NamedTuple):
    """What became of one file.

    Attributes:
        before: the file as it was.
        after: the file as it would be.
        others: texts of further files that a fix changes or makes, by path as shown.
        others_before: what those files held; None where they were not there.
        applied: the fixes that were applied, in order.
        remaining: the findings in ``after``.
        passes: how many passes changed something.
        defects: what is wrong with us, a sentence each; ``after`` is then still proved.
        declined: why the file was passed over, or None.
    """

    before: Source
    after: Source
    others: Mapping[str, str]
    others_before: Mapping[str, str | None]
    applied: tuple[Applied, ...]
    remaining: tuple[Diagnostic, ...]
    passes: int
    defects: tuple[str, ...]
    declined: Refusal | None = None


Choice = tuple["Diagnostic", "Fix"]

Mark = tuple[str, str, str, int]
"""A fix that was decided on, and the place of its finding, which moves with the text."""


def repair_file(
    source: Source,
    examine: Callable[[Source, Mapping[str, str]], Examined],
    *,
    allowed: frozenset[Applicability] = frozenset({Applicability.SAFE}),
    pick: Pick | None = None,
    read_other: Callable[[str], str | None] | None = None,
) -> FileRepair:
    """Repair a file as far as the allowed fixes go.

    Args:
        source: the file.
        examine: reads and checks a text of it, given texts of further files not written yet.
        allowed: the applicabilities of fixes to apply.
        pick: is asked for each fix, once, given the file, the finding, the fix, and the texts of
            the further files that it changes, None for one that is not there; without it all are
            taken.
        read_other: gives the text of a further file by its path as shown; None where it is not
            there.
    """
    return _Fixer(source, examine, allowed, pick, read_other or (lambda _: None)).run()


class _Failed(Exception):  # noqa: N818 - an outcome, not a fault
    """A proof that failed, in words."""


_REFUSED = "Docker refuses the file as it is, and behind that comes another error: "


class _Fixer:
    def __init__(
        self,
        source: Source,
        examine: Callable[[Source, Mapping[str, str]], Examined],
        allowed: frozenset[Applicability],
        pick: Pick | None,
        read_other: Callable[[str], str | None],
    ) -> None:
        self.source = source
        self.examine = examine
        self.allowed = allowed
        self.pick = pick
        self.read_other = read_other
        self.current = source
        self.others: dict[str, str] = {}
        self.applied: list[Applied] = []
        self.defects: list[str] = []
        self.unproved: dict[tuple[str, str], str] = {}
        self.declined: set[Mark] = set()
        self.accepted: set[Mark] = set()

    def run(self) -> FileRepair:
        now = self.examine(self.source, self.others)
        passes = 0
        seen = {self.state()}
        while True:
            chosen = self.choose(now)
            if not chosen:
                break
            if passes == MOST_PASSES:
                codes = ", ".join(sorted({diagnostic.code for diagnostic, _ in chosen}))
                return self.give_up(
                    f"the fixes of {codes} did not come to an end in {MOST_PASSES} passes"
                )
            step = self.step(now, chosen)
            if step is None:
                continue  # every one of the chosen fixes failed its proof, and is declined
            passes += 1
            now = step
            if self.state() in seen:
                codes = ", ".join(sorted({diagnostic.code for diagnostic, _ in chosen}))
                return self.give_up(f"the fixes of {codes} undo each other")
            seen.add(self.state())
        return FileRepair(
            self.source,
            self.current,
            self.others,
            {path: self.read_other(path) for path in self.others},
            tuple(self.applied),
            tuple(map(self.told, now.diagnostics)),
            passes,
            tuple(dict.fromkeys([*self.defects, *now.defects])),
        )

    def state(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Return the texts as they are now: a fix may change another file alone."""
        return self.current.text, tuple(sorted(self.others.items()))

    def known(self, path: str) -> str | None:
        """Return the text of a further file, with what fixes before changed in it."""
        return self.others[path] if path in self.others else self.read_other(path)

    def give_up(self, reason: str) -> FileRepair:
        first = self.examine(self.source, {})
        return FileRepair(
            self.source, self.source, {}, {}, (), tuple(first.diagnostics), 0, (reason,)
        )

    def choose(self, now: Examined) -> list[Choice]:
        """Return the fixes of this pass: allowed, wanted, and free of conflicts."""
        candidates: list[Choice] = []
        for diagnostic in now.diagnostics:
            for fix in diagnostic.fixes:
                key = _key(diagnostic, fix)
                if fix.applicability not in self.allowed or key in self.declined:
                    continue
                candidates.append((diagnostic, fix))
                break
        candidates.sort(key=_place)
        taken: list[Choice] = []
        own = self.current.path
        for diagnostic, fix in candidates:
            if any(_is_in_the_way(other, fix) for _, other in taken):
                continue
            key = _key(diagnostic, fix)
            if self.pick is not None and key not in self.accepted:
                others = {path: self.known(path) for path in fix.edits if path != own}
                if not self.pick(self.current, diagnostic, fix, others):
                    self.declined.add(key)
                    continue
                self.accepted.add(key)
            taken.append((diagnostic, fix))
        return taken

    def step(self, now: Examined, chosen: list[Choice]) -> Examined | None:
        """Apply what stands its proof; return the reading after it, or None."""
        try:
            return self.attempt(now, chosen)
        except _Failed as failure:
            if len(chosen) == 1:
                self.decline(chosen[0], str(failure))
                return None
        result: Examined | None = None
        before = now
        good: list[Choice] = []
        for choice in chosen:
            # One at a time, and each together with those that stood: all from the same text.
            try:
                result = self.attempt(before, [*good, choice], commit=False)
            except _Failed as failure:
                reason = str(failure) if not good else self.fails_alone(before, choice)
                if reason:
                    self.decline(choice, reason)
                continue
            good.append(choice)
        if not good:
            return None
        return self.attempt(before, good) if result is not None else None

    def fails_alone(self, now: Examined, choice: Choice) -> str:
        """Return why a fix fails without others beside it; nothing where it may wait for a pass."""
        try:
            self.attempt(now, [choice], commit=False)
        except _Failed as failure:
            return str(failure)
        return ""

    def attempt(self, now: Examined, chosen: list[Choice], *, commit: bool = True) -> Examined:
        """Apply fixes and prove the result.

        Raises:
            _Failed: the proof fails.
        """
        own = self.current.path
        edits: dict[str, list[Edit]] = {}
        touches: set[str] = set()
        for _, fix in chosen:
            touches |= fix.touches
            for path, each in fix.edits.items():
                edits.setdefault(path, []).extend(each)
        others = dict(self.others)
        text = self.current.text
        try:
            for path, changes in edits.items():
                if path == own:
                    text = apply_edits(text, changes)
                else:
                    others[path] = apply_edits(self.known(path) or "", changes)
        except ValueError as error:
            raise _Failed(f"its edits do not fit the text: {error}") from None
        after = Source(own, text)
        result = self.examine(after, others)
        _prove(now, result, frozenset(touches), self.excused(now, chosen))
        if commit:
            lines = self.current.lines
            self.applied += [
                Applied(
                    diagnostic.code,
                    lines.line_of(diagnostic.primary.span.start),
                    diagnostic.message,
                    fix.title,
                    fix.applicability,
                )
                for diagnostic, fix in chosen
            ]
            self.declined = _moved(self.declined, edits.get(own, []))
            self.accepted = _moved(self.accepted, edits.get(own, []))
            self.current = after
            self.others = others
        return result

    def excused(self, now: Examined, chosen: list[Choice]) -> Counter[str]:
        """Return the comments that a fix about comments changes: no other may be lost."""
        spans = [
            edit.span
            for _, fix in chosen
            if "comments" in fix.touches
            for edit in fix.edits.get(self.current.path, ())
        ]
        return Counter(
            comment.text
            for comment in now.comments
            if any(span.overlaps(comment.span) for span in spans)
        )

    def told(self, diagnostic: Diagnostic) -> Diagnostic:
        """Return a finding that remains; where its unsafe fix did not stand its proof, say so."""
        reason = self.unproved.get((diagnostic.code, diagnostic.message))
        if reason is None:
            return diagnostic
        return diagnostic._replace(fixes=(), refusal=f"its fix does not fit this file: {reason}")

    def decline(self, choice: Choice, reason: str) -> None:
        diagnostic, fix = choice
        self.declined.add(_key(diagnostic, fix))
        if fix.applicability is not Applicability.SAFE or reason.startswith(_REFUSED):
            self.unproved[diagnostic.code, diagnostic.message] = reason
            return
        line = self.current.lines.line_of(diagnostic.primary.span.start)
        self.defects.append(
            f"the fix of {diagnostic.code} at {self.current.path}:{line}"
            f' ("{fix.title}") was not applied: {reason}'
        )


def _is_in_the_way(one: Fix, other: Fix) -> bool:
    """Tell whether two fixes are not for the same pass.

    Edits that conflict are not; nor are fixes that take the same text away, unless they are the
    same: one may put it elsewhere, while the other does without it.
    """
    for path, edits in other.edits.items():
        known = one.edits.get(path, ())
        for a in known:
            for b in edits:
                if edits_conflict(a, b):
                    return True
                if a == b and a.span.start < a.span.end and set(known) != set(edits):
                    return True
    return False


def _place(choice: Choice) -> tuple[str, int, int, str]:
    diagnostic, fix = choice
    own = diagnostic.primary.path
    edits = fix.edits.get(own) or next(iter(fix.edits.values()), ())
    starts = [edit.span.start for edit in edits]
    ends = [edit.span.end for edit in edits]
    return own, min(starts, default=0), max(ends, default=0), diagnostic.code


def _key(diagnostic: Diagnostic, fix: Fix) -> Mark:
    """Return what tells a fix from others, in one text of the file."""
    texts = "\0".join(edit.text for edits in fix.edits.values() for edit in edits)
    words = f"{diagnostic.message}\0{fix.title}"
    return diagnostic.code, words, texts, diagnostic.primary.span.start


def _moved(marks: set[Mark], edits: Iterable[Edit]) -> set[Mark]:
    """Return marks with their places after edits."""
    shifts = [(edit.span.end, len(edit.text) - (edit.span.end - edit.span.start)) for edit in edits]
    return {
        (code, words, texts, place + sum(shift for end, shift in shifts if end <= place))
        for code, words, texts, place in marks
    }


def _prove(
    before: Examined, after: Examined, touches: frozenset[str], excused: Counter[str]
) -> None:
    """Check what a fix must not do.

    Raises:
        _Failed: it does it.
    """
    new = Counter(after.problems) - Counter(before.problems)
    if new:
        raise _Failed(f"Docker would refuse the file: {next(iter(new))}")
    more = _errors(after.errors) - _errors(before.errors)
    if more:
        code = next(iter(more))
        words = next(each.message for each in after.errors if each.code == code)
        is_refused = any(each.code.startswith("DW0") for each in before.errors)
        raise _Failed(f"{_REFUSED if is_refused else 'it brings an error: '}{words} [{code}]")
    facets = before.digest.changed(after.digest, touches)
    if facets:
        raise _Failed(f"it changes more of the build than it says: {', '.join(sorted(facets))}")
    lost = _texts(before.comments) - _texts(after.comments) - excused
    if lost:
        raise _Failed(f"a comment would be lost: # {next(iter(lost))}")


def _errors(errors: Iterable[Diagnostic]) -> Counter[str]:
    """Count errors by rule: their words may name what the fix rightly changed."""
    return Counter(each.code for each in errors if each.severity is Severity.ERROR)


def _texts(comments: Iterable[Commented]) -> Counter[str]:
    return Counter(comment.text for comment in comments)
