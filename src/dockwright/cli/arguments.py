"""The command line of a plain run, read without argparse.

Importing and filling argparse costs more than to check a small file.  Here the usual forms of a
command line are understood, from the same Option table; everything else (help, abbreviations and
joined short flags, whatever is wrong) is left to ``parser``, which also words every complaint.
``tests/cli/test_arguments.py`` holds that both agree.
"""

from __future__ import annotations

from dockwright.config.options import COMMANDS, options_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from dockwright.config.options import Option

__all__ = ["Parsed", "read_arguments", "read_plain", "value_of"]


class Parsed:
    """A command line that was understood.

    Attributes:
        command: the command's name.
        arguments: its positional arguments.
        values: the options given, by option name.
    """

    __slots__ = ("arguments", "command", "values")

    def __init__(self, command: str, arguments: list[str], values: dict[str, object]) -> None:
        self.command = command
        self.arguments = arguments
        self.values = values


def read_arguments(argv: Sequence[str]) -> Parsed:
    """Return what a command line asks for; ``--help`` and ``--version`` end the program.

    Raises:
        UsageError: it asks for what there is not.
    """
    parsed = read_plain(argv)
    if parsed is None:
        from dockwright.cli.parser import parse_arguments

        parsed = parse_arguments(argv)
    return parsed


def read_plain(argv: Sequence[str]) -> Parsed | None:
    """Return what a command line of a usual form asks for, None for any other.

    Usual is: the command; options by their whole names, values as the next word or after ``=``;
    positional arguments side by side.

    Raises:
        UsageError: an option cannot have its value.
    """
    command = next((each for each in COMMANDS if argv and each.name == argv[0]), None)
    if command is None:
        return None
    flags: dict[str, Option] = {}
    for option in options_of(command.name, "flag"):
        flags[option.long_flag] = option
        if option.short:
            flags[f"-{option.short}"] = option
    given: dict[str, object] = {}
    arguments: list[str] = []
    ended = False
    words = iter(argv[1:])
    taking: list[str] | None = None
    for word in words:
        if word[:1] != "-" or word == "-":
            if taking is not None:
                taking.append(word)
                continue
            if ended:
                return None
            arguments.append(word)
            continue
        taking = None
        ended = bool(arguments)
        name, equals, value = word.partition("=")
        if name not in flags:
            return None
        option = flags[name]
        if option.kind == "switch":
            if equals:
                return None
            given[option.name] = not option.default
            continue
        if not equals:
            value = next(words, "")
            if value[:1] == "-" and value != "-":
                return None
        elif name[:2] != "--":
            return None
        if not value or value == "--":  # argparse drops two dashes wherever they stand alone
            return None
        choices = command.formats if option.name == "format" else option.choices
        if option.kind == "choice" and value not in choices:
            return None
        if option.kind in {"list", "pairs"}:
            texts = given.setdefault(option.name, [])
            assert isinstance(texts, list)
            texts.append(value)
            if option.takes_more and not equals:
                taking = texts
        else:
            given[option.name] = value
    if (command.arity == "1" or not command.arguments) and len(arguments) != int(
        command.arity == "1"
    ):
        return None
    if command.arity == "?" and len(arguments) > 1:
        return None
    values = {
        option.name: value_of(option, given[option.name])
        for option in flags.values()
        if option.name in given
    }
    return Parsed(command.name, arguments, values)


def value_of(option: Option, given: object) -> object:
    """Return an option's value from what the command line gives.

    Raises:
        UsageError: the option cannot take it.
    """
    if option.kind in {"switch", "choice"}:
        return given
    from dockwright.config.values import ValueProblem, from_text
    from dockwright.errors import UsageError

    try:
        if isinstance(given, list):
            if option.kind == "list":
                return tuple(item for text in given for item in _names(option, text))
            return _pairs(option, given)
        return from_text(option, str(given))
    except ValueProblem as problem:
        raise UsageError(f"{option.long_flag} {problem}") from None


def _names(option: Option, text: str) -> tuple[object, ...]:
    from dockwright.config.values import from_text

    names = from_text(option, text)
    assert isinstance(names, tuple)
    return names


def _pairs(option: Option, given: list[str]) -> dict[str, str]:
    import os

    from dockwright.config.values import from_text, pair_from_text

    pairs: dict[str, str] = {}
    for text in given:
        if option.choices:
            checked = from_text(option, text)
            assert isinstance(checked, dict)
            pairs.update(checked)
        elif "=" in text or not text:
            name, value = pair_from_text(text)
            pairs[name] = value
        elif text in os.environ:  # as docker does, a name alone takes its value from there
            pairs[text] = os.environ[text]
    return pairs
