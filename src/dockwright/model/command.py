"""What a command is: its program, subcommand, options and operands, whatever runs it.

Overview for authors of rules::

    .program         "pip" for pip3.11, /usr/bin/pip, python -m pip; "" where it is dynamic
    .subcommand      "install", "cache purge", "pip install" (of uv), "env create"; "" if none
    .options         tuple[Option, ...] in order
    .operands        tuple[ShellWord, ...]
    .has("--yes")    whether an option stands there, by its canonical name or as written
    .option("--user")        the last such option, or None
    .all_options("-c", …)    every one
    .wrappers        ("sudo", "env"): names of what was taken off; .wrapping: with their words
    .environment     tuple[Assignment, ...]: NAME=value before it, also those of env and sudo
    .variable("X")   the last of them for a name, or None
    .is_certain      False where an unknown option or a wholly dynamic word leaves doubt
    .runs("apt-get", "update")    program and subcommand at once
    .is_unconditional, .connector, .span, .own_span, .simple, .words, .path, .interpreter,
    .version_suffix, .parent, .nested, .instruction, .has_piped_operands

    commands_of(script) -> tuple[Command, ...]
    commands_of_argv(words, span) -> tuple[Command, ...]        for the JSON form

A program's options are read when first asked for, by the tables in `dockwright.model.grammar`.
What a command means is in `dockwright.model.install` and `dockwright.model.actions`, whose views
are `Command` too.
"""

from __future__ import annotations

from dockwright.model.arguments import Arguments, Option, last_option, read_arguments
from dockwright.model.grammar import EMPTY, Grammar, grammar_of
from dockwright.model.grammar.wrappers import RUNNERS, SHELLS, WRAPPERS
from dockwright.model.words import is_wholly_dynamic, origin_of, piece, text_of
from dockwright.syntax.shell.nodes import Assignment, Dialect, PartKind, ShellWord, SimpleCommand
from dockwright.text import Span
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Literal, Self

    from dockwright.model.actions import CleanUp
    from dockwright.model.install import Install
    from dockwright.model.instructions import Runnable
    from dockwright.syntax.shell.nodes import ShellScript
    from dockwright.text import OriginMap

    Reader = Callable[[str, OriginMap, Dialect], ShellScript]
    Lookup = Callable[[str], str | None]

__all__ = ["Command", "Option", "Wrapper", "command_of", "commands_of", "commands_of_argv"]


class Wrapper(NamedTuple):
    """What ran the program: ``sudo -u app``, ``conda run -n env``, ``timeout 10``."""

    name: str
    options: tuple[Option, ...]
    operands: tuple[ShellWord, ...]
    """Its own words: gosu's user, timeout's duration."""
    span: Span

    def option(self, *names: str) -> Option | None:
        """Return the last of its options with one of these names."""
        return last_option(self.options, names)


class Command:
    """A program run by a script, wrappers taken off.

    Attributes:
        simple: the command as the shell reads it.
        words: the program's word and its arguments.
        program: the canonical name, ``""`` where an expansion decides it.
        path: the program's word as written, quotes removed.
        interpreter: the word of the python that runs it (``python -m pip``), or None.
        version_suffix: what the name or the interpreter's adds: ``3.11`` for pip3.11.
        wrappers: names of what runs it, outermost first.
        wrapping: the same with options and operands.
        environment: the assignments that hold for it alone, later ones winning.
        parent: the command whose text holds this one (``sh -c '…'``), or None.
        nested: the commands in its own text or words (``sh -c``, ``find -exec``), in order.
        has_piped_operands: whether xargs or find adds operands that cannot be seen.
        instruction: the instruction that it stands in, once that has read its commands.
    """

    __slots__ = (
        "_arguments",
        "_cleanups",
        "_install",
        "_typed",
        "_views",
        "environment",
        "has_piped_operands",
        "instruction",
        "interpreter",
        "nested",
        "parent",
        "path",
        "program",
        "simple",
        "version_suffix",
        "words",
        "wrapping",
    )

    def __init__(self, simple: SimpleCommand, words: tuple[ShellWord, ...], program: str) -> None:
        self.simple = simple
        self.words = words
        self.program = program
        self.path = text_of(words[0]) if words else ""
        self.interpreter: ShellWord | None = None
        self.version_suffix = ""
        self.wrapping: tuple[Wrapper, ...] = ()
        self.environment: tuple[Assignment, ...] = simple.assignments
        self.parent: Command | None = None
        self.nested: tuple[Command, ...] = ()
        self.has_piped_operands = False
        self._arguments: Arguments | None = None
        self.instruction: Runnable | None = None
        self._install: Install | Literal[False] | None = False
        self._typed: Command | Literal[False] | None = False
        self._views: dict[type[Command], Command | None] = {}
        self._cleanups: tuple[CleanUp, ...] | None = None

    @classmethod
    def _view(cls, command: Command) -> Self:
        """Return the same command as an instance of this class, its arguments shared."""
        view = cls.__new__(cls)
        for slot in Command.__slots__:
            setattr(view, slot, getattr(command, slot))
        return view

    def dissolve(self) -> None:
        """Let go of what it stands in, and of what it was taken for."""
        self.instruction = None
        self.nested = ()
        self._install = self._typed = None
        self._views.clear()
        self._cleanups = None

    @property
    def span(self) -> Span:
        """Return where the whole command stands, wrappers and redirections included."""
        return self.simple.span

    @property
    def own_span(self) -> Span:
        """Return where the program and its arguments stand, without wrappers and redirections."""
        first = self.interpreter or self.words[0]
        return Span(first.span.start, self.words[-1].span.end)

    @property
    def wrappers(self) -> tuple[str, ...]:
        """Return the names of what runs the program, outermost first."""
        return tuple(wrapper.name for wrapper in self.wrapping)

    @property
    def connector(self) -> str:
        """Return the operator before the command in its list (see `SimpleCommand`)."""
        return self.simple.connector

    @property
    def is_unconditional(self) -> bool:
        """Tell whether it runs whenever what stands before it succeeds."""
        return self.simple.is_unconditional and (
            self.parent is None or self.parent.is_unconditional
        )

    @property
    def _parsed(self) -> Arguments:
        arguments = self._arguments
        if arguments is None:
            grammar = grammar_of(self.program)
            arguments = read_arguments(grammar or EMPTY, self.words[1:], known=grammar is not None)
            self._arguments = arguments
        return arguments

    @property
    def subcommand(self) -> str:
        """Return the canonical subcommand, its words joined by a space, or ``""``."""
        return self._parsed.subcommand

    @property
    def subcommand_words(self) -> tuple[ShellWord, ...]:
        """Return the words that the subcommand was read from."""
        return self._parsed.subcommand_words

    @property
    def options(self) -> tuple[Option, ...]:
        """Return the options in order."""
        return self._parsed.options

    @property
    def operands(self) -> tuple[ShellWord, ...]:
        """Return the words that are neither options nor their values nor the subcommand."""
        return self._parsed.operands

    @property
    def is_certain(self) -> bool:
        """Tell whether every option is known and no word may turn out to be an option."""
        return self._parsed.is_certain and not self.has_piped_operands

    def option(self, *names: str) -> Option | None:
        """Return the last option with one of these canonical (or written) names."""
        return last_option(self._parsed.options, names)

    def all_options(self, *names: str) -> tuple[Option, ...]:
        """Return every option with one of these canonical (or written) names."""
        return tuple(
            option
            for option in self._parsed.options
            if option.name in names or option.spelled in names
        )

    def has(self, *names: str) -> bool:
        """Tell whether an option with one of these canonical (or written) names stands there."""
        return last_option(self._parsed.options, names) is not None

    def variable(self, name: str) -> Assignment | None:
        """Return the assignment before the command that sets a variable for it, or None."""
        for assignment in reversed(self.environment):
            if assignment.name == name:
                return assignment
        return None

    def runs(self, program: str, *subcommands: str) -> bool:
        """Tell whether it is this program, with one of these subcommands if any are given."""
        return self.program == program and (not subcommands or self.subcommand in subcommands)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({' '.join(word.raw for word in self.words)!r})"


# Which program a word names.

_NAMES = {
    "pip3": "pip",
    "pip2": "pip",
    "python3": "python",
    "python2": "python",
    "pypy3": "pypy",
    "nodejs": "node",
    "yarnpkg": "yarn",
    "bundler": "bundle",
    "apt-fast": "apt-get",
    "micromamba.exe": "micromamba",
    "conda.exe": "conda",
    "gtar": "tar",
}
_VERSIONED = ("python", "pip", "pypy", "easy_install", "virtualenv")
_SUFFIXED = frozenset({"pip", "python", "pypy", "easy_install", "virtualenv"})

_MODULE_PROGRAMS = frozenset(
    {
        "pip",
        "uv",
        "poetry",
        "pdm",
        "pipenv",
        "pipx",
        "virtualenv",
        "venv",
        "conda",
        "mamba",
        "hatch",
        "rye",
        "easy_install",
    }
)


def _named(name: str) -> tuple[str, str]:
    """Return the canonical program of a file name, and the version that the name ends in."""
    canonical = _NAMES.get(name)
    if canonical is not None:
        return canonical, name[len(canonical) :] if canonical in _SUFFIXED else ""
    if name[-1:].isdigit():
        for stem in _VERSIONED:
            if name.startswith(stem):
                rest = name[len(stem) :].removeprefix("-")
                if rest.replace(".", "").isdigit():
                    return stem, rest
    return name, ""


def _file_name(word: ShellWord) -> str:
    """Return the file name that a program's word ends in, or ``""`` where it is dynamic."""
    value = word.value
    if value is not None:
        return value[value.rfind("/") + 1 :]
    text = text_of(word)
    slash = text.rfind("/")
    tail = text[slash + 1 :]
    if slash < 0 or any(char in tail for char in "$`(){}"):
        return ""
    return tail


# Taking wrappers off.

_wrapper_tables: dict[str, Grammar] = {}


class _Unwrapped(NamedTuple):
    words: tuple[ShellWord, ...]
    wrapper: Wrapper
    assignments: tuple[Assignment, ...]


def _unwrap(name: str, words: tuple[ShellWord, ...]) -> _Unwrapped | None:
    """Take off a wrapper; None where the words run nothing further."""
    form = WRAPPERS[name]
    grammar = _wrapper_tables.get(name)
    if grammar is None:
        grammar = Grammar(form.options, permutes=False, abbreviates=True)
        _wrapper_tables[name] = grammar
    found = read_arguments(grammar, words[1:])
    if form.ends and any(option.name in form.ends for option in found.options):
        return None
    rest = found.operands
    assignments: list[Assignment] = []
    own: list[ShellWord] = []
    while rest and form.assigns:
        made = _assignment(rest[0])
        if made is None:
            break
        assignments.append(made)
        rest = rest[1:]
    for _ in range(form.operands):
        if rest:
            own.append(rest[0])
            rest = rest[1:]
    if rest and rest[0].value == "--":
        rest = rest[1:]
    if not rest:
        return None
    wrapper = Wrapper(
        name, found.options, tuple(own), Span(words[0].span.start, rest[0].span.start)
    )
    return _Unwrapped(rest, wrapper, tuple(assignments))


def _assignment(word: ShellWord) -> Assignment | None:
    text = text_of(word)
    name, equals, _ = text.partition("=")
    if not equals or not name.isidentifier():
        return None
    return Assignment(name, piece(word, len(name) + 1), word.span)


def _unwrap_runner(program: str, words: tuple[ShellWord, ...]) -> _Unwrapped | None:
    """Take off ``conda run``, ``uv run`` and their like."""
    grammar = grammar_of(program)
    if grammar is None:
        grammar = Grammar("", {"run": ""}, stops=frozenset({"run"}))
    found = read_arguments(grammar, words[1:])
    if found.subcommand != "run":
        return None
    rest = found.operands
    module = last_option(found.options, ("--module",))
    if module is not None and rest and rest[0].value not in _MODULE_PROGRAMS:
        return None
    if not rest or last_option(found.options, ("--help", "--list", "--script")):
        return None
    wrapper = Wrapper(
        f"{program} run", found.options, (), Span(words[0].span.start, rest[0].span.start)
    )
    return _Unwrapped(rest, wrapper, ())


def _unwrap_scl(words: tuple[ShellWord, ...]) -> _Unwrapped | None:
    """Take off ``scl enable COLLECTION… -- COMMAND``."""
    if len(words) < 4 or words[1].value != "enable":
        return None
    for at in range(2, len(words) - 1):
        if words[at].value == "--":
            rest = words[at + 1 :]
            span = Span(words[0].span.start, rest[0].span.start)
            return _Unwrapped(rest, Wrapper("scl", (), words[2:at], span), ())
    return None


def _module_run(words: tuple[ShellWord, ...]) -> tuple[ShellWord, ...] | None:
    """Return the words from a program that python runs as a module, or None."""
    at = 1
    while at < len(words):
        text = text_of(words[at])
        if text[:1] != "-" or len(text) < 2 or text[1] == "-":
            return None
        if text in {"-W", "-X"}:
            at += 2
            continue
        if text[1] in "WX":
            at += 1
            continue
        letters = text[1:]
        stop = next((i for i, letter in enumerate(letters) if letter in "mc"), -1)
        if stop < 0:
            at += 1
            continue
        if letters[stop] == "c":
            return None
        if stop + 1 < len(letters):
            module = piece(words[at], stop + 2)
            rest: tuple[ShellWord, ...] = (module, *words[at + 1 :])
        else:
            rest = words[at + 1 :]
        if rest and rest[0].value in _MODULE_PROGRAMS:
            return rest
        return None
    return None


def command_of(simple: SimpleCommand, lookup: Lookup | None = None) -> Command | None:
    """Return the command of a simple command, or None where it runs no program.

    Args:
        simple: what the shell reads.
        lookup: values of variables, for programs written as ``$PIP``.
    """
    words = simple.words
    if not words:
        return None
    wrapping: list[Wrapper] = []
    environment = simple.assignments
    interpreter: ShellWord | None = None
    piped = False
    suffix = ""
    while True:
        word = words[0]
        if word.value is None and lookup is not None:
            words = _resolve(words, lookup)
            word = words[0]
        name = _file_name(word)
        unwrapped: _Unwrapped | None = None
        if name in WRAPPERS:
            unwrapped = _unwrap(name, words)
            piped = piped or (name == "xargs" and unwrapped is not None)
        elif name in RUNNERS:
            if any(other.value == "run" for other in words[1:]):
                unwrapped = _unwrap_runner(name, words)
        elif name == "scl":
            unwrapped = _unwrap_scl(words)
        if unwrapped is None:
            break
        wrapping.append(unwrapped.wrapper)
        environment += unwrapped.assignments
        words = unwrapped.words
    program, suffix = _named(name)
    if program == "install" and "/" in (path := text_of(words[0])) and "bin/" not in path:
        program = path  # a script of that name: ./aws/install
    if program in {"python", "pypy", ""} and len(words) > 1:
        module = _module_run(words)
        if module is not None:
            interpreter = words[0]
            words = module
            program = module[0].value or ""
    command = Command(simple, words, program)
    if wrapping:
        command.wrapping = tuple(wrapping)
        command.environment = environment
        command.has_piped_operands = piped
    command.interpreter = interpreter
    command.version_suffix = suffix
    return command


def _resolve(words: tuple[ShellWord, ...], lookup: Lookup) -> tuple[ShellWord, ...]:
    """Put a variable's known value in the place of a program's word."""
    word = words[0]
    if len(word.parts) != 1:
        return words
    part = word.parts[0]
    if part.kind is not PartKind.VARIABLE or part.operator or not part.name:
        return words
    value = lookup(part.name)
    if value is None:
        return words
    tokens = [value] if part.quoted else value.split()
    if not tokens:
        return words
    made = tuple(ShellWord(token, word.span, (), token) for token in tokens)
    return made + words[1:]


# Commands within the text of a command.

_SU_TABLE = """
    --command -c --session-command =; --login -l; --shell -s =; --group -g =; --supp-group -G =
    --preserve-environment -m -p; --fast -f; --pty -P; --whitelist-environment -w =; --user -u =
    """
_su_grammar: list[Grammar] = []


def _script_of(command: Command) -> tuple[ShellWord, Dialect] | None:
    """Return the word of a command whose text a shell reads, and the shell's dialect."""
    program = command.program
    if program in SHELLS:
        found = _shell_arguments(command.words)
        if found is None:
            return None
        return found, Dialect.BASH if program in {"bash", "zsh", "ksh"} else Dialect.POSIX
    if program in {"su", "runuser"}:
        if not _su_grammar:
            _su_grammar.append(Grammar(_SU_TABLE, abbreviates=True))
        option = last_option(
            read_arguments(_su_grammar[0], command.words[1:]).options, ("--command",)
        )
        if option is not None and option.value is not None:
            return option.value, Dialect.POSIX
    if program == "eval" and len(command.words) == 2:
        return command.words[1], Dialect.BASH
    if program == "scl" and len(command.words) > 3 and command.words[1].value == "enable":
        return command.words[-1], Dialect.BASH
    return None


def _shell_arguments(words: tuple[ShellWord, ...]) -> ShellWord | None:
    """Return the script of ``sh -c SCRIPT``, or None."""
    takes_script = False
    at = 1
    while at < len(words):
        text = text_of(words[at])
        if text == "--":
            at += 1
            break
        if text[:1] not in {"-", "+"} or len(text) < 2:
            break
        at += 1
        if text.startswith("--"):
            if text in {"--rcfile", "--init-file"}:
                at += 1
            continue
        if text[0] == "-" and "c" in text:
            takes_script = True
        at += text.count("o") + text.count("O")
    return words[at] if takes_script and at < len(words) else None


def commands_of(
    script: ShellScript, read: Reader | None = None, lookup: Lookup | None = None
) -> tuple[Command, ...]:
    """Return the commands of a script in order, those in the text of others included.

    A command such as ``sh -c '…'`` is followed by the commands of its text, whose `parent` it is.

    Args:
        script: the script as read.
        read: reads the text of ``sh -c``, ``su -c`` and ``eval``; by itself, `read_script`.
        lookup: values of variables, for programs written as ``$PIP``.
    """
    found: list[Command] = []
    numbers = _Numbers(script.commands)
    for simple in script.commands:
        command = command_of(simple, lookup)
        if command is not None:
            found.append(command)
            if command.program in _HOLDERS:
                _add_nested(command, read, lookup, numbers, found, depth=0)
            elif command.program == "find":
                _add_executed(command, lookup, found)
    return tuple(found)


def _add_executed(command: Command, lookup: Lookup | None, found: list[Command]) -> None:
    """Add the commands of find's ``-exec``, to which it gives operands that cannot be seen."""
    words = command.words
    nested: list[Command] = []
    at = 0
    while at < len(words):
        at += 1
        if words[at - 1].value not in {"-exec", "-execdir", "-ok", "-okdir"}:
            continue
        start = at
        while at < len(words) and words[at].value not in {";", "+", "\\;"}:
            at += 1
        if at == start:
            continue
        outer = command.simple
        simple = SimpleCommand(
            words[start:at],
            (),
            (),
            Span(words[start].span.start, words[at - 1].span.end),
            context=outer.context,
            scope=outer.scope,
            pipeline=outer.pipeline,
        )
        inner = command_of(simple, lookup)
        if inner is not None:
            inner.parent = command
            inner.has_piped_operands = True
            nested.append(inner)
    command.nested = tuple(nested)
    found.extend(nested)


def commands_of_argv(
    words: Sequence[tuple[str, Span]], span: Span, read: Reader | None = None
) -> tuple[Command, ...]:
    """Return the commands of a JSON form, which no shell reads: one, and those in its text.

    Args:
        words: each word's text and where it stands in the file, its quotes included or not.
        span: the instruction's words, or the instruction.
        read: as for `commands_of`.
    """
    made = tuple(ShellWord(text, at, (), text) for text, at in words)
    simple = SimpleCommand(made, (), (), span)
    command = command_of(simple)
    if command is None:
        return ()
    found = [command]
    if command.program in _HOLDERS:
        _add_nested(command, read, None, _Numbers((simple,)), found, depth=0)
    return tuple(found)


_HOLDERS = SHELLS | {"su", "runuser", "eval", "scl"}
"""Programs that may be given a script as a word."""


class _Numbers:
    """Numbers of scopes and pipelines that no command of the script has yet."""

    __slots__ = ("commands", "pipeline", "scope")

    def __init__(self, commands: tuple[SimpleCommand, ...]) -> None:
        self.commands = commands
        self.scope = -1
        self.pipeline = -1

    def admit(self, script: ShellScript) -> None:
        """Renumber the scopes and pipelines of a nested script."""
        if self.scope < 0:
            self.scope = 1 + max((item.scope for item in self.commands), default=0)
            self.pipeline = 1 + max((item.pipeline[0] for item in self.commands), default=0)
        scope, pipeline = self.scope, self.pipeline
        for item in script.commands:
            item.scope += scope
            item.pipeline = (item.pipeline[0] + pipeline, *item.pipeline[1:])
            self.scope = max(self.scope, item.scope + 1)
            self.pipeline = max(self.pipeline, item.pipeline[0] + 1)


_DEEPEST = 4  # sh -c within sh -c: nobody writes more, and a reader must end


def _add_nested(
    command: Command,
    read: Reader | None,
    lookup: Lookup | None,
    numbers: _Numbers,
    found: list[Command],
    depth: int,
) -> None:
    within = _script_of(command)
    if within is None or depth >= _DEEPEST:
        return
    word, dialect = within
    if is_wholly_dynamic(word):
        return
    if read is None:
        from dockwright.syntax.shell.reader import read_script

        read = read_script
    # The commands of a substitution in the word are in the outer script already.
    substitutes = any(part.kind is PartKind.COMMAND for part in word.parts)
    script = read(text_of(word), origin_of(word), dialect)
    numbers.admit(script)
    outer = command.simple.context
    nested: list[Command] = []
    for simple in script.commands:
        if substitutes and "substitution" in simple.context:
            continue
        simple.context = outer + simple.context
        inner = command_of(simple, lookup)
        if inner is None:
            continue
        inner.parent = command
        nested.append(inner)
        found.append(inner)
        _add_nested(inner, read, lookup, numbers, found, depth + 1)
    command.nested = tuple(nested)
