"""Shell scripts and Procfiles that a container starts with, and what they run."""

from __future__ import annotations

import itertools
import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.actions import ChangeDirectory
from dockwright.model.command import commands_of, commands_of_argv
from dockwright.model.grammar.wrappers import SHELLS
from dockwright.model.project import refusal_for_content
from dockwright.model.serving import serving_of
from dockwright.model.unknown import Unknown
from dockwright.syntax.shell.dialect import dialect_of
from dockwright.syntax.shell.nodes import Dialect
from dockwright.syntax.shell.reader import read_script
from dockwright.text import OriginMap, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dockwright.kb import KnowledgeBase
    from dockwright.model.command import Command
    from dockwright.model.project import Project
    from dockwright.model.serving import Serving

    Locate = Callable[[str], str | Unknown | None]
    Lookup = Callable[[str], str | Unknown | None]

__all__ = ["StartScript", "Started", "serving_in_script", "started_by"]

_DEEPEST = 3
"""Scripts that start scripts: nobody writes more, and a reader must end."""
_MOST_CHARACTERS = 100_000
_ASSIGNED = re.compile(r"(?:^|[\s;&|(])([A-Za-z_]\w*)\+?=", re.MULTILINE)
_TAKES_MORE = re.compile(
    r"(?:^|[;&|]|\bthen|\bdo)[ \t]*(?:\.|source|eval|read|export[ \t]+\$\(|set[ \t]+-\w*a)[ \t]",
    re.MULTILINE,
)
_PROCESS = re.compile(r"^([A-Za-z0-9_-]+):[ \t]*(.+)$", re.MULTILINE)
_ARGUMENTS = frozenset({'"$@"', "$@", '"${@}"', "${@}", "$*", '"$*"'})


class StartScript(NamedTuple):
    """A script that runs before, or starts, what the container is for.

    Attributes:
        path: its absolute path on disk.
        source: its text.
        sets: the variables that it may set for what it starts; ``Unknown`` where it takes them
            from a file or a program.
        commands: its commands, with their places in it.
    """

    path: str
    source: Source
    sets: frozenset[str] | Unknown
    commands: tuple[Command, ...]

    def hides(self, name: str) -> bool:
        """Tell whether it may set a variable for what it starts."""
        return isinstance(self.sets, Unknown) or name in self.sets


class Started(NamedTuple):
    """A command that runs when a container starts.

    Attributes:
        command: the command, with its places in the script, or where it was given.
        cwd: the directory that it runs in.
        script: the script that it stands in; None where it stands in none.
    """

    command: Command
    cwd: str
    script: StartScript | None


def started_by(
    commands: Iterable[Command], cwd: str, locate: Locate, project: Project, kb: KnowledgeBase
) -> tuple[Started, ...]:
    """Return what commands start, those in scripts and Procfiles that they run among them.

    Args:
        commands: the commands, those that a shell is given among them.
        cwd: the directory that they are run in.
        locate: gives the file on disk that a path means in the container; None for none there.
        project: reads files.
        kb: knows the programs.
    """
    reader = _Reader(locate, project, kb)
    reader.take(commands, cwd, None, (), 0)
    return tuple(reader.found)


def serving_in_script(
    started: Iterable[Started], kb: KnowledgeBase, lookup: Lookup
) -> tuple[Serving, StartScript] | None:
    """Return the one server that scripts start, whatever holds; None for none or several.

    Args:
        started: what the container starts.
        kb: knows the servers.
        lookup: gives the container's variables; what a script sets is not known.
    """
    own = [each for each in started if each.script is not None]

    def within(name: str) -> str | Unknown | None:
        if any(each.script is not None and each.script.hides(name) for each in own):
            return Unknown(f"the script that starts the program may set {name}")
        return lookup(name)

    serving = serving_of((each.command for each in own), kb, within)
    if serving is None or not serving.command.is_unconditional:
        return None
    script = next(each.script for each in own if each.command is serving.command)
    return None if script is None else (serving, script)


class _Reader:
    def __init__(self, locate: Locate, project: Project, kb: KnowledgeBase) -> None:
        self.locate = locate
        self.project = project
        self.kb = kb
        self.found: list[Started] = []
        self.seen: set[str] = set()

    def take(
        self,
        commands: Iterable[Command],
        cwd: str,
        script: StartScript | None,
        given: tuple[Command, ...],
        depth: int,
    ) -> None:
        """Take commands in order; ``given`` is what their script is given to run."""
        for command in commands:
            if given and command.words and command.words[0].raw in _ARGUMENTS:
                self.take(given, cwd, None, (), depth + 1)
                continue
            self.found.append(Started(command, cwd, script))
            moved = ChangeDirectory.of(command)
            if moved is not None and moved.directory is not None:
                cwd = posixpath.normpath(posixpath.join(cwd, moved.directory.value or ""))
            if depth < _DEEPEST:
                self.follow(command, cwd, depth)

    def follow(self, command: Command, cwd: str, depth: int) -> None:
        """Take what a script or a Procfile that a command runs has."""
        processes = self.kb.mapping("code.process-managers").get(command.program)
        if processes is not None:
            self.processes(command, cwd, processes, depth)
            return
        at = _script_word(command)
        text = None if at is None else command.words[at].value
        if at is None or text is None:
            return
        source = self.script_at(text, cwd)
        if source is None or source.path in self.seen:
            return
        self.seen.add(source.path)
        rest = command.words[at + 1 :]
        given = tuple((word.value or word.raw, word.span) for word in rest)
        handed = commands_of_argv(given, command.span) if given else ()
        dialect = dialect_of(("sh",), source.text)
        origin = OriginMap.identity(0, len(source.text))
        inner = commands_of(read_script(source.text, origin, dialect))
        script = StartScript(source.path, source, _sets(source.text), inner)
        self.take(inner, cwd, script, handed, depth + 1)

    def script_at(self, text: str, cwd: str) -> Source | None:
        """Return the shell script at a path, or of a name on PATH; None for no such file."""
        folders = [cwd]
        if "/" not in text:
            folders = [*self.kb.names("contents.program-directories"), "/"]
            if text.endswith(".sh"):
                folders.append(cwd)
        for folder in folders:
            path = self.locate(posixpath.normpath(posixpath.join(folder, text)))
            if isinstance(path, str):
                return self.read(path, text)
        return None

    def read(self, path: str, name: str) -> Source | None:
        data = self.project.read(path)
        if isinstance(data, Unknown) or refusal_for_content(data) is not None:
            return None
        source = Source.from_bytes(path, data)
        is_shell = name.endswith((".sh", ".bash")) and not source.text.startswith("#!")
        if len(source.text) > _MOST_CHARACTERS:
            return None
        if not is_shell and not source.text.startswith("#!"):
            return None
        dialect = dialect_of(("sh",), source.text)
        return source if dialect in {Dialect.BASH, Dialect.POSIX} else None

    def processes(self, command: Command, cwd: str, words: list[str], depth: int) -> None:
        """Take the processes of a Procfile that a manager of such starts."""
        if not any(word.value in words for word in command.words[1:]):
            return
        name = "Procfile"
        for before, word in itertools.pairwise(command.words):
            if before.value in {"-f", "--procfile"} and word.value is not None:
                name = word.value
        path = self.locate(posixpath.normpath(posixpath.join(cwd, name)))
        data = self.project.read(path) if isinstance(path, str) else None
        if not isinstance(path, str) or not isinstance(data, bytes) or path in self.seen:
            return
        self.seen.add(path)
        source = Source.from_bytes(path, data)
        wanted = {word.value for word in command.words[1:]}
        lines = list(_PROCESS.finditer(source.text))
        chosen = [match for match in lines if match[1] in wanted] or lines
        for match in chosen:
            origin = OriginMap.identity(match.start(2), len(match[2]))
            inner = commands_of(read_script(match[2], origin, Dialect.POSIX))
            # The manager gives each process a port of its own.
            script = StartScript(path, source, frozenset({"PORT"}), inner)
            self.take(inner, cwd, script, (), depth + 1)


def _script_word(command: Command) -> int | None:
    """Return the position of the word that may name a script; None for none."""
    words = command.words
    if command.program in SHELLS:
        for at, word in enumerate(words[1:], start=1):
            text = word.value or ""
            if text.startswith("-") and "c" in text.lstrip("-"):
                return None
            if not text.startswith("-"):
                return at
        return None
    first = (words[0].value or "") if words else ""
    return 0 if "/" in first or "entrypoint" in first or first.endswith((".sh", ".bash")) else None


def _sets(text: str) -> frozenset[str] | Unknown:
    """Return the variables that a script may set for what it starts."""
    if _TAKES_MORE.search(text):
        return Unknown("the script takes variables from elsewhere")
    return frozenset(match[1] for match in _ASSIGNED.finditer(text))
