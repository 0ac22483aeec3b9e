"""The instructions of a stage, with their words expanded and their commands read."""

from __future__ import annotations

from dockwright.model.text import Text, make_text
from dockwright.model.unknown import Unknown
from dockwright.syntax.dockerfile.mounts import Mount, parse_mount
from dockwright.syntax.dockerfile.nodes import Form
from dockwright.text import OriginMap, Span
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from dockwright.model.command import Command
    from dockwright.model.image_ref import ImageRef
    from dockwright.model.stage import Stage
    from dockwright.model.state import State
    from dockwright.syntax.dockerfile.nodes import Flag, Heredoc, InstructionNode, Pair, Word
    from dockwright.syntax.shell.nodes import ShellScript

__all__ = [
    "Add",
    "Arg",
    "Argument",
    "Cmd",
    "Copy",
    "CopyLike",
    "Entrypoint",
    "Env",
    "Expose",
    "From",
    "Healthcheck",
    "Instruction",
    "Label",
    "Maintainer",
    "MountUse",
    "Onbuild",
    "Run",
    "Runnable",
    "ShellInstruction",
    "Stopsignal",
    "UnknownInstruction",
    "User",
    "Variable",
    "Volume",
    "Workdir",
]


class Instruction:
    """An instruction.

    Attributes:
        node: its syntax.
        stage: the stage that it belongs to; None before the first FROM.
        span: from its keyword to its end, heredocs included.
        keyword_span: its keyword.
        state: what holds before it.
        is_onbuild: whether it is an ONBUILD trigger, which runs in a later build.
    """

    __slots__ = ("escape", "is_onbuild", "keyword_span", "node", "span", "stage", "state")

    def __init__(
        self,
        node: InstructionNode,
        stage: Stage | None,
        state: State,
        escape: str,
        *,
        is_onbuild: bool = False,
    ) -> None:
        self.node = node
        self.stage = stage
        self.state = state
        self.escape = escape
        self.is_onbuild = is_onbuild
        self.span = node.span
        self.keyword_span = node.keyword_span

    @property
    def context_sources(self) -> tuple[Text, ...]:
        """Return the words that name paths of the build context: sources of COPY, ADD, mounts."""
        return ()

    @property
    def keyword(self) -> str:
        """Return the keyword in upper case."""
        return self.node.keyword

    def lookup(self, name: str) -> str | Unknown | None:
        """Return what a variable in its words stands for; None where nothing defines it."""
        if self.is_onbuild:
            return Unknown("an ONBUILD trigger runs in a later build")
        return self.state.variable(name)

    def text_of(self, word: Word) -> Text:
        """Return a word of this instruction, expanded."""
        return make_text(
            word.text,
            word.span,
            self.lookup,
            escape=self.escape,
            start=word.start,
            origin=self.node.origin if word.is_verbatim else None,
        )

    def plain(self, word: Word) -> Text:
        """Return a word of this instruction that Docker does not expand."""
        return Text(
            word.text,
            word.span,
            word.text,
            start=word.start,
            origin=self.node.origin if word.is_verbatim else None,
        )

    def flag_text(self, flag: Flag) -> Text:
        """Return a flag's value, expanded."""
        return make_text(flag.value or "", flag.value_span, self.lookup, escape=self.escape)

    def flag(self, name: str) -> Text | None:
        """Return the expanded value of a flag, or None where it is not given."""
        found = self.node.flag(name)
        return None if found is None else self.flag_text(found)

    def __repr__(self) -> str:
        return f"{type(self).__name__} at line {self.node.start_line}"


class UnknownInstruction(Instruction):
    """An instruction whose keyword Docker does not know."""

    __slots__ = ()


class From(Instruction):
    """``FROM image AS name``.  Its words are expanded with the global ARGs alone."""

    __slots__ = ("alias", "image", "platform")

    def lookup(self, name: str) -> str | Unknown | None:
        """Return a global ARG's value: ``state`` is the one before the first FROM."""
        return self.state.variables.get(name)

    def __init__(
        self,
        node: InstructionNode,
        stage: Stage | None,
        state: State,
        escape: str,
        *,
        is_onbuild: bool = False,
    ) -> None:
        super().__init__(node, stage, state, escape, is_onbuild=is_onbuild)
        words = node.words
        self.image: Text | None = self.text_of(words[0]) if words else None
        self.alias: Word | None = words[2] if len(words) == 3 else None
        self.platform = self.flag("platform")


class Variable(NamedTuple):
    """A name and a value of ENV or LABEL."""

    name: Text
    value: Text
    has_delimiter: bool
    pair: Pair

    @property
    def span(self) -> Span:
        """Return the span of name and value."""
        return self.pair.span


class Argument(NamedTuple):
    """A name of ARG, with its default or None."""

    name: str
    default: Text | None
    pair: Pair

    @property
    def span(self) -> Span:
        """Return the span of name and default."""
        return self.pair.span


class Arg(Instruction):
    """``ARG name=default``."""

    __slots__ = ("_arguments",)

    @property
    def arguments(self) -> tuple[Argument, ...]:
        """Return the names that it declares."""
        try:
            return self._arguments
        except AttributeError:
            self._arguments: tuple[Argument, ...] = tuple(
                Argument(
                    pair.name.text,
                    None if pair.value is None else self.text_of(pair.value),
                    pair,
                )
                for pair in self.node.pairs
            )
            return self._arguments

    def default_of(self, argument: Argument, lookup: Callable[[str], str | Unknown | None]) -> Text:
        """Return a default, expanded with what ``lookup`` gives.

        An ARG line's own earlier names count for its later ones.
        """
        word = argument.pair.value
        if word is None:
            return Text("", argument.span, Unknown("the argument has no default"))
        return make_text(
            word.text,
            word.span,
            lookup,
            escape=self.escape,
            start=word.start,
            origin=self.node.origin,
        )


class _Pairs(Instruction):
    __slots__ = ("_pairs",)

    @property
    def pairs(self) -> tuple[Variable, ...]:
        """Return its names and values."""
        try:
            return self._pairs
        except AttributeError:
            self._pairs: tuple[Variable, ...] = tuple(
                Variable(
                    self.text_of(pair.name), self.text_of(pair.value), pair.has_delimiter, pair
                )
                for pair in self.node.pairs
                if pair.value is not None
            )
            return self._pairs


class Env(_Pairs):
    """``ENV name=value``."""

    __slots__ = ()


class Label(_Pairs):
    """``LABEL name=value``."""

    __slots__ = ()


class MountUse:
    """A ``--mount`` of RUN.

    Attributes:
        mount: its options; where they cannot be told, or Docker would refuse them, why.
        span: the flag.
        value_span: the flag's value.
        source: the stage or image that it takes from; None for the build context.
        written: the flag's value as written.
    """

    __slots__ = ("mount", "source", "span", "value_span", "written")

    def __init__(
        self,
        mount: Mount | Unknown,
        span: Span,
        value_span: Span,
        source: Stage | ImageRef | Unknown | None,
        written: str = "",
    ) -> None:
        self.mount = mount
        self.span = span
        self.value_span = value_span
        self.source = source
        self.written = written

    @property
    def context_source(self) -> Text | None:
        """Return the path of the build context that it binds; None for any other mount."""
        mount = self.mount
        if isinstance(mount, Unknown) or mount.type != "bind" or mount.from_ or not mount.source:
            return None
        at = 0
        for part in self.written.split(","):
            key, equals, value = part.partition("=")
            if equals and key.strip().lower() in {"source", "src"}:
                start = self.value_span.start + at + len(part) - len(value)
                length = self.value_span.end - self.value_span.start
                is_plain = length == len(self.written)
                span = Span(start, start + len(value)) if is_plain else self.value_span
                return Text(value, span, mount.source)
            at += len(part) + 1
        return None

    @property
    def bound(self) -> Text | None:
        """Return the path of the build context that it binds, the root where it names none.

        None for any other mount.  A root that is not named has the place of the whole value.
        """
        mount = self.mount
        if isinstance(mount, Unknown) or mount.type != "bind" or mount.from_:
            return None
        return self.context_source or Text("", self.value_span, mount.source or ".")


class Runnable(Instruction):
    """An instruction that holds a command: RUN, CMD, ENTRYPOINT, HEALTHCHECK."""

    __slots__ = ("_commands", "_script", "_script_text")

    @property
    def is_exec_form(self) -> bool:
        """Tell whether it is written as a JSON array: no shell runs it."""
        return self.node.form is Form.JSON

    @property
    def argv(self) -> tuple[Text, ...]:
        """Return the words of the JSON form; Docker expands none of them."""
        if not self.is_exec_form:
            return ()
        return tuple(self.plain(word) for word in self.node.words)

    @property
    def begins_like_array(self) -> bool:
        """Tell whether a shell form begins with a bracket: a test, or an array that is no JSON."""
        return not self.is_exec_form and self.script_text()[0].startswith("[")

    @property
    def shell(self) -> tuple[str, ...]:
        """Return the shell that a shell form is run with."""
        return self.state.shell

    def script_text(self) -> tuple[str, OriginMap]:
        """Return the text that Docker hands to the shell, and where it came from."""
        try:
            return self._script_text
        except AttributeError:
            self._script_text: tuple[str, OriginMap] = self._read_script_text()
            return self._script_text

    def _read_script_text(self) -> tuple[str, OriginMap]:
        node = self.node
        start = node.text_start
        text = node.text
        if node.health_type is not None:
            words = node.words
            if not words:
                return "", OriginMap.identity(node.span.end, 0)
            start = words[0].start
            text = words[0].text
        return text, node.origin.slice(start, start + len(text))

    @property
    def script(self) -> ShellScript | None:
        """Return the shell form as read; None for the exec form and where there is no text."""
        try:
            return self._script
        except AttributeError:
            self._script: ShellScript | None = self._read()
            return self._script

    def _read(self) -> ShellScript | None:
        if self.is_exec_form:
            return None
        text, origin = self.script_text()
        if not text:
            return None
        from dockwright.syntax.shell.dialect import dialect_of
        from dockwright.syntax.shell.reader import read_script

        return read_script(text, origin, dialect_of(self.shell, text))

    @property
    def commands(self) -> tuple[Command, ...]:
        """Return the commands that it runs, those within ``sh -c`` and substitutions too."""
        try:
            return self._commands
        except AttributeError:
            self._commands: tuple[Command, ...] = self._read_commands()
            return self._commands

    def dissolve(self) -> None:
        """Let go of the commands, and of what they were taken for."""
        for command in getattr(self, "_commands", ()):
            command.dissolve()
        self._commands = ()

    def _read_commands(self) -> tuple[Command, ...]:
        from dockwright.model.command import commands_of, commands_of_argv

        if self.is_exec_form:
            commands = commands_of_argv(
                tuple((word.text, word.span) for word in self.node.words), self.span
            )
        else:
            script = self.script
            commands = () if script is None else commands_of(script)
        for command in commands:
            command.instruction = self
        return commands


SHELL_STATE = frozenset(
    {
        *("cd", "pushd", "popd", "export", "unset", "alias", "unalias", "umask", "ulimit"),
        *("shopt", "set", ".", "source"),
    }
)
"""Builtin commands of shells that change the shell that runs them and nothing besides."""


class Run(Runnable):
    """``RUN command``, in shell, exec or heredoc form."""

    __slots__ = ("_mounts",)

    @property
    def heredocs(self) -> tuple[Heredoc, ...]:
        """Return its heredocs."""
        return self.node.heredocs

    @property
    def is_heredoc_script(self) -> bool:
        """Tell whether the whole command is one heredoc: its body is the script."""
        node = self.node
        if len(node.heredocs) == 0 or len(node.words) != 1:
            return False
        from dockwright.syntax.dockerfile.reader import heredoc_of_word

        return isinstance(heredoc_of_word(node.text), tuple)

    def _read(self) -> ShellScript | None:
        text = self.node.text
        if not text.startswith("<<") or self.is_exec_form or self.is_heredoc_script:
            return super()._read()
        if not self.node.heredocs:
            return super()._read()
        # The grammar takes the body of a heredoc before its command for commands.
        from dockwright.syntax.shell.dialect import dialect_of
        from dockwright.syntax.shell.nodes import ShellScript

        reason = "a heredoc stands before its command"
        return ShellScript(text, dialect_of(self.shell, text), (), (), reason)

    def _read_script_text(self) -> tuple[str, OriginMap]:
        """Return the text for the shell: a lone heredoc's body, or the whole."""
        text, origin = super()._read_script_text()
        heredocs = self.node.heredocs
        if not heredocs:
            return text, origin
        if self.is_heredoc_script:
            return _heredoc_text(heredocs[0])
        pieces = [text]
        starts = list(origin.starts)
        origins = list(origin.origins)
        length = len(text)
        for heredoc in heredocs:
            for piece, at in (
                ("\n", heredoc.body_span.start - 1),
                (heredoc.content, heredoc.body_span.start),
                (heredoc.name, heredoc.terminator_span.start),
            ):
                if piece:
                    starts.append(length)
                    origins.append(at)
                    pieces.append(piece)
                    length += len(piece)
        return "".join(pieces), OriginMap(starts, origins, length)

    @property
    def changes_its_shell_alone(self) -> bool:
        """Tell whether each of its commands changes the shell that runs it, or sources a file."""
        if self.is_exec_form:
            return False
        commands = self.commands
        if commands:
            return all(
                command.program in SHELL_STATE or "substitution" in command.simple.context
                for command in commands
            )
        script = self.script
        return script is not None and any(simple.assignments for simple in script.commands)

    @property
    def mounts(self) -> tuple[MountUse, ...]:
        """Return its mounts."""
        try:
            return self._mounts
        except AttributeError:
            self._mounts: tuple[MountUse, ...] = tuple(
                self._mount(flag) for flag in self.node.flags_named("mount")
            )
            return self._mounts

    def _mount(self, flag: Flag) -> MountUse:
        hidden: list[Unknown] = []

        def expand_value(text: str) -> tuple[str, str | None]:
            word = make_text(text, flag.value_span, self.lookup, escape=self.escape)
            if isinstance(word.value, Unknown):
                hidden.append(word.value)
                return text, word.error
            return word.value, None

        got = parse_mount(flag.value or "", expand_value)
        if isinstance(got, str):
            mount: Mount | Unknown = hidden[0] if hidden else Unknown(got)
            return MountUse(mount, flag.span, flag.value_span, None, flag.value or "")
        source: Stage | ImageRef | Unknown | None = None
        if got.from_ and self.stage is not None:
            source = self.stage.source(got.from_, numbers=False)
        return MountUse(got, flag.span, flag.value_span, source, flag.value or "")

    @property
    def context_sources(self) -> tuple[Text, ...]:
        """Return the paths of the build context that its mounts bind."""
        if not self.node.flags:
            return ()
        found = (use.context_source for use in self.mounts)
        return tuple(each for each in found if each is not None)

    def has_mount(self, kind: str, target: str) -> bool:
        """Tell whether a mount of that kind covers ``target``: it or a directory above it."""
        for use in self.mounts:
            mount = use.mount
            if isinstance(mount, Unknown) or mount.type != kind:
                continue
            place = self.state.resolve(mount.target) if mount.target else Unknown("no target")
            if isinstance(place, Unknown):
                continue
            if place in {"/", target} or target.startswith(place + "/"):
                return True
        return False

    @property
    def network(self) -> str:
        """Return the network mode."""
        flag = self.node.flag("network")
        return (flag.value or "default") if flag is not None else "default"


def _heredoc_text(heredoc: Heredoc) -> tuple[str, OriginMap]:
    start = heredoc.body_span.start
    content = heredoc.content
    if not heredoc.chomp or "\t" not in content:
        return content, OriginMap.identity(start, len(content))
    pieces: list[str] = []
    starts: list[int] = []
    origins: list[int] = []
    length = 0
    at = start
    for line in content.splitlines(keepends=True):
        bare = line.lstrip("\t")
        starts.append(length)
        origins.append(at + len(line) - len(bare))
        pieces.append(bare)
        length += len(bare)
        at += len(line)
    return "".join(pieces), OriginMap(starts or [0], origins or [start], length)


class Cmd(Runnable):
    """``CMD command``."""

    __slots__ = ()


class Entrypoint(Runnable):
    """``ENTRYPOINT command``."""

    __slots__ = ()


class Healthcheck(Runnable):
    """``HEALTHCHECK CMD command`` or ``HEALTHCHECK NONE``."""

    __slots__ = ()

    @property
    def is_none(self) -> bool:
        """Tell whether it switches the base image's health check off."""
        kind = self.node.health_type
        return kind is not None and kind.text.upper() == "NONE"


class ShellInstruction(Instruction):
    """``SHELL ["program", "option"]``."""

    __slots__ = ()

    @property
    def argv(self) -> tuple[Text, ...]:
        """Return its words; Docker expands none of them."""
        if self.node.form is not Form.JSON:
            return ()
        return tuple(self.plain(word) for word in self.node.words)


class CopyLike(Instruction):
    """COPY or ADD: sources into a destination."""

    __slots__ = ("_destination", "_sources")

    @property
    def sources(self) -> tuple[Text, ...]:
        """Return the sources that are paths or addresses; heredocs are in ``heredocs``."""
        try:
            return self._sources
        except AttributeError:
            self._sources: tuple[Text, ...] = tuple(
                self.text_of(word) for word in self.node.words[:-1] if not self._is_heredoc(word)
            )
            return self._sources

    def _is_heredoc(self, word: Word) -> bool:
        return bool(self.node.heredocs) and any(
            heredoc.span == word.span or heredoc.span.overlaps(word.span)
            for heredoc in self.node.heredocs
        )

    @property
    def heredocs(self) -> tuple[Heredoc, ...]:
        """Return the files whose content stands in the Dockerfile."""
        return self.node.heredocs

    @property
    def destination(self) -> Text | None:
        """Return the destination; None where the instruction is malformed."""
        try:
            return self._destination
        except AttributeError:
            words = self.node.words
            self._destination: Text | None = self.text_of(words[-1]) if len(words) > 1 else None
            return self._destination

    @property
    def target_path(self) -> str | Unknown:
        """Return the absolute destination; a trailing slash is kept."""
        destination = self.destination
        if destination is None:
            return Unknown("the instruction has no destination")
        value = destination.value
        if isinstance(value, Unknown):
            return value
        path = self.state.resolve(value)
        if isinstance(path, str) and (value.endswith("/") or value in {".", "./"}) and path != "/":
            return path + "/"
        return path

    @property
    def chown(self) -> Text | None:
        """Return ``--chown``."""
        return self.flag("chown")

    @property
    def chmod(self) -> Text | None:
        """Return ``--chmod``."""
        return self.flag("chmod")

    @property
    def link(self) -> bool:
        """Tell whether ``--link`` is on."""
        flag = self.node.flag("link")
        return flag is not None and (flag.value is None or flag.value.lower() == "true")

    @property
    def excludes(self) -> tuple[Text, ...]:
        """Return the ``--exclude`` patterns."""
        return tuple(self.flag_text(flag) for flag in self.node.flags_named("exclude"))


class Copy(CopyLike):
    """``COPY source… destination``."""

    __slots__ = ("_from",)

    @property
    def from_(self) -> Stage | ImageRef | Unknown | None:
        """Return what it copies from: a stage, an image, or None for the build context."""
        try:
            return self._from
        except AttributeError:
            flag = self.node.flag("from")
            found: Stage | ImageRef | Unknown | None = None
            if flag is not None and flag.value:
                if self.stage is None:
                    found = Unknown("the instruction stands in no stage")
                elif "$" in flag.value:
                    found = Unknown("--from does not expand variables")
                else:
                    found = self.stage.source(flag.value, numbers=True)
            self._from: Stage | ImageRef | Unknown | None = found
            return found

    @property
    def is_from_context(self) -> bool:
        """Tell whether it takes from the build context."""
        return self.node.flag("from") is None

    @property
    def context_sources(self) -> tuple[Text, ...]:
        """Return its sources, where they are paths of the build context."""
        return self.sources if self.is_from_context else ()

    @property
    def parents(self) -> bool:
        """Tell whether ``--parents`` is on."""
        flag = self.node.flag("parents")
        return flag is not None and (flag.value is None or flag.value.lower() == "true")


class Add(CopyLike):
    """``ADD source… destination``."""

    __slots__ = ()

    @property
    def is_from_context(self) -> bool:
        """Tell whether some source of it is a path of the build context."""
        return any(not is_remote(source.raw) for source in self.sources)

    @property
    def context_sources(self) -> tuple[Text, ...]:
        """Return its sources that are no addresses."""
        return tuple(each for each in self.sources if not is_remote(each.known or ""))

    @property
    def checksum(self) -> Text | None:
        """Return ``--checksum``."""
        return self.flag("checksum")


def is_remote(source: str) -> bool:
    """Tell whether an ADD source is an address or a git repository."""
    return source.startswith(("http://", "https://", "git://", "ssh://", "git@")) or (
        source.partition("#")[0].endswith(".git") and "://" in source
    )


class Workdir(Instruction):
    """``WORKDIR path``."""

    __slots__ = ("_path",)

    @property
    def path(self) -> Text:
        """Return the path as written, expanded."""
        try:
            return self._path
        except AttributeError:
            self._path: Text = _only(self)
            return self._path


class User(Instruction):
    """``USER name:group``."""

    __slots__ = ("_user",)

    @property
    def user(self) -> Text:
        """Return the user as written, expanded; the group is part of it."""
        try:
            return self._user
        except AttributeError:
            self._user: Text = _only(self)
            return self._user

    @property
    def account(self) -> str:
        """Return the account's name, ``""`` for a number and where it is not known."""
        name = (self.user.known or "").partition(":")[0]
        return "" if name.isdecimal() else name


class Stopsignal(Instruction):
    """``STOPSIGNAL signal``."""

    __slots__ = ()

    @property
    def signal(self) -> Text:
        """Return the signal."""
        return _only(self)


class Maintainer(Instruction):
    """``MAINTAINER name``."""

    __slots__ = ()


def _only(instruction: Instruction) -> Text:
    words = instruction.node.words
    if not words:
        return Text("", instruction.keyword_span, Unknown("the instruction has no argument"))
    return instruction.text_of(words[0])


class Expose(Instruction):
    """``EXPOSE port…``."""

    __slots__ = ()

    @property
    def ports(self) -> tuple[Text, ...]:
        """Return its words, expanded."""
        return tuple(self.text_of(word) for word in self.node.words)


class Volume(Instruction):
    """``VOLUME path…``."""

    __slots__ = ()

    @property
    def paths(self) -> tuple[Text, ...]:
        """Return its words, expanded."""
        return tuple(self.text_of(word) for word in self.node.words)


class Onbuild(Instruction):
    """``ONBUILD instruction``: the trigger runs in builds that are FROM this image."""

    __slots__ = ("trigger",)

    def __init__(
        self,
        node: InstructionNode,
        stage: Stage | None,
        state: State,
        escape: str,
        *,
        is_onbuild: bool = False,
    ) -> None:
        super().__init__(node, stage, state, escape, is_onbuild=is_onbuild)
        self.trigger: Instruction | None = None
