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

__all__ = ["CodeServing", "serving_of_code"]


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
    commands = tuple(commands)
    lookup = lookup_under(commands, lookup)
    words = [word.value or "" for command in commands for word in command.words]
    host = _given(call.host, words, lookup)
    port = _given(call.port, words, lookup)
    number = int(port) if isinstance(port, str) and port.isdecimal() else port
    return CodeServing(
        call,
        host if isinstance(host, str) else _unknown(host),
        number if isinstance(number, int) else _unknown(number),
    )


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
