"""The code that an image's command starts: its files traced back to the build context."""

from __future__ import annotations

import os.path
import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.code.program import Code, Start, follow
from dockwright.model.code.reach import Reached
from dockwright.model.code.scripts import started_by
from dockwright.model.command_variables import lookup_under
from dockwright.model.install import install_of
from dockwright.model.instructions import Add, Copy, CopyLike, Run
from dockwright.model.layers import is_under, may_do_unseen
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.model.code.scripts import Started
    from dockwright.model.command import Command
    from dockwright.model.context import BuildContext, ContextEntry
    from dockwright.model.instructions import Instruction, MountUse
    from dockwright.model.project import Inputs
    from dockwright.model.text import Text

    Lookup = Callable[[str], str | Unknown | None]

__all__ = [
    "Application",
    "ImageFiles",
    "application_of",
    "code_of_image",
    "program_of",
    "started_in_image",
    "starts_of",
]

_APPLICATION = re.compile(r"([A-Za-z_]\w*(?:\.\w+)*):([A-Za-z_]\w*(?:\.\w+)*)(?:\(.*\))?")
_MODULE = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_WITH_VALUE = frozenset({"-W", "-X"})
_DEEPEST = 8


class _Layer(NamedTuple):
    """An instruction that may bring a file.

    Attributes:
        copy: the COPY or ADD; None for a RUN.
        target: where a copy puts its files; ``Unknown`` where that is not told.
        run: the RUN, which may make files.
    """

    copy: CopyLike | None
    target: str | Unknown
    run: Run | None = None


class ImageFiles:
    """The files of an image, as far as they come from the build context.

    What services of Compose bind over the running image cannot be told, unless that is not to
    count (``sees_binds``).

    Attributes:
        stage: the stage that becomes the image.
        context: the directory that COPY takes from.
        kb: knows the programs.
        before: an instruction of the stage; what comes after is not looked at.
        base_may_hold: whether base images that nobody knows may hold the project's files.
        source: for each file on disk that was found, the word of COPY or ADD that brings it.
    """

    __slots__ = (
        "_binds",
        "_known",
        "_layers",
        "_taken",
        "base_may_hold",
        "before",
        "context",
        "kb",
        "source",
        "stage",
    )

    def __init__(
        self,
        stage: Stage,
        context: BuildContext,
        kb: KnowledgeBase,
        before: Instruction | None = None,
        *,
        base_may_hold: bool = True,
        sees_binds: bool = True,
    ) -> None:
        self.base_may_hold = base_may_hold
        self.stage = stage
        self.context = context
        self.kb = kb
        self.before = before
        self.source: dict[str, Text] = {}
        # A step of the build sees nothing that services bind.
        is_running = sees_binds and before is None
        self._binds: tuple[tuple[str, str], ...] | None = None if is_running else ()
        self._known: dict[str, str | Unknown | None] = {}
        self._layers: dict[tuple[int, bool], tuple[_Layer, ...]] = {}
        self._taken: dict[str, tuple[tuple[ContextEntry, ...], Inputs]] = {}

    def locate(self, path: str) -> str | Unknown | None:
        """Return the absolute path on disk of the file that lies at an absolute path of the image.

        None where the image has none there, ``Unknown`` where that cannot be told.
        """
        path = posixpath.normpath(path)
        if path not in self._known:
            self._known[path] = self.look(path)
        return self._known[path]

    def look(self, path: str) -> str | Unknown | None:
        """Do as ``locate`` does without remembering it, so that all that is asked for counts."""
        return self._find(self.stage, posixpath.normpath(path), 0)

    @property
    def layout(self) -> Hashable:
        """Return what decides where ``locate`` finds files: equal for equal answers."""
        ignore = self.context.ignore
        text = None if ignore is None else (ignore.source.path, ignore.source.text)
        mounts: Hashable = None
        if isinstance(self.before, Run):
            written = tuple(use.written for use in self.before.mounts)
            mounts = (written, self.before.state.workdir) if written else None
        layout = self._layout(self.stage, 0)
        return self.context.root, text, self.base_may_hold, mounts, layout, self._bound()

    def _layout(self, stage: Stage, depth: int) -> Hashable:
        if depth > _DEEPEST:
            return "deeper"
        found: list[Hashable] = []
        for instruction, target, run in reversed(self._layers_of(stage, depth)):
            if instruction is not None:
                other = instruction.from_ if isinstance(instruction, Copy) else None
                found.append(
                    (
                        type(instruction).__name__,
                        target,
                        bool(instruction.heredocs),
                        isinstance(instruction, (Copy, Add)) and instruction.is_from_context,
                        tuple(source.known for source in instruction.sources),
                        self._layout(other, depth + 1) if isinstance(other, Stage) else None,
                    )
                )
            elif run is not None:
                # What it may make is told from its words, and from where it runs.
                words = (word.raw for each in run.commands for word in each.words)
                found.append((run.state.workdir, run.node.text, *words))
        facts = stage.image_facts
        is_hidden = isinstance(facts, Unknown) or bool(facts.onbuild)
        return stage.root.is_scratch, is_hidden, tuple(found)

    def _layers_of(self, stage: Stage, depth: int) -> tuple[_Layer, ...]:
        """Return the instructions that may bring a file, the last first."""
        is_cut = self.before is not None and depth == 0
        known = self._layers.get((id(stage), is_cut))
        if known is None:
            layers = list(stage.layers())
            if is_cut and self.before in layers:
                layers = layers[: layers.index(self.before)]
            found: list[_Layer] = []
            for instruction in reversed(layers):
                if isinstance(instruction, CopyLike):
                    found.append(_Layer(instruction, instruction.target_path))
                elif isinstance(instruction, Run):
                    found.append(_Layer(None, Unknown("a RUN may make the file"), instruction))
            known = self._layers[id(stage), is_cut] = tuple(found)
        return known

    def _bound(self) -> tuple[tuple[str, str], ...]:
        """Return the paths over which services that build the image bind something of the host."""
        if self._binds is None:
            from dockwright.model.told_context import builds_near

            told = builds_near(self.context.dockerfile, self.context.project)
            self._binds = tuple({pair: None for each in told for pair in each.bound})
        return self._binds

    def _is_bound(self, path: str) -> bool:
        """Tell whether a service may bind a file at a path that the image lacks."""
        for target, source in self._bound():
            if not is_under(path, target):
                continue
            if not source:
                return True
            inner = posixpath.normpath(posixpath.join(source, posixpath.relpath(path, target)))
            if self.context.project.entry(*posixpath.split(inner)) is not None:
                return True
        return False

    def _find(self, stage: Stage, path: str, depth: int) -> str | Unknown | None:
        found = self._held(stage, path, depth)
        if found is None and depth == 0 and self._is_bound(path):
            return Unknown("a service of Compose binds it there")
        return found

    def _held(self, stage: Stage, path: str, depth: int) -> str | Unknown | None:
        if depth > _DEEPEST:
            return Unknown("the file comes through too many stages")
        if depth == 0 and isinstance(self.before, Run) and self.before.node.flags:
            use = self._mount_over(self.before, path)
            if use is not None:
                return use if isinstance(use, Unknown) else self._mounted(self.before, use, path)
        hidden: Unknown | None = None
        for instruction, target, run in self._layers_of(stage, depth):
            if instruction is not None:
                found = self._copied(instruction, target, path, depth)
                if isinstance(found, Unknown):
                    hidden = found
                elif found is not None:
                    return found
            elif run is not None and hidden is None and self._may_make(run, path):
                hidden = Unknown("a RUN may make the file")
        if hidden is not None:
            return hidden
        facts = stage.image_facts
        if stage.root.is_scratch or not self.base_may_hold:
            return None
        if isinstance(facts, Unknown) or facts.onbuild:
            return Unknown("the base image may hold the file")
        return None

    def _mount_over(self, run: Run, path: str) -> MountUse | Unknown | None:
        """Return the mount of a RUN that a path lies in: the innermost, the last of equal ones."""
        found: MountUse | None = None
        longest = -1
        for use in run.mounts:
            mount = use.mount
            if isinstance(mount, Unknown):
                return mount
            target = run.state.resolve(mount.target) if mount.target else ""
            if isinstance(target, Unknown):
                return target
            if target and is_under(path, target) and len(target.rstrip("/")) >= longest:
                found, longest = use, len(target.rstrip("/"))
        return found

    def _mounted(self, run: Run, use: MountUse, path: str) -> str | Unknown | None:
        """Return the file that a mount has at a path."""
        bound, mount = use.bound, use.mount
        if bound is None or isinstance(mount, Unknown) or bound.known is None:
            return Unknown("what is mounted there is not known")
        target = run.state.resolve(mount.target or "")
        if isinstance(target, Unknown):
            return target
        rest = posixpath.relpath(path, target or "/")
        for found in self._from_context(bound.known, "" if rest == "." else rest):
            self.source[found] = bound
            return found
        return None

    def _may_make(self, run: Run, path: str) -> bool:
        """Tell whether a RUN may write a file of the project: a download, a copy, a script."""
        copying = self.kb.name_set("unseen-effects.copying")
        placing = self.kb.name_set("unseen-effects.placing")
        return any(
            install_of(command) is None
            and (command.program in copying or may_do_unseen(command, self.kb))
            and not (command.program in placing and _leads_elsewhere(command, path))
            for command in run.commands
        )

    def _copied(
        self, copy: CopyLike, target: str | Unknown, path: str, depth: int
    ) -> str | Unknown | None:
        if isinstance(target, Unknown):
            return target
        folder = target.rstrip("/") or "/"
        if path != folder and not path.startswith(folder.rstrip("/") + "/"):
            return None
        rest = "" if path == folder else posixpath.relpath(path, folder)
        if copy.heredocs:
            return Unknown("a heredoc may be the file")
        if not isinstance(copy, (Copy, Add)):
            return Unknown("the instruction is not known")
        hidden: Unknown | None = None
        for source in copy.sources:
            text = source.known
            if text is None or "://" in text:
                hidden = Unknown("what is copied there is not known")
            elif copy.is_from_context:
                for found in self._from_context(text, rest):
                    self.source[found] = source
                    return found
                if not self._is_there(text):
                    # The directory that is built from is another one, perhaps.
                    hidden = Unknown("what is copied there is not in the build context")
                if isinstance(copy, Add) and text.endswith((".gz", ".tar", ".tgz", ".xz", ".bz2")):
                    hidden = Unknown("an archive is unpacked there")
            else:
                other = copy.from_ if isinstance(copy, Copy) else None
                if not isinstance(other, Stage) or "*" in text:
                    hidden = Unknown("files of another image are copied there")
                    continue
                base = posixpath.join("/", text)
                inner = [posixpath.join(base, rest) if rest else base]
                if rest == posixpath.basename(base):
                    inner.append(base)
                for each in inner:
                    located = self._find(other, posixpath.normpath(each), depth + 1)
                    if isinstance(located, str):
                        return located
                    if isinstance(located, Unknown):
                        hidden = located
        return hidden

    def _is_there(self, source: str) -> bool:
        """Tell whether the context has a source, sent or not; a pattern counts as there."""
        plain = posixpath.normpath(source).lstrip("/")
        return any(sign in plain for sign in "*?[") or self.context.exists(plain or ".")

    def _from_context(self, source: str, rest: str) -> Iterator[str]:
        for entry in self._matches(source):
            if entry.kind == "directory":
                wanted = posixpath.normpath(posixpath.join(entry.path, rest))
                found = self.context.find(wanted)
                if found is not None and found.kind == "file":
                    yield os.path.join(self.context.root, found.path)  # noqa: PTH118 - strings
            elif entry.kind == "file" and rest in {"", posixpath.basename(entry.path)}:
                yield os.path.join(self.context.root, entry.path)  # noqa: PTH118 - strings

    def _matches(self, source: str) -> tuple[ContextEntry, ...]:
        """Return what a source takes; asked once, and counted each time."""
        project = self.context.project
        known = self._taken.get(source)
        if known is None:
            known = project.tracked(lambda: tuple(self.context.matches(source)))
            self._taken[source] = known
        else:
            project.count(known[1])
        return known[0]

    def module(self, name: str, folders: Iterable[str]) -> str | Unknown | None:
        """Return the file of a module that is looked for in directories."""
        hidden: Unknown | None = None
        below = name.replace(".", "/")
        for folder in folders:
            for tail in (f"{below}.py", f"{below}/__init__.py"):
                found = self.locate(posixpath.join(folder, tail))
                if isinstance(found, str):
                    return found
                if isinstance(found, Unknown):
                    hidden = found
        return hidden


def _leads_elsewhere(command: Command, path: str) -> bool:
    """Tell whether the last word of a copy or link is a place that is not above a path."""
    words = [word.value for word in command.operands]
    last = words[-1] if len(words) > 1 else None
    if last is None or not last.startswith("/") or any(sign in last for sign in "*?$"):
        return False
    if any((word.value or "").startswith(("-t", "--target")) for word in command.words):
        return False
    return not is_under(path, posixpath.normpath(last))


class Application:
    """A module, and the object in it, that a command names.

    Attributes:
        word: the position of the word in the command's words.
        module: the module's dotted name.
        attribute: the object's name; empty where none is named.
        program: the server.
    """

    __slots__ = ("attribute", "module", "program", "word")

    def __init__(self, program: str, word: int, module: str, attribute: str) -> None:
        self.program = program
        self.word = word
        self.module = module
        self.attribute = attribute


def application_of(command: Command, kb: KnowledgeBase) -> Application | None:
    """Return the application that a server's command line names, or None."""
    known = kb.mapping("code.application-commands")
    program, first = program_of(command, kb)
    if program not in known:
        return None
    last: Application | None = None
    for at, word in enumerate(command.words[first + 1 :], start=first + 1):
        text = word.value
        if text is None:
            continue
        match = _APPLICATION.fullmatch(text)
        before = command.words[at - 1].value or ""
        is_value = before.startswith("-") and "=" not in before and at > first + 1
        named = _addresses(program, kb) | kb.name_set("code.configuration-options")
        if match is not None and not (is_value and before in named):
            return Application(program, at, match[1], match[2])
        if not is_value and not text.startswith("-") and _MODULE.fullmatch(text):
            last = Application(program, at, text, "".join(known[program][:1]))
    return last if known[program] else None


def program_of(command: Command, kb: KnowledgeBase) -> tuple[str, int]:
    """Return the program that a command runs, and its word's position: of ``python -m`` too."""
    words = [word.value or "" for word in command.words]
    if re.fullmatch(r"python[\d.]*", command.program):
        for at, word in enumerate(words[1:-1], start=1):
            if word == "-m":
                module = words[at + 1]
                return kb.mapping("code.programs-of-modules").get(module, module), at + 1
            if not word.startswith("-"):
                break
    return re.sub(r"[\d.]+$", "", command.program), 0


def _addresses(program: str, kb: KnowledgeBase) -> frozenset[str]:
    server = kb.server_of((program,))
    return frozenset() if server is None else frozenset(server.bind_options)


def starts_of(
    commands: Iterable[Command], cwd: str, lookup: Lookup, kb: KnowledgeBase
) -> tuple[Start, ...]:
    """Return what commands start of the project's own code.

    Args:
        commands: the commands, those that a shell is given among them.
        cwd: the working directory.
        lookup: gives the container's variables.
        kb: knows the programs.
    """
    commands = tuple(commands)
    given = lookup_under(commands, lookup)("PYTHONPATH")
    extra = given.split(":") if isinstance(given, str) else []
    found: list[Start] = []
    for command in commands:
        start = _start(command, cwd, extra, kb)
        if start is not None:
            found.append(start)
    return tuple(found)


def _start(command: Command, cwd: str, extra: list[str], kb: KnowledgeBase) -> Start | None:
    words = [word.value or "" for word in command.words]
    folder = cwd
    for at, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name in kb.names("code.application-directory-options"):
            chosen = value if equals else words[at + 1] if at + 1 < len(words) else ""
            folder = posixpath.normpath(posixpath.join(cwd, chosen))
    folders = (folder, *(posixpath.join(cwd, each) for each in extra if each))
    application = application_of(command, kb)
    if application is not None:
        return Start(application.module, "", application.attribute, folders)
    program, first = program_of(command, kb)
    options = kb.mapping("code.development-applications").get(program)
    if options is not None:
        for at, word in enumerate(words[1:], start=1):
            name, equals, value = word.partition("=")
            if name in options:
                given = value if equals else words[at + 1] if at + 1 < len(words) else ""
                return _named(given, cwd, folders)
        return None
    scripts = kb.mapping("code.script-commands")
    if first and program not in scripts:
        # A module that Python runs, the project's own perhaps.
        program, first = "python", 0
    if command.interpreter is not None and program not in scripts:
        is_module = _MODULE.fullmatch(words[0])
        return Start(words[0], "", "", folders, is_run=True) if is_module else None
    if program not in scripts:
        script = words[0] if words and words[0].endswith(".py") else ""
        return _script(script, cwd, extra) if script else None
    if scripts[program] and not any(word in scripts[program] for word in words):
        return None
    before = ""
    for word in words[first + 1 :]:
        if word == "-c":
            return None
        if word.endswith(".py") and before not in _WITH_VALUE:
            return _script(word, cwd, extra)
        if before == "-m" and _MODULE.fullmatch(word):
            return Start(word, "", "", folders, is_run=True)
        before = word
    return None


def _named(text: str, cwd: str, folders: tuple[str, ...]) -> Start | None:
    """Return what an application as Flask names it starts: a module, or a file, and an object."""
    path, _, attribute = text.partition(":")
    attribute = attribute.partition("(")[0]
    if path.endswith(".py") or "/" in path:
        place = posixpath.normpath(posixpath.join(cwd, path.removesuffix(".py")))
        folder, _, module = place.rpartition("/")
        folders = (folder or "/", *folders)
    else:
        module = path
    return Start(module, "", attribute, folders) if _MODULE.fullmatch(module) else None


def _found(
    command: Command, cwd: str, extra: list[str], lookup: Lookup, files: ImageFiles
) -> Start | None:
    """Return what a server starts that finds its application by itself: Flask's, Gunicorn."""
    folders = (cwd, *(posixpath.join(cwd, each) for each in extra if each))
    program, _ = program_of(command, files.kb)
    variable, *names = files.kb.mapping("code.applications-found").get(program, ("",))
    if variable and files.kb.server_of(tuple(word.value or "" for word in command.words)):
        given = lookup(variable)
        if isinstance(given, str) and given:
            return _named(given, cwd, folders)
        hides = [posixpath.join(cwd, each) for each in files.kb.names("code.variable-files")]
        if given is not None or any(files.locate(each) is not None for each in hides):
            return None
        for name in names:
            found = files.module(name, folders)
            if found is not None:
                return Start(name, "", "", folders) if isinstance(found, str) else None
        return None
    if program in files.kb.mapping("code.application-commands"):
        from dockwright.model.code.configured import application_in_file

        text = application_in_file(program, command, cwd, files)
        return None if text is None else _named(text, cwd, folders)
    return None


def _script(script: str, cwd: str, extra: list[str]) -> Start:
    place = posixpath.normpath(posixpath.join(cwd, script))
    folders = (posixpath.dirname(place), *(posixpath.join(cwd, each) for each in extra if each))
    return Start("", place, "", folders)


class _Begun(NamedTuple):
    """What a command starts, and where its files lie."""

    start: Start
    locate: Callable[[str], str | Unknown | None]
    layout: Hashable
    is_sure: bool


def _begun(started: Started, extra: list[str], lookup: Lookup, files: ImageFiles) -> _Begun | None:
    """Return what a command starts: a module that it names, or that of a program of the project."""
    command, cwd = started.command, started.cwd
    words = tuple(word.value or "" for word in command.words)
    start = _start(command, cwd, extra, files.kb)
    if start is None:
        start = _found(command, cwd, extra, lookup, files)
    if start is not None:
        start = start._replace(words=words)
        return _Begun(start, files.look, files.layout, is_sure=False)
    if files.kb.server_of((command.program, *words[1:])) is not None:
        return None
    from dockwright.model.code.installed import program_installed

    program = program_installed(command, cwd, files.stage, files.context, files.kb)
    if program is None:
        return None
    folders = (*program.folders, *(posixpath.join(cwd, each) for each in extra if each))
    entry = program.entry
    start = Start(entry.module, "", entry.attribute, folders, is_called=True, words=words)
    return _Begun(start, program.locate, program.layout, is_sure=False)


def code_of_image(
    stage: Stage,
    context: BuildContext,
    commands: tuple[Command, ...],
    kb: KnowledgeBase,
    *,
    workdir: str | None = None,
    lookup: Lookup | None = None,
) -> Code | Unknown:
    """Return the project's code that commands start in an image, or why that is not known.

    Args:
        stage: the stage that becomes the image.
        context: the directory that COPY takes from.
        commands: what runs: the image's own command, or a service's or container's in its place.
        kb: knows programs and libraries.
        workdir: the working directory where it is not the image's.
        lookup: gives the container's variables; by default the image's.
    """
    cwd = stage.final_state.workdir if workdir is None else workdir
    if isinstance(cwd, Unknown):
        return cwd
    project = context.project
    files = ImageFiles(stage, context, kb)
    started = started_in_image(stage, context, commands, kb, workdir=cwd)
    of_commands = lookup_under([each.command for each in started], lookup or stage.final_state.env)

    def variables(name: str) -> str | Unknown | None:
        if any(each.script is not None and each.script.hides(name) for each in started):
            return Unknown(f"the script that starts the program may set {name}")
        return of_commands(name)

    given = variables("PYTHONPATH")
    extra = given.split(":") if isinstance(given, str) else []
    starts: dict[Start, _Begun] = {}
    may_not_start = False
    for each in started:
        begun = _begun(each, extra, variables, files)
        if begun is not None:
            is_sure = each.command.is_unconditional
            may_not_start |= each.script is not None and not is_sure
            known = starts.get(begun.start)
            starts[begun.start] = begun._replace(is_sure=is_sure or (known or begun).is_sure)
    if not starts:
        return Unknown("the command starts none of the project's modules")

    def make() -> Code | Unknown:
        merged: list[Code] = []
        unknown: list[Unknown] = []
        at_start: set[str] = set()
        reached: dict[str, Reached] = {}
        for start, locate, layout, is_sure in starts.values():
            code = follow(start, locate, project, kb, variables, files=layout)
            if isinstance(code, Unknown):
                unknown.append(code)
                continue
            merged.append(code)
            unknown += code.unknown
            for path, functions in code.reached.items():
                known = reached.get(path, functions)
                reached[path] = Reached(
                    known.surely | functions.surely,
                    known.perhaps | functions.perhaps,
                    known.left_out & functions.left_out,
                )
            if is_sure:
                at_start |= code.at_start
        if not merged:
            return unknown[0]
        modules = {each.path: each for code in merged for each in code.modules}
        scripts = {each.script.path: each.script for each in started if each.script is not None}
        return Code(
            tuple(modules.values()),
            tuple(unknown),
            frozenset(at_start),
            tuple(scripts.values()),
            reached,
            may_not_start=may_not_start,
        )

    settings = tuple(variables(name) for name in kb.names("code.settings-variables"))
    key = (
        *("code of image", files.layout, cwd),
        *(tuple((each.start, each.layout, each.is_sure) for each in starts.values()),),
        *(_words_of(commands), settings),
    )
    return project.remembered(key, make)


def started_in_image(
    stage: Stage,
    context: BuildContext,
    commands: tuple[Command, ...],
    kb: KnowledgeBase,
    *,
    workdir: str | None = None,
) -> tuple[Started, ...]:
    """Return what commands start in an image, those of its start scripts among them.

    Nothing where the working directory is not known.  The arguments are ``code_of_image``'s.
    """
    cwd = stage.final_state.workdir if workdir is None else workdir
    if isinstance(cwd, Unknown):
        return ()
    project = context.project
    files = ImageFiles(stage, context, kb)

    def make() -> tuple[Stage, tuple[Started, ...]]:
        return stage, started_by(commands, cwd, files.locate, project, kb)

    # The stage is kept beside the answer, so that no other can have its number.
    key = ("started in image", id(stage), context.root, cwd, _words_of(commands))
    return project.remembered(key, make)[1]


def _words_of(commands: tuple[Command, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(word.raw for word in command.simple.words) for command in commands)
