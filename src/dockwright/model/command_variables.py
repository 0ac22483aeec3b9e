"""The variables that command lines set for what they start, before those of the container."""

from __future__ import annotations

from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dockwright.model.command import Command

    Lookup = Callable[[str], str | Unknown | None]

__all__ = ["lookup_under"]

_READING = frozenset({".", "source", "eval", "read"})
"""Builtins of the shell after which any variable may have any value."""


def lookup_under(commands: Iterable[Command], lookup: Lookup) -> Lookup:
    """Return what gives the variables of a program that command lines start.

    An assignment before a command, of ``env`` and of ``export`` comes before the container's own
    variables.  ``Unknown`` where an expansion or several assignments decide the value, and for
    every name after a file is read (``. ./.env``, ``--env-file``).

    Args:
        commands: the commands, those that a shell is given among them.
        lookup: gives the container's own variables; None for one that is not set.
    """
    given: dict[str, str | Unknown] = {}
    hidden: Unknown | None = None
    for command in commands:
        for assignment in command.environment:
            word = assignment.value
            value = None if word is None else word.value
            name = assignment.name
            if value is None or assignment.appends or given.get(name, value) != value:
                given[name] = Unknown(f"the shell works {name} out")
            else:
                given[name] = value
        if command.program == "export":
            for word in command.words[1:]:
                given.setdefault(text_of(word), Unknown("a variable of the shell is passed on"))
        if _reads_variables(command):
            hidden = Unknown("the command may read variables from a file")

    def under(name: str) -> str | Unknown | None:
        if hidden is not None:
            return hidden
        return given[name] if name in given else lookup(name)

    return under


def _reads_variables(command: Command) -> bool:
    words = [text_of(word) for word in command.words[1:]]
    if command.program in _READING:
        return True
    if command.program == "set":
        return "-a" in words or "allexport" in words
    options = [option.spelled for wrapper in command.wrapping for option in wrapper.options]
    return any(word.partition("=")[0] == "--env-file" for word in (*words, *options))
