"""A command line as its program reads it: subcommand, options, operands."""

from __future__ import annotations

from dockwright.model.grammar.base import Grammar, Spec
from dockwright.model.words import is_wholly_dynamic, piece, text_of
from dockwright.text import Span
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockwright.syntax.shell.nodes import ShellWord

__all__ = ["Arguments", "Option", "last_option", "read_arguments"]


class Option(NamedTuple):
    """An option of a command.

    ``span`` is the option with its value; within a cluster (``-yq``) it is the letter alone and
    ``is_clustered`` is true.
    """

    name: str
    """The canonical name, such as ``--no-cache-dir``; as written where it is unknown."""
    value: ShellWord | None
    """The value, where it takes one and has one."""
    text: str
    """The value's text, its expansions as written; ``""`` without a value."""
    span: Span
    spelled: str
    """The name as written, such as ``-y`` or an abbreviation."""
    is_known: bool = True
    is_clustered: bool = False


class Arguments:
    """A command line as its program reads it."""

    __slots__ = ("is_certain", "operands", "options", "subcommand", "subcommand_words")

    def __init__(self) -> None:
        self.subcommand = ""
        self.subcommand_words: tuple[ShellWord, ...] = ()
        self.options: tuple[Option, ...] = ()
        self.operands: tuple[ShellWord, ...] = ()
        self.is_certain = True


def last_option(options: tuple[Option, ...], names: tuple[str, ...]) -> Option | None:
    """Return the last option with one of these canonical or written names."""
    for option in reversed(options):
        if option.name in names or option.spelled in names:
            return option
    return None


def read_arguments(
    grammar: Grammar, words: Sequence[ShellWord], *, known: bool = True
) -> Arguments:
    """Read the words after a program's name by its grammar."""
    found = Arguments()
    options: list[Option] = []
    operands: list[ShellWord] = []
    subcommand_words: list[ShellWord] = []
    wants_subcommand = grammar.subcommands is not None
    table = grammar.table("")
    ended = False
    position = 0
    count = len(words)
    if grammar.bundled and words:
        position = _read_bundle(table, words, options)
    while position < count:
        word = words[position]
        position += 1
        text = text_of(word)
        if ended or text[:1] != "-" or text == "-":
            if wants_subcommand and not ended and word.value is not None:
                name = grammar.aliases.get(text, text)
                found.subcommand = f"{found.subcommand} {name}" if found.subcommand else name
                subcommand_words.append(word)
                if found.subcommand not in grammar.groups:
                    wants_subcommand = False
                    table = grammar.table(found.subcommand)
                elif found.subcommand in (grammar.subcommands or {}):
                    table = grammar.table(found.subcommand)
                continue
            if not ended and is_wholly_dynamic(word):
                found.is_certain = False
            wants_subcommand = False
            operands.append(word)
            if not grammar.permutes or found.subcommand in grammar.stops:
                operands.extend(words[position:])
                break
            continue
        if text == "--":
            ended = True
            wants_subcommand = False
            continue
        position = _read_option(grammar, table, words, position, text, options)
        if options[-1:] and options[-1].name in grammar.finals:
            operands.extend(words[position:])
            break
    if known:
        if not all(option.is_known for option in options):
            found.is_certain = False
    elif options:
        found.is_certain = False
    found.options = tuple(options)
    found.operands = tuple(operands)
    found.subcommand_words = tuple(subcommand_words)
    return found


def _read_bundle(table: dict[str, Spec], words: Sequence[ShellWord], options: list[Option]) -> int:
    """Read tar's first word without a dash; return where the next word is."""
    word = words[0]
    text = text_of(word)
    if word.value is None or not text.isalpha():
        return 0
    specs = [table.get("-" + letter) for letter in text]
    if None in specs:
        return 0
    position = 1
    for at, spec in enumerate(specs):
        assert spec is not None
        value: ShellWord | None = None
        if spec.takes == "=" and position < len(words):
            value = words[position]
            position += 1
        span = piece(word, at, at + 1).span
        value_text = "" if value is None else text_of(value)
        options.append(
            Option(spec.name, value, value_text, span, "-" + text[at], is_clustered=True)
        )
    return position


def _read_option(
    grammar: Grammar,
    table: dict[str, Spec],
    words: Sequence[ShellWord],
    position: int,
    text: str,
    options: list[Option],
) -> int:
    """Read the option word before ``position``; return where the next word is."""
    word = words[position - 1]
    name, equals, _ = text.partition("=")
    spec = table.get(name)
    is_long = text.startswith("--")
    if spec is None and grammar.single_dash:
        other = name[1:] if is_long else "-" + name
        spec = table.get(other)
    if spec is None and is_long:
        spec = _find_long(grammar, table, name)
    whole = is_long or grammar.single_dash or (spec is not None and len(name) > 2)
    if whole or not table:
        known = spec is not None
        canonical = spec.name if spec else name
        if equals:
            value = piece(word, len(name) + 1)
            value_text = text[len(name) + 1 :]
            options.append(Option(canonical, value, value_text, word.span, name, known))
        elif spec is not None and spec.takes == "=" and position < len(words):
            value = words[position]
            span = Span(word.span.start, value.span.end)
            options.append(Option(canonical, value, text_of(value), span, name))
            return position + 1
        else:
            options.append(Option(canonical, None, "", word.span, name, known))
        return position
    return _read_cluster(grammar, table, words, position, text, options)


def _find_long(grammar: Grammar, table: dict[str, Spec], name: str) -> Spec | None:
    if grammar.abbreviates and len(name) > 2:
        found = {spec for full, spec in table.items() if full.startswith(name)}
        if len(found) == 1:
            return found.pop()
    if grammar.negates and name.startswith("--no-"):
        positive = table.get("--" + name[5:])
        if positive is not None:
            return Spec("--no-" + positive.name[2:], "")
    return None


def _read_cluster(
    grammar: Grammar,
    table: dict[str, Spec],
    words: Sequence[ShellWord],
    position: int,
    text: str,
    options: list[Option],
) -> int:
    """Read short options that share a dash; return where the next word is."""
    word = words[position - 1]
    size = len(text)
    clustered = size > 2
    at = 1
    while at < size:
        letter = "-" + text[at]
        spec = table.get(letter)
        at += 1
        if spec is None:
            if letter == "-=":  # apt's -qq=2
                break
            span = word.span if not clustered else piece(word, at - 1, at).span
            options.append(
                Option(letter, None, "", span, letter, is_known=False, is_clustered=clustered)
            )
            continue
        if not spec.takes or (spec.takes == "?" and at == size):
            span = word.span if not clustered else piece(word, at - 1, at).span
            options.append(Option(spec.name, None, "", span, letter, is_clustered=clustered))
            continue
        if spec.takes == "?" and table.get("-" + text[at]) is not None:
            # -qq, -qy: a letter that is an option itself is not a value
            options.append(
                Option(spec.name, None, "", piece(word, at - 1, at).span, letter, is_clustered=True)
            )
            continue
        joined = at > 2
        if at < size:
            begin = at + 1 if text[at] == "=" and grammar.attached_equals else at
            value = piece(word, begin)
            span = word.span if not joined else piece(word, at - 1).span
            options.append(
                Option(spec.name, value, text[begin:], span, letter, is_clustered=joined)
            )
        elif position < len(words):
            value = words[position]
            start = word.span.start if not joined else piece(word, at - 1).span.start
            span = Span(start, value.span.end)
            options.append(
                Option(spec.name, value, text_of(value), span, letter, is_clustered=joined)
            )
            return position + 1
        else:
            options.append(Option(spec.name, None, "", word.span, letter, is_clustered=joined))
        break
    return position
