"""Repairs DW503: the server listens on every address of the container."""

from __future__ import annotations

from dockwright.edits.quoting import json_string
from dockwright.edits.words import insert_words, replace_word
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.rules.python.loopback_server import Loopback, long_option
from dockwright.text import Edit, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb.records import ServerFacts
    from dockwright.model.command import Command
    from dockwright.rules.diagnostic import Fix
    from dockwright.syntax.shell.nodes import ShellWord

_ALL = "0.0.0.0"  # noqa: S104 - the address that the container is to listen on


@repair("DW503", on=Loopback, touches=("cmd", "entrypoint"))
def loopback_server(subject: Loopback, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Put the address of all interfaces in the place of loopback's, or name it."""
    server = subject.server
    if server is None:
        yield Refusal("the project's code says where it listens, and code is not changed")
        return
    title = f"Listen on every address: `{_ALL}`"
    if subject.word is not None:
        text = ctx.tree.source.slice(subject.word.span)
        found = [
            host
            for host in sorted(ctx.kb.names("server-python.loopback-addresses"), key=len)[::-1]
            if host in text
        ]
        if not found or text.count(found[0]) != 1:
            yield Refusal("the address is put together from parts")
            return
        host = f"[{found[0]}]" if f"[{found[0]}]" in text else found[0]
        start = subject.word.span.start + text.index(host)
        yield ctx.unsafe(title, [Edit(Span(start, start + len(host)), _ALL)])
        return
    yield ctx.unsafe(
        title,
        _named(subject, server),
        unless="the server is started within the text of another command",
    )


def _named(subject: Loopback, server: ServerFacts) -> tuple[Edit, ...] | None:
    """Return the edits that name the address at the end of the server's command line."""
    command = subject.command
    texts: tuple[str, ...]
    if server.host_options:
        texts = (long_option(server.host_options), _ALL)
    elif server.bind_options:
        texts = (long_option(server.bind_options), f"{_ALL}:{server.default_port}")
    else:
        port = _port(command)
        if port is not None:
            word, number = port
            return replace_word(command, word, f"{_ALL}:{number}")
        texts = (f"{_ALL}:{server.default_port}",)
    last = subject.held[-1]
    if command.instruction is None:
        # ENTRYPOINT and CMD in exec form make one command line.
        words = last.node.words
        if not last.is_exec_form or not words:
            return None
        at = words[-1].span.end + 1
        return (Edit(Span(at, at), "".join(f", {json_string(text)}" for text in texts)),)
    return insert_words(command, command.words[-1], *texts)


def _port(command: Command) -> tuple[ShellWord, str] | None:
    """Return the word that is a port alone, where the server takes address and port as one."""
    for word in command.words[1:]:
        if word.value is not None and word.value.isdecimal():
            return word, word.value
    return None
