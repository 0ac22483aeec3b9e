"""What a script has that is bash's, and not every shell's."""

from __future__ import annotations

from dockwright.model.words import text_of
from dockwright.syntax.shell.nodes import PartKind
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.model.command import Command
    from dockwright.syntax.shell.nodes import Assignment, ShellWord, WordPart
    from dockwright.text import Span

__all__ = ["Trait", "traits", "traits_of_assignments"]

_ECHO_OPTION = re.compile(r"-[neE]*e[neE]*")


class Trait(NamedTuple):
    """A place where a script is bash's.

    Attributes:
        kind: which of the traits that the knowledge base tells of, or ``program``.
        shown: what is written there.
        span: the place.
    """

    kind: str
    shown: str
    span: Span


def traits(command: Command, kb: KnowledgeBase) -> Iterator[Trait]:
    """Yield the traits of one command, its words and redirections."""
    words = command.words
    yield Trait("program", command.program, words[0].span)
    if "/" in words[0].raw:
        pass  # a program of that name, which is no builtin of the shell's
    elif command.program in {"[", "test"}:
        for word in words[1:]:
            if word.value == "==" and "\\" not in word.raw:
                yield Trait("double-equals", "==", word.span)
    elif command.program == "echo":
        if len(words) > 1 and _ECHO_OPTION.fullmatch(text_of(words[1])):
            yield Trait("echo-options", f"echo {text_of(words[1])}", words[1].span)
    elif command.program == "set":
        for word in words[1:]:
            if word.value == "pipefail":
                yield Trait("pipefail", "set -o pipefail", word.span)
    for redirect in command.simple.redirects:
        if redirect.operator in {"&>", "&>>"}:
            yield Trait("both-redirect", redirect.operator, redirect.span)
        elif redirect.operator == "<<<":
            yield Trait("here-string", "<<<", redirect.span)
        if redirect.target is not None:
            yield from _of_word(redirect.target)
    if command.program != "[[":
        takes_braces = command.program not in kb.name_set("shell-language.brace-programs")
        for word in words:
            for trait in _of_word(word):
                if trait.kind != "brace" or not takes_braces:
                    yield trait
    yield from traits_of_assignments(command.environment)


def traits_of_assignments(assignments: tuple[Assignment, ...]) -> Iterator[Trait]:
    """Yield the traits of values that are assigned."""
    for assignment in assignments:
        if assignment.value is not None:
            yield from _of_word(assignment.value)


def _of_word(word: ShellWord) -> Iterator[Trait]:
    for part in word.parts:
        if part.kind is PartKind.BRACE:
            kind = "array" if part.text.startswith("(") else "brace"
            yield Trait(kind, part.text, part.span)
        elif part.kind is PartKind.COMMAND and part.text[:2] in {"<(", ">("}:
            yield Trait("process-substitution", part.text[:2] + "…)", part.span)
        elif part.kind is PartKind.VARIABLE:
            yield from _of_variable(part)


def _of_variable(part: WordPart) -> Iterator[Trait]:
    if part.operator in {"/", "//", ":"}:
        yield Trait("substitution-in-variable", part.text, part.span)
    elif part.operator in {"^", "^^", ",", ",,"}:
        yield Trait("case-of-variable", part.text, part.span)
    elif part.text.startswith("${!"):
        yield Trait("indirection", part.text, part.span)
