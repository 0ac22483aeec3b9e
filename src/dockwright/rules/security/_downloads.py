"""Downloads that are run at once, and where they come from."""

from __future__ import annotations

from dockwright.model.actions import Download
from dockwright.model.command import command_of
from dockwright.model.grammar.wrappers import SHELLS
from dockwright.model.words import text_of
from dockwright.syntax.shell.nodes import PartKind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.model.command import Command
    from dockwright.model.instructions import Run
    from dockwright.syntax.shell.nodes import ShellWord

__all__ = ["address_of", "host_of", "is_private", "scripts_run_at_once"]

_READERS = frozenset({"eval", "source", "."})
"""Builtins of a shell that run the text or file that they are given."""


def host_of(address: str) -> str:
    """Return the host of an address, without credentials and port."""
    host = address.partition("://")[2] or address
    return host.partition("/")[0].rpartition("@")[2].partition(":")[0]


def is_private(address: str) -> bool:
    """Tell whether an address is this machine's or has a host without a dot."""
    host = host_of(address)
    return "." not in host or host.startswith("127.") or host.endswith((".local", ".internal"))


def address_of(download: Download) -> str:
    """Return what a download fetches first, its expansions as written."""
    return next((text_of(url) for url in download.urls), "")


def scripts_run_at_once(run: Run, kb: KnowledgeBase) -> Iterator[tuple[Command, Download]]:
    """Yield the interpreters of a RUN that get a download as their script, with the download."""
    interpreters = kb.name_set("security.script-interpreters")
    commands = run.commands
    fetching = [
        (command, download)
        for command in commands
        if (download := Download.of(command)) is not None
    ]
    if not fetching:
        return
    for command in commands:
        program = command.program
        if program in interpreters and _reads_input(command):
            number, place, _ = command.simple.pipeline
            for source, download in fetching:
                if (
                    source.simple.pipeline[0] == number
                    and source.simple.pipeline[1] < place
                    and download.to_stdout
                ):
                    yield command, download
                    break
        if program in interpreters or program in _READERS:
            substituted = _substituted(command)
            if substituted is not None:
                yield command, substituted


def _reads_input(command: Command) -> bool:
    """Tell whether an interpreter takes its script from standard input."""
    at = 1
    words = command.words
    is_shell = command.program in SHELLS
    while at < len(words):
        text = text_of(words[at])
        if text in {"-", "/dev/stdin"} or (is_shell and text == "-s"):
            return True
        if text == "--":
            return at + 1 == len(words)
        if text[:1] not in {"-", "+"} or (not is_shell and text[:2] != "-u"):
            return False
        if is_shell and not text.startswith("--"):
            if "s" in text:
                return True
            if "c" in text:
                return False
            at += text.count("o")
        at += 1
    return True


def _substituted(command: Command) -> Download | None:
    """Return the download whose output a command is given as its script."""
    words = command.words
    for at, word in enumerate(words[1:], start=1):
        before = text_of(words[at - 1])
        is_script = (
            command.program in _READERS
            or word.raw.startswith("<(")
            or (before[:1] == "-" and before[:2] != "--" and before.endswith("c"))
        )
        if is_script:
            found = _download_within(word)
            if found is not None:
                return found
    return None


def _download_within(word: ShellWord) -> Download | None:
    for part in word.parts:
        if part.kind is PartKind.COMMAND and part.script is not None:
            for simple in part.script.commands:
                command = command_of(simple)
                download = None if command is None else Download.of(command)
                if download is not None and download.to_stdout:
                    return download
    return None
