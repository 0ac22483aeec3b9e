"""Comments that suppress findings: dockwright's own, and those of the tools people come from."""

from __future__ import annotations

from dockwright.rules.diagnostic import (
    Applicability,
    Confidence,
    Diagnostic,
    Fix,
    Label,
    Severity,
)
from dockwright.syntax.dockerfile.nodes import Comment
from dockwright.text import Edit, Span
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple, Protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Sequence

    from dockwright.syntax.dockerfile.nodes import DockerfileTree
    from dockwright.text import Source

__all__ = [
    "Comment",
    "Name",
    "Names",
    "ReportCodes",
    "ShellPragma",
    "Suppression",
    "Suppressions",
    "raise_check_errors",
    "read_suppressions",
    "suppress",
    "suppressions_of",
]

_BUILDKIT_ID = re.compile(r"(?=.*[a-z])[A-Z][A-Za-z]{4,}")
_TRUE = frozenset({"1", "t", "T", "TRUE", "true", "True"})
_FALSE = frozenset({"0", "f", "F", "FALSE", "false", "False"})


class RuleNames(Protocol):
    """A rule, as far as its names go."""

    @property
    def code(self) -> str:
        """The code, such as ``DW203``."""

    @property
    def name(self) -> str:
        """The name, which states the defect."""

    @property
    def aliases(self) -> tuple[str, ...]:
        """Other tools' ids."""


class Names(Protocol):
    """What knows the rules by every name: the configuration's catalogue."""

    @property
    def rules(self) -> Sequence[RuleNames]:
        """Every rule."""

    def codes_named(self, name: str) -> frozenset[str]:
        """Return the codes that a code, name, family or alias stands for; empty where none."""

    def is_foreign(self, name: str) -> bool:
        """Tell whether a name is an id of another tool that no rule of ours answers to."""

    def suggestion(self, name: str) -> str:
        """Return a name near to ``name``, or ``""``."""


class Name(NamedTuple):
    """A rule's name as a comment has it.

    Attributes:
        text: as written.
        codes: the codes that it stands for; empty where there is no such rule.
        span: where it is.
    """

    text: str
    codes: frozenset[str]
    span: Span


class Suppression(NamedTuple):
    """A comment that suppresses findings.

    Attributes:
        tool: whose comment it is: ``dockwright``, ``hadolint``, ``buildkit``, ``checkov``,
            ``trivy`` or ``shellcheck``.
        comment: where it is.
        scope: the instruction that it is for, None for the whole file.
        names: the rules that it names; empty for all rules.
        codes: the codes that it suppresses; None for all.
        reason: the words after the names.
    """

    tool: str
    comment: Span
    scope: Span | None
    names: tuple[Name, ...]
    codes: frozenset[str] | None
    reason: str = ""

    def covers(self, diagnostic: Diagnostic) -> bool:
        """Tell whether a finding of the same file is suppressed."""
        if self.codes is not None and diagnostic.code not in self.codes:
            return False
        scope = self.scope
        return scope is None or scope.start <= diagnostic.primary.span.start <= scope.end


class ShellPragma(NamedTuple):
    """``# hadolint shell=…``: the shell that the RUNs after it are for."""

    span: Span
    line: int
    shell: str


class _Fault(NamedTuple):
    """A comment of ours that cannot be meant as it is; ``near`` is what may be meant instead."""

    span: Span
    message: str
    help: str
    near: str = ""


class Suppressions(NamedTuple):
    """What the comments of a file say.

    Attributes:
        source: the file.
        items: what suppresses findings, in order of place.
        shells: what names shells, in order of place.
        is_error: whether ``# check=error=true`` makes BuildKit's findings fail the build.
        experimental: BuildKit's experimental rules switched on, ``all`` for every one.
        buildkit_codes: the codes of the rules that BuildKit has too.
        faults: our own comments that name no rule that exists, or stand above nothing.
    """

    source: Source
    items: tuple[Suppression, ...] = ()
    shells: tuple[ShellPragma, ...] = ()
    is_error: bool = False
    experimental: frozenset[str] = frozenset()
    buildkit_codes: frozenset[str] = frozenset()
    faults: tuple[_Fault, ...] = ()


class ReportCodes(NamedTuple):
    """Under which codes our own comments are reported, None for not at all.

    Attributes:
        unused: for comments that suppress nothing.
        unknown: for comments that name no rule, or cannot be read.
        enabled: the codes of the rules that ran: a comment for a rule that did not run is not
            called unused; None where all ran.
        severity: how loud the reports are.
    """

    unused: str | None = None
    unknown: str | None = None
    enabled: frozenset[str] | None = None
    severity: Severity = Severity.INFO


def suppressions_of(
    tree: DockerfileTree, names: Names, *, today: dt.date | None = None
) -> Suppressions:
    """Return what the comments of a Dockerfile say, those in RUN's heredocs among them."""
    comments = list(tree.comments)
    for node in tree.instructions:
        if node.keyword == "RUN" and node.heredocs:
            for heredoc in node.heredocs:
                comments += _comments_in(tree.source, heredoc.body_span)
    directive = tree.directive("check")
    return read_suppressions(
        tree.source,
        comments,
        [node.span for node in tree.instructions],
        names,
        check=(directive.value, directive.span) if directive else None,
        today=today,
    )


def _comments_in(source: Source, body: Span) -> list[Comment]:
    text = source.slice(body)
    if "#" not in text:
        return []
    found: list[Comment] = []
    for match in re.finditer(r"^[ \t]*(#[^\r\n]*)", text, re.MULTILINE):
        start = body.start + match.start(1)
        words = match[1][1:].strip()
        span = Span(start, start + len(match[1].rstrip()))
        found.append(Comment(span, words, source.lines.line_of(start)))
    return found


def read_suppressions(
    source: Source,
    comments: Iterable[Comment],
    scopes: Iterable[Span],
    names: Names,
    *,
    check: tuple[str, Span] | None = None,
    today: dt.date | None = None,
) -> Suppressions:
    """Return what comments say.

    A comment of ours or of ShellCheck is for the instruction below the block of comment lines
    that it stands in, or for the instruction that it stands within.  Hadolint's and Trivy's are
    for the instruction on the next line (Trivy's: with nothing but its own kind between), as
    those tools have it; BuildKit's for the next instruction; Checkov's for the file.

    Args:
        source: the file.
        comments: its comment lines; a text is without ``#`` and margins.
        scopes: what a comment can be for: each instruction, from its keyword to its end.
        names: the rules.
        check: value and place of the parser directive ``check``.
        today: the day that Trivy's ``exp:`` is compared with; by default the real one.
    """
    ordered = sorted(comments)
    reader = _Reader(source, ordered, sorted(scopes), names, today)
    if check is not None:
        reader.directive(*check)
    for comment in ordered:
        reader.read(comment)
    reader.read_buildkit()
    return Suppressions(
        source,
        tuple(sorted(reader.items, key=lambda item: item.comment)),
        tuple(reader.shells),
        reader.is_error,
        frozenset(reader.experimental),
        reader.buildkit_codes() if reader.is_error else frozenset(),
        tuple(reader.faults),
    )


class _Reader:
    """Reads the comments of one file."""

    def __init__(
        self,
        source: Source,
        comments: Sequence[Comment],
        scopes: Sequence[Span],
        names: Names,
        today: dt.date | None,
    ) -> None:
        self.source = source
        self.comments = comments
        self.scopes = scopes
        self.names = names
        self.today = today
        self.items: list[Suppression] = []
        self.shells: list[ShellPragma] = []
        self.faults: list[_Fault] = []
        self.is_error = False
        self.experimental: set[str] = set()
        self._lines: dict[int, Comment] | None = None
        self._starts: dict[int, Span] | None = None
        self._aliases: dict[str, frozenset[str]] | None = None

    def read(self, comment: Comment) -> None:
        text = comment.text
        if text[:10].lower() == "dockwright":
            self.read_own(comment)
        elif text.startswith("hadolint"):
            self.read_hadolint(comment)
        elif text.startswith("shellcheck"):
            self.read_shellcheck(comment)
        if ":skip=" in text:
            self.read_checkov(comment)
        if "trivy:" in text or "tfsec:" in text:
            self.read_trivy(comment)

    # -- places ----------------------------------------------------------------------------

    @property
    def lines(self) -> dict[int, Comment]:
        """The comments by line."""
        if self._lines is None:
            self._lines = {comment.line: comment for comment in self.comments}
        return self._lines

    def starting_on(self, line: int) -> Span | None:
        """Return the scope that starts on a line, the widest of several."""
        if self._starts is None:
            line_of = self.source.lines.line_of
            self._starts = {}
            for scope in self.scopes:
                start = line_of(scope.start)
                other = self._starts.get(start)
                if other is None or scope.end > other.end:
                    self._starts[start] = scope
        return self._starts.get(line)

    def below_or_around(self, comment: Comment) -> Span | None:
        """Return the scope below the comment's block, else the smallest around the comment."""
        line = comment.line
        while line + 1 in self.lines:
            line += 1
        found = self.starting_on(line + 1)
        if found is not None:
            return found
        around = [scope for scope in self.scopes if scope.contains(comment.span)]
        return min(around, key=lambda scope: scope.end - scope.start, default=None)

    def stage_from(self, start: Span) -> Span | None:
        """Return the stage that an instruction begins, None where it is no FROM.

        Hadolint 2.15 leaves out the stage's own FROM and takes in the next stage's; its
        documentation says what is done here.
        """
        if not self.is_from(start):
            return None
        end = start.end
        for scope in self.scopes:
            if scope.start > start.start:
                if self.is_from(scope):
                    break
                end = max(end, scope.end)
        return Span(start.start, end)

    def is_from(self, scope: Span) -> bool:
        """Tell whether an instruction is a FROM."""
        word = self.source.text[scope.start : scope.start + 5]
        return word[:4].lower() == "from" and not word[4:].strip()

    # -- names -----------------------------------------------------------------------------

    def codes_of(self, alias: str) -> frozenset[str]:
        """Return the rules that have exactly this alias."""
        if self._aliases is None:
            by_alias: dict[str, set[str]] = {}
            for rule in self.names.rules:
                for name in rule.aliases:
                    by_alias.setdefault(name, set()).add(rule.code)
            self._aliases = {name: frozenset(codes) for name, codes in by_alias.items()}
        return self._aliases.get(alias, frozenset())

    def codes_where(self, is_meant: Callable[[str], object]) -> frozenset[str]:
        """Return the rules that have an alias of a kind."""
        self.codes_of("")
        assert self._aliases is not None
        return frozenset().union(
            *(codes for alias, codes in self._aliases.items() if is_meant(alias))
        )

    def buildkit_codes(self) -> frozenset[str]:
        """Return the rules that BuildKit has too."""
        return self.codes_where(_BUILDKIT_ID.fullmatch)

    def add(
        self,
        tool: str,
        comment: Span,
        scope: Span | None,
        names: Iterable[tuple[str, frozenset[str]]],
        reason: str = "",
    ) -> None:
        """Add another tool's suppression, unless none of its rules is one of ours."""
        found = tuple(Name(text, codes, comment) for text, codes in names)
        codes = frozenset().union(*(name.codes for name in found))
        if codes:
            self.items.append(Suppression(tool, comment, scope, found, codes, reason.strip()))

    # -- dockwright ------------------------------------------------------------------------

    def read_own(self, comment: Comment) -> None:
        match = re.match(
            r"dockwright\s*:\s*(?P<word>[a-z-]*)\s*(?P<equals>=)?\s*"
            r"(?P<names>(?:[a-z0-9][\w./-]*(?:\s*,\s*(?=[a-z0-9]))?)*)",
            comment.text,
            re.IGNORECASE,
        )
        if match is None:
            if re.match(r"dockwright\s+ignore", comment.text, re.IGNORECASE):
                self.fault(comment, "comment lacks a colon after dockwright, so it has no effect")
            return
        word = match["word"].lower()
        if word not in {"ignore", "ignore-file"}:
            self.fault(comment, f"comment has an unknown word {match['word']!r} after dockwright:")
            return
        whole_file = word == "ignore-file"
        if not match["equals"]:
            if whole_file:
                reason = comment.text[match.end("word") :].strip()
                self.items.append(Suppression("dockwright", comment.span, None, (), None, reason))
            else:
                self.fault(comment, "comment names no rule to ignore")
            return
        if not match["names"]:
            self.fault(comment, "comment names no rule to ignore")
            return
        base = comment.span.start + self.source.slice(comment.span).find(comment.text)
        names: list[Name] = []
        for part in re.finditer(r"[^\s,]+", match["names"]):
            start = base + match.start("names") + part.start()
            codes = self.names.codes_named(part[0])
            names.append(Name(part[0], codes, Span(start, start + len(part[0]))))
        scope = None if whole_file else self.below_or_around(comment)
        if scope is None and not whole_file:
            self.fault(
                comment,
                "comment stands above no instruction, so it suppresses nothing",
                "Put it on the line before the instruction; "
                "# dockwright: ignore-file=… is for the whole file",
            )
            return
        for name in names:
            if not name.codes and not self.names.is_foreign(name.text):
                near = self.names.suggestion(name.text)
                self.faults.append(
                    _Fault(
                        name.span,
                        f"comment names {name.text}, which is no rule",
                        f"Did you mean {near}?" if near else "dockwright rules lists the rules",
                        near,
                    )
                )
        known = tuple(name for name in names if name.codes)
        if known:
            self.items.append(
                Suppression(
                    "dockwright",
                    comment.span,
                    scope,
                    tuple(names),
                    frozenset().union(*(name.codes for name in known)),
                    comment.text[match.end("names") :].strip(),
                )
            )

    def fault(self, comment: Comment, message: str, help: str = "") -> None:  # noqa: A002 - the field's name
        words = (
            help or "Write # dockwright: ignore=CODE[,…] [reason], or # dockwright: ignore-file=…"
        )
        self.faults.append(_Fault(comment.span, message, words))

    # -- hadolint --------------------------------------------------------------------------

    def read_hadolint(self, comment: Comment) -> None:
        """Read a pragma as hadolint does: anything else after it than a comment spoils it."""
        text = comment.text
        match = re.fullmatch(
            r"hadolint[ \t]+(?:(?P<extent>global|stage)[ \t]+)?ignore[ \t]*=[ \t]*"
            r"(?P<names>[DLSC0-9]+(?:[ \t]*,[ \t]*[DLSC0-9]+)*)[ \t]*(?:#(?P<reason>.*))?",
            text,
        )
        if match is not None:
            scope = None if match["extent"] == "global" else self.starting_on(comment.line + 1)
            if match["extent"] == "stage" and scope is not None:
                scope = self.stage_from(scope)
            if scope is not None or match["extent"] == "global":
                ids = re.split(r"[ \t]*,[ \t]*", match["names"])
                named = [(id_, self.codes_of(id_)) for id_ in ids]
                self.add("hadolint", comment.span, scope, named, match["reason"] or "")
            return
        match = re.fullmatch(r"hadolint[ \t]+shell[ \t]*=[ \t]*(\S+)[ \t]*(?:#.*)?", text)
        if match is not None:
            self.shells.append(ShellPragma(comment.span, comment.line, match[1]))

    # -- shellcheck ------------------------------------------------------------------------

    def read_shellcheck(self, comment: Comment) -> None:
        words = comment.text.split("#")[0].split()
        if words[:1] != ["shellcheck"]:
            return
        named: list[tuple[str, frozenset[str]]] = []
        for word in words[1:]:
            key, equals, value = word.partition("=")
            if key == "disable" and equals:
                named += [(id_, self.shellcheck_codes(id_)) for id_ in value.split(",")]
        scope = self.below_or_around(comment) if named else None
        if scope is not None:
            self.add("shellcheck", comment.span, scope, named)

    def shellcheck_codes(self, name: str) -> frozenset[str]:
        if name == "all":
            return self.codes_where(re.compile(r"SC\d+").fullmatch)
        match = re.fullmatch(r"SC(\d+)-SC(\d+)", name)
        if match is None:
            return self.codes_of(name) if name.startswith("SC") else frozenset()
        low, high = int(match[1]), int(match[2])
        return self.codes_where(
            lambda alias: (
                alias[:2] == "SC" and alias[2:].isdecimal() and low <= int(alias[2:]) <= high
            )
        )

    # -- checkov ---------------------------------------------------------------------------

    def read_checkov(self, comment: Comment) -> None:
        match = re.search(
            r"(?:checkov|bridgecrew|cortex):skip= *(?P<names>[A-Za-z_\d]+(?:,[A-Za-z_\d]+)*)"
            r"(?::(?P<reason>.*))?",
            comment.text,
        )
        if match is not None:
            named = [(id_, self.codes_of(id_)) for id_ in match["names"].split(",")]
            self.add("checkov", comment.span, None, named, match["reason"] or "")

    # -- trivy -----------------------------------------------------------------------------

    def read_trivy(self, comment: Comment) -> None:
        named = [(id_, self.trivy_codes(id_)) for id_ in _trivy_ids(comment.text, self._is_past)]
        if not named:
            return
        line = comment.line
        while line + 1 in self.lines and _trivy_ids(self.lines[line + 1].text, lambda _: False):
            line += 1
        scope = self.starting_on(line + 1)
        if scope is not None:
            self.add("trivy", comment.span, scope, named)

    def trivy_codes(self, name: str) -> frozenset[str]:
        if name == "*":
            return self.codes_where(re.compile(r"(?:AVD-)?DS-?\d+").fullmatch)
        match = re.fullmatch(r"(?:AVD-)?DS-?0*(\d+)", name, re.IGNORECASE)
        if match is None:
            return frozenset()
        number = int(match[1])
        return self.codes_of(f"DS-{number:04}") | self.codes_of(f"DS{number:03}")

    def _is_past(self, day: str) -> bool:
        """Tell whether a day has come, or is no day at all."""
        import datetime as dt

        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", day):
            return True
        try:
            until = dt.date.fromisoformat(day)
        except ValueError:
            return True
        if self.today is None:
            self.today = dt.datetime.now(dt.UTC).date()
        return self.today >= until

    # -- BuildKit --------------------------------------------------------------------------

    def directive(self, value: str, span: Span) -> None:
        """Take the parser directive, which is for the whole file."""
        options = _check_options(value)
        if options is None:
            return
        self.is_error = options.is_error
        self.experimental |= options.experimental
        self.add_check(span, None, options)

    def read_buildkit(self) -> None:
        """Read the comments between instructions: of each such group the first ``check`` counts.

        An empty comment line ends a group, a blank line does not.
        """
        if not any(comment.text[:5].lower() == "check" for comment in self.comments):
            return
        comments = list(self.comments)
        at = before = 0
        for scope in self.scopes:
            group: list[Comment] = []
            while at < len(comments) and comments[at].span.start < scope.start:
                if comments[at].span.start >= before:
                    group = [*group, comments[at]] if comments[at].text else []
                at += 1
            before = scope.end
            for comment in group:
                match = re.match(r"check\s*=\s*(.+?)\s*$", comment.text, re.IGNORECASE)
                if match is not None:
                    options = _check_options(match[1])
                    if options is not None:
                        self.experimental |= options.experimental
                        self.add_check(comment.span, scope, options)
                    break

    def add_check(self, span: Span, scope: Span | None, options: _CheckOptions) -> None:
        if "all" in options.skip:
            named = [("all", self.buildkit_codes())]
        else:
            named = [(name, self.check_codes(name)) for name in sorted(options.skip)]
        self.add("buildkit", span, scope, named)

    def check_codes(self, name: str) -> frozenset[str]:
        """Return the codes of a rule in BuildKit's list; a linter's name before it is cut off."""
        return self.codes_of(name) or self.codes_of(name.rpartition("/")[2])


class _CheckOptions(NamedTuple):
    skip: frozenset[str]
    experimental: frozenset[str]
    is_error: bool


def _check_options(value: str) -> _CheckOptions | None:
    """Return BuildKit's ``check`` options, up to the first blank; None where it refuses them."""
    skip: frozenset[str] = frozenset()
    experimental: frozenset[str] = frozenset()
    is_error = False
    text = value.partition(" ")[0].strip()
    for part in text.split(";", 2) if text else ():
        key, equals, listed = part.partition("=")
        listed = listed.strip()
        if not equals:
            return None
        rules = frozenset(name.strip() for name in listed.split(","))
        rules = rules if "all" not in rules or listed == "all" else rules - {"all"}
        match key.strip():
            case "skip":
                skip = rules
            case "experimental":
                experimental = rules
            case "error" if listed in _TRUE or listed in _FALSE:
                is_error = listed in _TRUE
            case _:
                return None
    return _CheckOptions(skip, experimental, is_error)


def _trivy_ids(text: str, is_past: Callable[[str], bool]) -> list[str]:
    """Return the ids that Trivy's comments in a line name, those that have expired left out."""
    found: list[str] = []
    for word in text.split(" "):
        word = word.strip().lstrip("#/*")
        prefix, _, rest = word.partition(":")
        if prefix not in {"trivy", "tfsec"}:
            continue
        parts = rest.split(":")
        sections = {parts[at]: parts[at + 1] for at in range(0, len(parts) - 1, 2)}
        id_ = sections.get("ignore", "").partition("[")[0]
        if id_ and not ("exp" in sections and is_past(sections["exp"])):
            found.append(id_)
    return found


def suppress(
    diagnostics: Iterable[Diagnostic],
    suppressions: Suppressions,
    *,
    report: ReportCodes | None = None,
    never: frozenset[str] = frozenset({"DW099"}),
) -> list[Diagnostic]:
    """Return the findings that no comment suppresses, and reports on our own comments.

    Args:
        diagnostics: findings; those in other files are left alone.
        suppressions: what the comments of one file say.
        report: whether and how our own comments that are wrong or unused are reported.
        never: codes that cannot be suppressed: defects of ours.
    """
    items = suppressions.items
    path = suppressions.source.path
    kept: list[Diagnostic] = []
    hit: set[tuple[int, str]] = set()
    for each in diagnostics:
        covering = (
            [number for number, item in enumerate(items) if item.covers(each)]
            if each.primary.path == path and each.code not in never
            else []
        )
        hit.update((number, each.code) for number in covering)
        if not covering:
            kept.append(each)
    if report is None:
        return kept
    reports = [*_faults(suppressions, report), *_unused(suppressions, report, hit)]
    kept += [each for each in reports if not any(item.covers(each) for item in items)]
    return kept


def raise_check_errors(
    diagnostics: Iterable[Diagnostic], suppressions: Suppressions
) -> list[Diagnostic]:
    """Return the findings, BuildKit's as errors where ``# check=error=true`` makes them so."""
    return [
        each._replace(severity=Severity.ERROR)
        if suppressions.is_error
        and each.code in suppressions.buildkit_codes
        and each.primary.path == suppressions.source.path
        else each
        for each in diagnostics
    ]


def _faults(suppressions: Suppressions, report: ReportCodes) -> list[Diagnostic]:
    if report.unknown is None:
        return []
    return [
        Diagnostic(
            code=report.unknown,
            message=fault.message,
            primary=Label(suppressions.source.path, fault.span, ""),
            severity=report.severity,
            confidence=Confidence.HIGH,
            help=fault.help,
            fixes=_nearest_fix(suppressions.source, fault),
            refusal="" if fault.near else "what the comment is meant to ignore cannot be told",
        )
        for fault in suppressions.faults
    ]


def _nearest_fix(source: Source, fault: _Fault) -> tuple[Fix, ...]:
    if not fault.near:
        return ()
    edits = {source.path: (Edit(fault.span, fault.near),)}
    title = f"Write {fault.near} in its place"
    return (Fix(title, edits, Applicability.UNSAFE, frozenset({"comments"})),)


def _unused(
    suppressions: Suppressions, report: ReportCodes, hit: set[tuple[int, str]]
) -> list[Diagnostic]:
    if report.unused is None:
        return []
    own = {report.unused, report.unknown}
    found: list[Diagnostic] = []
    for number, item in enumerate(suppressions.items):
        if item.tool != "dockwright" or item.codes is None:
            continue
        unused = [
            name
            for name in item.names
            if name.codes
            and not name.codes & own
            and (report.enabled is None or name.codes & report.enabled)
            and not any((number, code) in hit for code in name.codes)
        ]
        if unused:
            found.append(_unused_report(suppressions.source, item, unused, report))
    return found


def _unused_report(
    source: Source, item: Suppression, unused: list[Name], report: ReportCodes
) -> Diagnostic:
    assert report.unused is not None
    listed = " and ".join(name.text for name in unused)
    where = "this file" if item.scope is None else "this instruction"
    left = [name.text for name in item.names if name not in unused]
    if left:
        span = item.names[0].span.cover(item.names[-1].span)
        edit = Edit(span, ",".join(left))
        title = f"Remove {listed} from the comment"
    else:
        edit = Edit(_whole_comment(source, item.comment), "")
        title = "Remove the comment"
    keeps_words = bool(left) or not item.reason
    return Diagnostic(
        code=report.unused,
        message=f"comment ignores {listed}, which {where} does not give rise to",
        primary=Label(source.path, item.comment if not left else unused[0].span, ""),
        severity=report.severity,
        confidence=Confidence.HIGH,
        help="Remove what is not needed, so that new findings are not hidden",
        fixes=(
            Fix(
                title,
                {source.path: (edit,)},
                Applicability.SAFE if keeps_words else Applicability.UNSAFE,
                frozenset({"comments"}),
            ),
        ),
    )


def _whole_comment(source: Source, comment: Span) -> Span:
    """Return a comment with its line where it has one for itself, else with the blanks before."""
    line = source.lines.line_span(source.lines.line_of(comment.start))
    before = source.text[line.start : comment.start]
    if not before.strip():
        return line
    return Span(line.start + len(before.rstrip()), comment.end)
