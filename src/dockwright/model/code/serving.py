"""Where the code of a container listens."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.command_variables import lookup_under
from dockwright.model.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dockwright.model.code.facts import ServerCall
    from dockwright.model.code.program import Code
    from dockwright.model.code.values import Valued
    from dockwright.model.command import Command

    Lookup = Callable[[str], str | Unknown | None]

__all__ = ["CodeServing", "number_given", "serving_of_code"]

_LONGEST_NUMBER = 10


class CodeServing(NamedTuple):
    """A server that code starts.

    Attributes:
        call: the call that serves.
        host: the address.
        port: the port.
    """

    call: ServerCall
    host: str | Unknown
    port: int | Unknown


def serving_of_code(code: Code, commands: Iterable[Command], lookup: Lookup) -> CodeServing | None:
    """Return the one server that code starts with the program; None for none or several.

    Args:
        code: the code.
        commands: the command lines that start it, whose options it may heed.
        lookup: gives the container's variables.
    """
    calls = [call for call in code.servers if not call.is_aside]
    if len(calls) != 1 or not calls[0].at_start or calls[0].guarded:
        return None
    call = calls[0]
    words, within = _heeded(code, commands, lookup)
    host = _given(call.host, words, within)
    port = _given(call.port, words, within)
    number = int(port) if isinstance(port, str) and port.isdecimal() else port
    return CodeServing(
        call,
        host if isinstance(host, str) else _unknown(host),
        number if isinstance(number, int) else _unknown(number),
    )


def number_given(
    valued: Valued, code: Code, commands: Iterable[Command], lookup: Lookup
) -> int | None:
    """Return the whole number that code is given when commands start it; None for another value.

    Args:
        valued: what the code says.
        code: the code.
        commands: the command lines that start it, whose options it may heed.
        lookup: gives the container's variables.
    """
    words, within = _heeded(code, commands, lookup)
    value = _given(valued, words, within)
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return int(value) if value.isdecimal() and len(value) < _LONGEST_NUMBER else None
    return value if isinstance(value, int) else None


def _heeded(code: Code, commands: Iterable[Command], lookup: Lookup) -> tuple[list[str], Lookup]:
    """Return the words that start code, those of its scripts among them, and its variables."""
    held = (*commands, *(command for script in code.scripts for command in script.commands))
    words = [word.value or word.raw for command in held for word in command.words]
    lookup = lookup_under(held, lookup)

    def within(name: str) -> str | Unknown | None:
        if any(script.hides(name) for script in code.scripts):
            return Unknown(f"the script that starts the program may set {name}")
        return lookup(name)

    return words, within


def _given(valued: Valued, words: list[str], lookup: Lookup) -> object:
    for at, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name in valued.options:
            return value if equals else words[at + 1] if at + 1 < len(words) else ""
    if valued.options and any(word.startswith("$") for word in words):
        return Unknown("a variable may be an option")
    return valued.under(lookup)


def _unknown(value: object) -> Unknown:
    return value if isinstance(value, Unknown) else Unknown("the code does not say it")
