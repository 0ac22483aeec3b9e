"""What reading a shell script gives: commands with words, redirections and structure."""

from __future__ import annotations

from dockwright.text.light import Enum, NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.text import Span

__all__ = [
    "Assignment",
    "Dialect",
    "PartKind",
    "Redirect",
    "ShellProblem",
    "ShellScript",
    "ShellWord",
    "SimpleCommand",
    "WordPart",
]


class Dialect(Enum):
    """The language that an instruction's text is written in."""

    POSIX = "sh"
    BASH = "bash"
    POWERSHELL = "powershell"
    CMD = "cmd"
    OTHER = "other"
    """A program that is no shell we know: python, perl, node, a custom SHELL."""

    __hash__ = object.__hash__  # that of Enum is written in Python

    @property
    def is_readable(self) -> bool:
        """Tell whether scripts of this dialect are read into commands."""
        return self in {Dialect.POSIX, Dialect.BASH}


class PartKind(Enum):
    """What a piece of a word is."""

    LITERAL = "literal"
    VARIABLE = "variable"
    COMMAND = "command"
    """A command or process substitution."""
    ARITHMETIC = "arithmetic"
    GLOB = "glob"
    """An unquoted ``*``, ``?`` or ``[…]``."""
    TILDE = "tilde"
    BRACE = "brace"
    """A brace expansion, ``{a,b}`` or ``{1..3}``."""

    __hash__ = object.__hash__  # that of Enum is written in Python


class WordPart:
    """A piece of a word.

    Attributes:
        kind: what it is.
        text: the literal text after quote removal, or the piece as written.
        span: where the file has it.
        quoted: whether it stands within quotes (no splitting, no globbing).
        name: a variable's name, else ``""``.
        operator: a variable's modifier as written (``":-"``, ``"%%"``, …), else ``""``.
        operand: the text after the modifier as written, else ``""``.
        script: the commands of a substitution, else None.
    """

    __slots__ = ("kind", "name", "operand", "operator", "quoted", "script", "span", "text")

    def __init__(
        self,
        kind: PartKind,
        text: str,
        span: Span,
        *,
        quoted: bool = False,
        name: str = "",
        operator: str = "",
        operand: str = "",
        script: ShellScript | None = None,
    ) -> None:
        self.kind = kind
        self.text = text
        self.span = span
        self.quoted = quoted
        self.name = name
        self.operator = operator
        self.operand = operand
        self.script = script


class ShellWord:
    """A word of a command.

    Attributes:
        raw: the word as the shell gets it, quotes and all.
        span: where the file has it.
        parts: its pieces, in order.
        value: its text after quote removal where nothing in it is expanded (globs stay as written);
            None where an expansion decides.
    """

    __slots__ = ("parts", "raw", "span", "value")

    def __init__(
        self, raw: str, span: Span, parts: tuple[WordPart, ...], value: str | None
    ) -> None:
        self.raw = raw
        self.span = span
        self.parts = parts
        self.value = value

    def __repr__(self) -> str:
        return f"ShellWord({self.raw!r})"


class Assignment(NamedTuple):
    """``NAME=value`` before a command, or alone, or as an operand of ``export`` and its kin."""

    name: str
    value: ShellWord | None
    span: Span
    appends: bool = False
    """Whether it is written ``NAME+=value``."""


class Redirect(NamedTuple):
    """A redirection.

    ``operator`` is as written without the descriptor (``>``, ``>>``, ``<``, ``&>``, ``2>&1`` has
    ``>&``, ``<<``, ``<<<``); ``descriptor`` is None where none is written; ``target`` is None for
    heredocs, whose text is ``body``.
    """

    operator: str
    descriptor: int | None
    target: ShellWord | None
    body: str | None
    span: Span


class SimpleCommand:
    """One command with its words, as the shell would run it.

    Attributes:
        words: the program and its arguments; empty for a lone assignment or redirection.
        assignments: the assignments before the program.
        redirects: the redirections, in order.
        span: from its first word to its last, redirections included.
        connector: the operator before it in its list: ``"&&"``, ``"||"``, ``";"`` (also a
            newline), ``"|"``, ``"|&"``, ``"&"``, or ``""`` for the first of its list.
        follower: the operator after it, with the same values.
        context: the compound commands around it, outermost first: ``"subshell"``, ``"group"``,
            ``"if-condition"``, ``"then"``, ``"elif-condition"``, ``"else"``, ``"while-condition"``,
            ``"while"``, ``"until-condition"``, ``"until"``, ``"for"``, ``"case"``, ``"function"``,
            ``"substitution"``, ``"negated"``, ``"alternative"`` (a compound command after ``||``).
        scope: identifies the list that it stands in: commands with equal ``scope`` are
            neighbours joined by their connectors.
        pipeline: (number of the pipeline in the script, place from 0 in it, its length).
    """

    __slots__ = (
        "assignments",
        "connector",
        "context",
        "follower",
        "pipeline",
        "redirects",
        "scope",
        "span",
        "words",
    )

    def __init__(
        self,
        words: tuple[ShellWord, ...],
        assignments: tuple[Assignment, ...],
        redirects: tuple[Redirect, ...],
        span: Span,
        *,
        connector: str = "",
        follower: str = "",
        context: tuple[str, ...] = (),
        scope: int = 0,
        pipeline: tuple[int, int, int] = (0, 0, 1),
    ) -> None:
        self.words = words
        self.assignments = assignments
        self.redirects = redirects
        self.span = span
        self.connector = connector
        self.follower = follower
        self.context = context
        self.scope = scope
        self.pipeline = pipeline

    @property
    def name(self) -> str | None:
        """Return the program's word where it is static, else None."""
        return self.words[0].value if self.words else None

    @property
    def is_unconditional(self) -> bool:
        """Tell whether it runs whenever what stands before it succeeds."""
        return self.connector != "||" and not any(
            part not in {"group", "subshell", "if-condition"} for part in self.context
        )

    def __repr__(self) -> str:
        return f"SimpleCommand({' '.join(word.raw for word in self.words)!r})"


class ShellProblem(NamedTuple):
    """A place where the grammar found no sense."""

    span: Span
    message: str


class ShellScript:
    """A script as read.

    Attributes:
        text: what the shell is given.
        dialect: the language it was read as.
        commands: every simple command, nested ones included, in order of their text; a command
            within a substitution comes right after the command whose word holds it.
        problems: places that the grammar could not read; the rest is read all the same.
        reason: why nothing was read (``"PowerShell is not read"``), or ``""``.
    """

    __slots__ = ("commands", "dialect", "problems", "reason", "text")

    def __init__(
        self,
        text: str,
        dialect: Dialect,
        commands: tuple[SimpleCommand, ...],
        problems: tuple[ShellProblem, ...] = (),
        reason: str = "",
    ) -> None:
        self.text = text
        self.dialect = dialect
        self.commands = commands
        self.problems = problems
        self.reason = reason
