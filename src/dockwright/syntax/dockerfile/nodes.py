"""The syntax tree of a Dockerfile: instructions, flags, words, heredocs, tokens, problems."""

from __future__ import annotations

from dockwright.text.light import Enum, NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.text import OriginMap, Source, Span

__all__ = [
    "Comment",
    "Directive",
    "DockerfileTree",
    "Flag",
    "Form",
    "Heredoc",
    "InstructionNode",
    "Pair",
    "Problem",
    "ProblemKind",
    "Token",
    "TokenKind",
    "Word",
]


class ProblemKind(Enum):
    """At which stage of Docker's reading a file is refused."""

    ENCODING = "encoding"
    """The bytes are not UTF-8; Docker reads on."""
    PARSE = "parse"
    """Docker's parser refuses it: no tree at all."""
    INSTRUCTION = "instruction"
    """BuildKit's instruction parser refuses it: a tree, but not one that means anything."""
    STRUCTURE = "structure"
    """Every instruction is right, but the file is not: no stage, a word that cannot expand."""


class Problem(NamedTuple):
    """Something that Docker would refuse.

    Attributes:
        span: where it is.
        message: what Docker says of it, in Docker's words where it has any.
        kind: at which stage Docker would refuse it.
    """

    span: Span
    message: str
    kind: ProblemKind


class Comment(NamedTuple):
    """A comment line: its span without line ending, and its text without ``#`` and margins."""

    span: Span
    text: str
    line: int


class Directive(NamedTuple):
    """A parser directive: ``# name=value`` before everything else."""

    name: str
    value: str
    span: Span
    value_span: Span
    line: int


class Form(Enum):
    """How an instruction's arguments are written."""

    NONE = "none"
    """There are none."""
    SHELL = "shell"
    """One text, for a shell or as a whole."""
    JSON = "json"
    """A JSON array of strings."""
    LIST = "list"
    """Words divided by blanks."""
    PAIRS = "pairs"
    """``name=value`` words, or the old ``name value``."""
    NESTED = "nested"
    """Another instruction (ONBUILD)."""
    UNKNOWN = "unknown"
    """The keyword is not one that Docker knows."""


class Word:
    """An argument.

    Attributes:
        text: the argument as Docker's parser holds it: quotes kept, except in JSON form.
        start: offset of its text in the node's logical line.
        end: offset after it.
        span: where the file has it; in JSON form without its quotes.
        is_verbatim: whether ``text`` is exactly what stands at ``start``.
    """

    __slots__ = ("end", "is_verbatim", "span", "start", "text")

    def __init__(
        self, text: str, start: int, end: int, span: Span, *, is_verbatim: bool = True
    ) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.span = span
        self.is_verbatim = is_verbatim

    def __repr__(self) -> str:
        return f"Word({self.text!r}, {self.span.start}:{self.span.end})"


class Pair(NamedTuple):
    """A name with its value, from ENV, LABEL or ARG.

    ``value`` is None for ``ARG name``; ``has_delimiter`` is false for the old ``ENV name value``.
    """

    name: Word
    value: Word | None
    has_delimiter: bool

    @property
    def span(self) -> Span:
        """Return the span of name and value together."""
        return self.name.span if self.value is None else self.name.span.cover(self.value.span)


class Flag:
    """A flag before an instruction's arguments.

    Attributes:
        text: the flag as Docker's parser holds it: quotes and escapes taken off.
        name: its name without ``--``.
        value: the text after ``=``, or None where there is no ``=``.
        span: the whole flag.
        value_span: the value as written.
    """

    __slots__ = ("name", "span", "text", "value", "value_span")

    def __init__(self, text: str, span: Span, value_span: Span) -> None:
        self.text = text
        name, equals, value = text.partition("=")
        self.name = name[2:]
        self.value = value if equals else None
        self.span = span
        self.value_span = value_span

    def __repr__(self) -> str:
        return f"Flag({self.text!r})"


class Heredoc(NamedTuple):
    """A heredoc of RUN, COPY or ADD.

    Attributes:
        name: the delimiter, quotes taken off.
        content: the body as written.
        expand: whether the delimiter is unquoted, so that variables are expanded.
        chomp: whether it is written ``<<-``: leading tabs are taken off.
        descriptor: the file descriptor before ``<<``, 0 if none.
        span: the ``<<NAME`` word.
        body_span: the body.
        terminator_span: the line that ends it, without its line ending.
    """

    name: str
    content: str
    expand: bool
    chomp: bool
    descriptor: int
    span: Span
    body_span: Span
    terminator_span: Span


class InstructionNode:
    """One instruction.

    Attributes:
        keyword: in upper case.
        raw_keyword: as written.
        keyword_span: where it is.
        span: from the keyword to the end of its last line, heredocs included, without line ending.
        flags: the flags, in order.
        form: how the arguments are written.
        words: the arguments, as Docker's parser divides them; empty for pairs and nested.
        pairs: the pairs of ENV, LABEL and ARG.
        child: ONBUILD's instruction.
        text: the logical text after keyword and flags, blanks at its ends taken off.
        text_start: where that text begins in ``line``.
        line: the logical line: continuations joined, comments between them left out.
        origin: where ``line`` came from.
        heredocs: in order.
        comments: the comments before it, as Docker's parser keeps them.
        empty_continuations: blank lines within its continued lines.
        start_line: its first line, from 1.
        end_line: its last line, heredocs included.
        health_type: HEALTHCHECK's first word, else None; ``words`` hold what follows.
        has_error: whether a problem was found in it.
    """

    __slots__ = (
        "child",
        "comments",
        "empty_continuations",
        "end_line",
        "flags",
        "form",
        "has_error",
        "health_type",
        "heredocs",
        "keyword",
        "keyword_span",
        "line",
        "origin",
        "pairs",
        "raw_keyword",
        "span",
        "start_line",
        "text",
        "text_start",
        "words",
    )

    def __init__(
        self, raw_keyword: str, keyword_span: Span, span: Span, line: str, origin: OriginMap
    ) -> None:
        self.raw_keyword = raw_keyword
        self.keyword = raw_keyword.upper()
        self.keyword_span = keyword_span
        self.span = span
        self.line = line
        self.origin = origin
        self.text = ""
        self.text_start = len(line)
        self.form = Form.NONE
        self.flags: tuple[Flag, ...] = ()
        self.words: tuple[Word, ...] = ()
        self.pairs: tuple[Pair, ...] = ()
        self.child: InstructionNode | None = None
        self.heredocs: tuple[Heredoc, ...] = ()
        self.comments: tuple[str, ...] = ()
        self.empty_continuations: tuple[Span, ...] = ()
        self.start_line = 0
        self.end_line = 0
        self.health_type: Word | None = None
        self.has_error = False

    @property
    def text_span(self) -> Span:
        """Return where ``text`` is in the file."""
        return self.origin.span(self.text_start, self.text_start + len(self.text))

    def flag(self, name: str) -> Flag | None:
        """Return the last flag of that name."""
        for flag in reversed(self.flags):
            if flag.name == name:
                return flag
        return None

    def flags_named(self, name: str) -> tuple[Flag, ...]:
        """Return every flag of that name, in order."""
        return tuple(flag for flag in self.flags if flag.name == name)

    def __repr__(self) -> str:
        return f"InstructionNode({self.keyword} at line {self.start_line})"


class TokenKind(Enum):
    """What a token is."""

    BYTE_ORDER_MARK = "byte-order-mark"
    DIRECTIVE = "directive"
    COMMENT = "comment"
    KEYWORD = "keyword"
    FLAG = "flag"
    ARGUMENT = "argument"
    CONTINUATION = "continuation"
    HEREDOC_BODY = "heredoc-body"
    HEREDOC_END = "heredoc-end"
    BLANK = "blank"
    """White space, line endings among it."""


class Token(NamedTuple):
    """A piece of the file; the tokens' texts concatenate to the source."""

    kind: TokenKind
    span: Span


class DockerfileTree:
    r"""A Dockerfile as read.

    Attributes:
        source: what was read.
        escape: the escape character, ``\\`` or a backtick.
        directives: the parser directives, in order.
        instructions: in order.
        comments: every comment line, those between continued lines too; directives left out.
        problems: what Docker would refuse, in order of place.
        continuations: the escape characters that continue a line, each to its line's end.
    """

    __slots__ = (
        "_tokens",
        "comments",
        "continuations",
        "directives",
        "escape",
        "instructions",
        "problems",
        "source",
    )

    def __init__(self, source: Source) -> None:
        self.source = source
        self.escape = "\\"
        self.directives: tuple[Directive, ...] = ()
        self.instructions: tuple[InstructionNode, ...] = ()
        self.comments: tuple[Comment, ...] = ()
        self.problems: tuple[Problem, ...] = ()
        self.continuations: tuple[Span, ...] = ()
        self._tokens: tuple[Token, ...] | None = None

    def directive(self, name: str) -> Directive | None:
        """Return the parser directive of that name."""
        for directive in self.directives:
            if directive.name == name:
                return directive
        return None

    def is_refused_at(self, *kinds: ProblemKind) -> bool:
        """Tell whether Docker refuses the file at one of these stages."""
        return any(problem.kind in kinds for problem in self.problems)

    @property
    def tokens(self) -> tuple[Token, ...]:
        """Return the file's tokens, made on first use."""
        if self._tokens is None:
            from dockwright.syntax.dockerfile.tokens import tokenize

            self._tokens = tokenize(self)
        return self._tokens
