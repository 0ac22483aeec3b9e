"""Where a container listens: the server that its command starts, the address and the port.

Read from the command line, the variables that the server heeds, and its defaults, all of which
the knowledge base knows.  What a configuration file or code says is not looked at here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.command import commands_of_argv
from dockwright.model.command_variables import lookup_under
from dockwright.model.instructions import Expose
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from dockwright.kb import KnowledgeBase
    from dockwright.kb.records import ServerFacts
    from dockwright.model.command import Command
    from dockwright.model.instructions import Runnable
    from dockwright.model.stage import Stage
    from dockwright.syntax.shell.nodes import ShellWord
    from dockwright.text import Span

    Lookup = Callable[[str], str | Unknown | None]

__all__ = ["Serving", "commands_of_image", "exposed_ports", "served_by_image", "serving_of"]

_QUESTIONS = frozenset({"--version", "--help"})
"""Options with which a server says something and ends."""
_CONFIGURATION = frozenset({"-c", "--config", "--uds", "--fd", "--unix-socket", "--sock"})

_EVERYWHERE = "0.0.0.0"  # noqa: S104 - read, not bound
_FALSE = frozenset({"false", "f", "0", "no", "n"})
"""Values with which an option without one is switched off."""


class Serving(NamedTuple):
    """A server that a command starts.

    Attributes:
        server: what is known of the program.
        command: the command.
        host: the address that it binds; ``Unknown`` where the command hides it.
        host_word: the word that names it; None where a variable or the default decides.
        port: the port; ``Unknown`` where the command hides it, None where none is known.
        port_word: the word that names it; None where a variable or the default decides.
        is_default_port: whether nothing says the port, so that the program's own counts.
    """

    server: ServerFacts
    command: Command
    host: str | Unknown | None
    host_word: ShellWord | None
    port: int | Unknown | None
    port_word: ShellWord | None
    is_default_port: bool

    @property
    def place(self) -> Span:
        """Return where the port is said, or the command."""
        return self.command.own_span if self.port_word is None else self.port_word.span


def commands_of_image(stage: Stage) -> tuple[Command, ...]:
    """Return what a container of the image runs: in exec form, CMD gives ENTRYPOINT arguments."""
    held = [each for each in stage.final_command() if each is not None]
    return commands_of_held(held)


def commands_of_held(held: Sequence[Runnable]) -> tuple[Command, ...]:
    """Return what ENTRYPOINT and CMD come to together."""
    if len(held) == 2 and all(each.is_exec_form for each in held):
        words = tuple((word.text, word.span) for each in held for word in each.node.words)
        return commands_of_argv(words, held[0].span)
    return tuple(held[0].commands) if held else ()


def served_by_image(stage: Stage, kb: KnowledgeBase) -> Serving | None:
    """Return the server that an image's own command starts; None where there is not exactly one."""

    def lookup(name: str) -> str | Unknown | None:
        return stage.final_state.env(name)

    return serving_of(commands_of_image(stage), kb, lookup)


def exposed_ports(stage: Stage) -> frozenset[int] | Unknown:
    """Return the ports that an image exposes by EXPOSE."""
    found: set[int] = set()
    for each in stage.layers():
        for text in each.ports if isinstance(each, Expose) else ():
            port = (text.known or "").partition("/")[0]
            first, _, last = port.partition("-")
            if not first.isdecimal() or (last and not last.isdecimal()):
                return Unknown("a port of EXPOSE is not known")
            found.update(range(int(first), int(last or first) + 1))
    return frozenset(found)


def serving_of(commands: Iterable[Command], kb: KnowledgeBase, lookup: Lookup) -> Serving | None:
    """Return the one server that commands start; None where none is known, or several are.

    Args:
        commands: the commands, those that a shell is given among them.
        kb: knows the servers.
        lookup: gives the container's variables; None for one that is not set.
    """
    commands = tuple(commands)
    found = [
        (command, server) for command in commands if (server := _server_of(command, kb)) is not None
    ]
    if len(found) != 1:
        return None
    command, server = found[0]
    lookup = lookup_under(commands, lookup)
    host, host_word = _host(command, server, lookup)
    port, port_word, is_default = _port(command, server, lookup)
    return Serving(server, command, host, host_word, port, port_word, is_default)


def _server_of(command: Command, kb: KnowledgeBase) -> ServerFacts | None:
    words = tuple(word.value or "" for word in command.words)
    if not _QUESTIONS.isdisjoint(words):
        return None
    server = kb.server_of((command.program, *words[1:]) if words else ())
    if server is None and command.interpreter is not None:
        server = kb.server_of(tuple(word.value or "" for word in command.simple.words))
    return server


def _option(command: Command, options: Sequence[str]) -> tuple[ShellWord, str | None] | None:
    """Return the word that holds an option's last value, and the value; None where none sets it."""
    return next(reversed(list(_given(command, options))), None)


def _given(command: Command, options: Sequence[str]) -> Iterator[tuple[ShellWord, str | None]]:
    words = command.words
    for at, word in enumerate(words[1:], start=1):
        text = word.value if word.value is not None else text_of(word)
        name, equals, value = text.partition("=")
        if name not in options:
            short = next((each for each in options if len(each) == 2 and text.startswith(each)), "")
            if short and word.value is not None and text[2:].isdecimal():
                yield word, text[2:]
            continue
        if equals:
            yield word, value if word.value is not None else None
        elif at + 1 < len(words):
            yield words[at + 1], words[at + 1].value


def _last_of_several(command: Command, server: ServerFacts) -> ShellWord | None:
    """Return the last of several addresses of which each is served; None for one or none."""
    found = list(_given(command, server.bind_options))
    return found[-1][0] if len(found) > 1 else None


def _everywhere(command: Command, server: ServerFacts) -> ShellWord | None:
    """Return the word that makes a server listen on every interface; None where none does."""
    for word in command.words[1:]:
        name, _, value = text_of(word).partition("=")
        if name in server.everywhere_options and value.lower() not in _FALSE:
            return word
    return None


def _positional(command: Command, server: ServerFacts) -> ShellWord | None:
    if server.positional != "addrport":
        return None
    for word in command.words[1:]:
        text = word.value
        if text is not None and re.fullmatch(r"(?:[\w.\[\]:-]*:)?\d+", text):
            return word
    return None


def _host(
    command: Command, server: ServerFacts, lookup: Lookup
) -> tuple[str | Unknown | None, ShellWord | None]:
    several = _last_of_several(command, server)
    if several is not None:
        return Unknown("it listens on several addresses"), several
    everywhere = _everywhere(command, server)
    if everywhere is not None:
        return _EVERYWHERE, everywhere
    found = _option(command, (*server.host_options, *server.bind_options))
    if found is not None:
        word, value = found
        if value is None:
            raw = word.raw.replace('"', "").partition("$")[0]
            if raw.endswith(":") and raw[:-1]:
                return raw[:-1].strip("[]"), word
            return Unknown("a variable holds the address"), word
        return _host_of(value), word
    word_ = _positional(command, server)
    if word_ is not None and word_.value is not None and ":" in word_.value:
        return _host_of(word_.value), word_
    if _is_configured(command):
        return Unknown("a configuration file may say the address"), None
    for name in (*server.host_env, *server.bind_env):
        given = _of_variable(name, server, lookup)
        if isinstance(given, Unknown):
            return given, None
        if given and given.isdecimal():
            return _EVERYWHERE, None  # a server binds it that is told a port alone
        if given:
            return _host_of(given), None
    if _hides_more(command, server):
        return Unknown("a configuration file or a variable may say more"), None
    return server.default_host, None


def _host_of(value: str) -> str | Unknown:
    if value.startswith(("unix:", "fd:", "/")):
        return Unknown("a socket takes the address's place")
    if value.startswith("["):
        return value[1:].partition("]")[0]
    return value.rpartition(":")[0] if value.count(":") == 1 else value


def _port(
    command: Command, server: ServerFacts, lookup: Lookup
) -> tuple[int | Unknown | None, ShellWord | None, bool]:
    several = _last_of_several(command, server)
    if several is not None:
        return Unknown("it listens on several ports"), several, False
    for options in (server.port_options, server.bind_options):
        found = _option(command, options)
        if found is None:
            continue
        word, value = found
        number = (value or "").rpartition(":")[2]
        if value is not None and options is server.bind_options and ":" not in value:
            break
        if number.isdecimal():
            return int(number), word, False
        known = _from_variable(word, lookup)
        return (known if known is not None else Unknown("a variable holds the port")), word, False
    word_ = _positional(command, server)
    if word_ is not None and word_.value is not None:
        return int(word_.value.rpartition(":")[2]), word_, False
    if _is_configured(command):
        return Unknown("a configuration file may say the port"), None, False
    for name in (*server.port_env, *server.bind_env):
        given = _of_variable(name, server, lookup)
        if isinstance(given, Unknown):
            return given, None, False
        number = (given or "").rpartition(":")[2]
        if number.isdecimal():
            return int(number), None, False
    if _hides_more(command, server):
        return Unknown("a configuration file or a variable may say more"), None, False
    return server.default_port, None, True


def _of_variable(name: str, server: ServerFacts, lookup: Lookup) -> str | Unknown | None:
    """Return what a variable says of the address: its value, or that of an option in it."""
    value = lookup(name)
    if not isinstance(value, str) or not value.startswith("-"):
        return value
    words = value.split()
    for at, word in enumerate(words):
        option, equals, text = word.partition("=")
        if option in _CONFIGURATION:
            return Unknown("a configuration file may say the address")
        if option in server.bind_options:
            return text if equals else "".join(words[at + 1 : at + 2])
    return None


def _from_variable(word: ShellWord, lookup: Lookup) -> int | None:
    """Return the port that a word's one variable holds, or its default."""
    match = re.fullmatch(r'"?(?:[\w.]*:)?\$\{?(\w+)(?::?-(\d+))?\}?"?', word.raw)
    if match is None:
        return None
    value = lookup(match[1])
    text = value if isinstance(value, str) and value else match[2] if value is None else None
    return int(text) if text is not None and text.isdecimal() else None


def _is_configured(command: Command) -> bool:
    """Tell whether a file that the command names says more, which comes before variables."""
    return any(text_of(word).partition("=")[0] in _CONFIGURATION for word in command.words[1:])


def _hides_more(command: Command, server: ServerFacts) -> bool:
    """Tell whether a word may say the address or the port without naming them."""
    named = {*server.port_options, *server.host_options, *server.bind_options}
    before = ""
    for word in command.words[1:]:
        name = text_of(word).partition("=")[0]
        if word.value is None and before not in named and name not in named:
            return True
        before = name
    return False
