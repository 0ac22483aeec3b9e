"""The modules that run, found from what is started along the project's own imports."""

from __future__ import annotations

import os.path
import posixpath
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from dockwright.model.code.facts import (
    Connection,
    Download,
    GpuUse,
    Import,
    LibraryLoad,
    Needed,
    OpenedFile,
    ProgramCall,
    Route,
    ServerCall,
    SharedMemoryUse,
    VariableRead,
    Written,
)
from dockwright.model.code.find import (
    facts_of,
    finds_modules_elsewhere,
    is_import_borne,
    routes_hidden,
)
from dockwright.model.code.module import CodeModule
from dockwright.model.code.parameters import given_by_calls
from dockwright.model.code.reach import entry_of, reached_by, resolved_name
from dockwright.model.code.settings import named_in_settings, settings_named
from dockwright.model.code.values import evaluate
from dockwright.model.project import refusal_for_content
from dockwright.model.unknown import Unknown
from dockwright.syntax.python import parse
from dockwright.text import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping

    from dockwright.kb import KnowledgeBase
    from dockwright.model.code.find import Fact
    from dockwright.model.code.module import Site
    from dockwright.model.code.reach import Reached
    from dockwright.model.code.scripts import StartScript
    from dockwright.model.code.values import Valued
    from dockwright.model.command import Command
    from dockwright.model.project import Inputs, Project
    from dockwright.syntax.python import Module
    from dockwright.text import Span

    Locate = Callable[[str], str | Unknown | None]
    Lookup = Callable[[str], str | Unknown | None]

FactT = TypeVar("FactT")
_STARTING = (
    *(Connection, Download, GpuUse, LibraryLoad),
    *(OpenedFile, ServerCall, VariableRead, Written),
)
"""The facts that say whether they hold when the program starts."""

__all__ = ["Code", "Start", "code_of", "follow"]

_MOST_FILES = 1000
_MOST_BYTES = 1 << 24
_MOST_DIRECTORIES = 2000
_MOST_ROUNDS = 4
_MOVING = frozenset({"cd", "pushd"})
_CHANGING = frozenset({"os.chdir", "contextlib.chdir"})


class Start(NamedTuple):
    """What a command starts.

    Attributes:
        module: the dotted name of a module; empty for a script.
        script: the path of a script, as the command sees it; empty for a module.
        attribute: the object of the module that is asked for; empty for none.
        folders: the directories in which modules are looked for, the first first.
        is_run: whether the module is run as a script is (``python -m``).
        is_called: whether the object is called, as a console script does.
        words: the words of the command line, which may choose what runs.
    """

    module: str
    script: str
    attribute: str
    folders: tuple[str, ...]
    is_run: bool = False
    is_called: bool = False
    words: tuple[str, ...] = ()


class Code:
    """The code that runs, and its facts.

    Attributes:
        modules: its modules, in the order in which they were found.
        unknown: why there may be more modules than these.
        at_start: the paths of the modules that are surely imported when the program starts, each
            by an import at the top of another; the others may be asked for later, or never.
        scripts: the shell scripts and Procfiles that start it.
        reached: the functions that run when the program starts, by the paths of their modules, as
            far as calls from module to module and commands of Click and Typer show them.
        may_not_start: whether a script starts it on a condition.
    """

    __slots__ = (
        "_facts",
        "at_start",
        "may_not_start",
        "modules",
        "reached",
        "scripts",
        "unknown",
    )

    def __init__(
        self,
        modules: tuple[CodeModule, ...],
        unknown: tuple[Unknown, ...] = (),
        at_start: frozenset[str] = frozenset(),
        scripts: tuple[StartScript, ...] = (),
        reached: Mapping[str, Reached] | None = None,
        *,
        may_not_start: bool = False,
    ) -> None:
        self.modules = modules
        self.unknown = unknown
        self.at_start = at_start
        self.scripts = scripts
        self.reached = {} if reached is None else reached
        self.may_not_start = may_not_start
        self._facts: tuple[Fact, ...] | None = None

    @property
    def is_whole(self) -> bool:
        """Tell whether these are all modules of the project that run."""
        return not self.unknown

    @property
    def facts(self) -> tuple[Fact, ...]:
        """Return all facts, module by module; worked out on the first call."""
        if self._facts is None:
            self._facts = tuple(
                self._as_reached(fact, module)
                for module in self.modules
                for fact in _facts_of(module)
                if not self._is_left_out(fact, module)
            )
        return self._facts

    def _is_left_out(self, fact: Fact, module: CodeModule) -> bool:
        """Tell whether a fact stands in a command that the command line does not choose."""
        reached = self.reached.get(module.path)
        return reached is not None and any(
            _lies_in(fact.span, span) for span in module.spans_of(reached.left_out)
        )

    def _as_reached(self, fact: Fact, module: CodeModule) -> Fact:
        """Return a fact with what other modules say of whether it runs when the program starts."""
        reached = self.reached.get(module.path)
        if reached is None or not isinstance(fact, _STARTING) or fact.at_start:
            return fact
        names = reached.surely
        if isinstance(fact, ServerCall):
            # That it is the only one counts too.
            names = names | reached.perhaps
        if any(_lies_in(fact.span, span) for span in module.spans_of(names)):
            return fact._replace(at_start=True)
        return fact

    def _of(self, kind: type[FactT]) -> tuple[FactT, ...]:
        return tuple(fact for fact in self.facts if isinstance(fact, kind))

    @property
    def imports(self) -> tuple[Import, ...]:
        """Return what is imported."""
        return self._of(Import)

    @property
    def variables(self) -> tuple[VariableRead, ...]:
        """Return the variables of the environment that are read.

        None is required that a script may set which starts the program.
        """
        reads = self._of(VariableRead)
        if not self.scripts:
            return reads
        return tuple(
            each._replace(required=False)
            if any(script.hides(each.name) for script in self.scripts)
            else each
            for each in reads
        )

    @property
    def servers(self) -> tuple[ServerCall, ...]:
        """Return the calls that serve."""
        return tuple(
            call._replace(host=self._given(call.host), port=self._given(call.port))
            for call in self._of(ServerCall)
        )

    def _given(self, valued: Valued) -> Valued:
        """Return a value with what the calls of other modules give the parameter that it is."""
        for _ in range(_MOST_ROUNDS):
            wanted = valued.parameter
            module = next((m for m in self.modules if wanted and m.path == wanted.path), None)
            if wanted is None or module is None:
                break
            calls = [
                site
                for other in self.modules
                for site, _called in other.calls
                if not site.is_typing and (other.is_script or not site.in_main)
                if (named := resolved_name(site.node.get("function"), site.scope, other))
                if named.module.path == wanted.path and named.name == wanted.function
                if not self._is_in_left_out(site, other)
            ]
            given = given_by_calls(wanted.name, module.functions[wanted.function], calls)
            if given is None:
                break
            valued = given
        return valued

    def _is_in_left_out(self, site: Site, module: CodeModule) -> bool:
        reached = self.reached.get(module.path)
        return reached is not None and site.function in reached.left_out

    @property
    def routes(self) -> tuple[Route, ...] | Unknown:
        """Return the paths that are answered; ``Unknown`` where there may be more."""
        if self.unknown:
            return self.unknown[0]
        for module in self.modules:
            reason = routes_hidden(module)
            if reason is not None:
                return Unknown(reason)
        return self._of(Route)

    @property
    def finds_modules_elsewhere(self) -> bool:
        """Tell whether what is imported may come from places that the image need not show."""
        return any(finds_modules_elsewhere(module) for module in self.modules)

    @property
    def shared_memory(self) -> tuple[SharedMemoryUse, ...]:
        """Return what needs shared memory."""
        return tuple(
            use._replace(processes=self._given(use.processes)) for use in self._of(SharedMemoryUse)
        )

    @property
    def gpu(self) -> tuple[GpuUse, ...]:
        """Return the uses of CUDA without a way out; none where any module asks for a GPU."""
        asks = any(
            called == "torch.cuda.is_available"
            for module in self.modules
            for _, called in module.calls
        )
        return () if asks else self._of(GpuUse)

    @property
    def downloads(self) -> tuple[Download, ...]:
        """Return what is fetched when the program runs."""
        return self._of(Download)

    @property
    def writes(self) -> tuple[Written, ...]:
        """Return what is written."""
        return self._of(Written)

    @property
    def opened(self) -> tuple[OpenedFile, ...]:
        """Return the files that are opened beside the code."""
        return self._of(OpenedFile)

    def needed(self, workdir: str | Unknown, commands: Iterable[Command] = ()) -> Iterator[Needed]:
        """Yield what is opened, with its place in the container and on disk.

        Relative paths are left out where the directory that the program starts in is not known.

        Args:
            workdir: the directory that the container starts in.
            commands: what starts the code; one that changes the directory hides it.
        """
        held = (*commands, *(command for script in self.scripts for command in script.commands))
        if any(command.program in _MOVING for command in held):
            workdir = Unknown("a command changes the directory")
        if any(called in _CHANGING for module in self.modules for _, called in module.calls):
            workdir = Unknown("code changes the directory")
        places = {module.path: module.place for module in self.modules}
        for opened in self.opened:
            target = opened.target
            if not target.startswith("/"):
                if isinstance(workdir, Unknown):
                    continue
                target = posixpath.normpath(posixpath.join(workdir, target))
            place = places[opened.path]
            below = posixpath.relpath(target, posixpath.dirname(place))
            on_disk = posixpath.normpath(posixpath.join(posixpath.dirname(opened.path), below))
            yield Needed(opened, target, on_disk, place)

    @property
    def programs(self) -> tuple[ProgramCall, ...]:
        """Return the programs of the system that are run."""
        return self._of(ProgramCall)

    @property
    def libraries(self) -> tuple[LibraryLoad, ...]:
        """Return the shared libraries that are loaded by name."""
        return self._of(LibraryLoad)

    @property
    def connections(self) -> tuple[Connection, ...]:
        """Return the connections to other servers."""
        return self._of(Connection)


def _lies_in(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _facts_of(module: CodeModule) -> tuple[Fact, ...]:
    if module.facts is None:
        module.facts = tuple(facts_of(module))
    return module.facts


class _Asked(NamedTuple):
    """What a module brings in: the modules that it names, and why there may be more.

    Attributes:
        steps: in order, a module's dotted name, or why there may be more.
        inputs: what was read to tell.
    """

    steps: tuple[str | Unknown, ...]
    inputs: Inputs


class Library:
    """The modules that an image, or a directory, can import: each is read once.

    All programs that look for modules in the same directories of the same files share one: a
    program is the part of it that it reaches.

    Attributes:
        folders: the directories in which modules are looked for, the first first.
        locate: gives the file on disk that a path means where the code runs.
        project: reads files.
        kb: knows the libraries of the world.
    """

    def __init__(
        self, folders: tuple[str, ...], locate: Locate, project: Project, kb: KnowledgeBase
    ) -> None:
        self.folders = folders
        self.locate = locate
        self.project = project
        self.kb = kb
        self._modules: dict[str, tuple[CodeModule | Unknown | None, Inputs]] = {}
        self._variants: dict[tuple[str, str, bool, bool], tuple[CodeModule | Unknown, Inputs]] = {}
        self._asked: dict[tuple[str, str, bool], _Asked] = {}
        self._steps: list[str | Unknown] | None = None

    def find(self, name: str) -> CodeModule | None:
        """Return a module by its dotted name, or None."""
        if self._steps is not None:
            self._steps.append(name)
        found = self.look_up(name)
        return found if isinstance(found, CodeModule) else None

    def look_up(self, name: str) -> CodeModule | Unknown | None:
        """Return a module by its dotted name; ``Unknown`` where its file cannot be read."""
        known = self._modules.get(name)
        if known is None:
            known = self._modules[name] = self.project.tracked(lambda: self._look_up(name))
        else:
            self.project.count(known[1])
        return known[0]

    def _look_up(self, name: str) -> CodeModule | Unknown | None:
        if not name or not all(part.isidentifier() for part in name.split(".")):
            return None
        below = name.replace(".", "/")
        for folder in self.folders:
            for tail in (f"{below}.py", f"{below}/__init__.py"):
                place = posixpath.join(folder, tail)
                path = self.locate(place)
                if isinstance(path, str):
                    return self._read(name, place, path)
        return None

    def define(self, name: str, place: str, path: str) -> CodeModule | Unknown:
        """Return the module of a file that is run, and let its name mean it."""
        module = self.variant(name, place, path, is_script=True)
        self._modules[name] = module, {}
        return module

    def variant(
        self,
        name: str,
        place: str,
        path: str,
        *,
        is_script: bool = False,
        is_settings: bool = False,
    ) -> CodeModule | Unknown:
        """Return the module of a file that is run, or is the settings of a framework.

        ``Unknown`` where the file cannot be read.
        """
        key = name, place, is_script, is_settings
        known = self._variants.get(key)
        if known is None:
            known = self._variants[key] = self.project.tracked(
                lambda: self._read(name, place, path, is_script=is_script, is_settings=is_settings)
            )
        else:
            self.project.count(known[1])
        return known[0]

    def _read(
        self,
        name: str,
        place: str,
        path: str,
        *,
        is_script: bool = False,
        is_settings: bool = False,
    ) -> CodeModule | Unknown:
        data = self.project.read(path)
        if isinstance(data, Unknown) or refusal_for_content(data) is not None:
            return Unknown(f"{path} cannot be read")
        # Libraries of several images share the trees.
        trees = self.project.kept("python trees", dict[str, "tuple[bytes, Module]"])
        known = trees.get(path)
        if known is None or known[0] != data:
            known = trees[path] = (data, parse(Source.from_bytes(path, data)))
        return CodeModule(
            known[1],
            path,
            place,
            name,
            self.kb,
            self.find,
            is_package=place.endswith("/__init__.py"),
            is_script=is_script,
            is_settings=is_settings,
        )

    def asked_by(self, module: CodeModule) -> tuple[str | Unknown, ...]:
        """Return what a module brings in: names of modules, and why there may be more."""
        key = module.name, module.place, module.is_script
        known = self._asked.get(key)
        if known is None:
            outer, self._steps = self._steps, []
            try:
                _, inputs = self.project.tracked(lambda: self._import_all(module))
                known = _Asked(tuple(dict.fromkeys(self._steps)), inputs)
            finally:
                self._steps = outer
            self._asked[key] = known
        else:
            self.project.count(known.inputs)
        return known.steps

    def _import_all(self, module: CodeModule) -> None:
        importers = self.kb.name_set("code.importing-frameworks")
        servers = self.kb.mapping("code.servers")
        assert self._steps is not None
        for each, names in module.named_by_imports:
            if each.site.is_typing or (each.site.in_main and not module.is_script):
                continue
            for name in names:
                self.find(name)
            if each.module.partition(".")[0] in importers:
                self._steps.append(Unknown(f"{each.module} imports modules by their names"))
        for site, called in module.calls:
            if site.in_main and not module.is_script:
                continue
            if called in {"importlib.import_module", "__import__", "runpy.run_path"}:
                self._steps.append(Unknown("code imports modules by their names"))
            if called in servers:
                for name in _names_served(called, site, module):
                    self.find(name)


class _Program:
    """The modules that a program reaches, within bounds."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.modules: list[CodeModule] = []
        self.unknown: list[Unknown] = []
        self.bytes = 0
        self.scripts: set[str] = set()
        self.settings: set[str] = set()
        self.named: dict[int, tuple[str, ...]] = {}
        self.taken: dict[str, CodeModule | None] = {}

    def settings_of(self, module: CodeModule, lookup: Lookup) -> tuple[str, ...]:
        """Return the modules of settings that a module names."""
        known = self.named.get(id(module))
        if known is None:
            known = self.named[id(module)] = tuple(settings_named(module, lookup))
        return known

    def take(self, name: str) -> CodeModule | None:
        """Take a module in by its dotted name."""
        if name not in self.taken:
            self.taken[name] = None
            found = self.library.look_up(name)
            is_script, is_settings = name in self.scripts, name in self.settings
            if isinstance(found, CodeModule) and (is_script or is_settings):
                found = self.library.variant(
                    name, found.place, found.path, is_script=is_script, is_settings=is_settings
                )
            self.add(name, found)
        return self.taken[name]

    def add(self, name: str, found: CodeModule | Unknown | None) -> None:
        """Take in what a name stands for, unless that is too much."""
        if found is None:
            return
        if len(self.modules) >= _MOST_FILES or self.bytes > _MOST_BYTES:
            self.unknown.append(Unknown("more modules are not read"))
        elif isinstance(found, Unknown):
            self.unknown.append(found)
        else:
            self.bytes += len(found.tree.source.text)
            self.taken[name] = found
            self.modules.append(found)

    def take_with_packages(self, name: str) -> None:
        """Take in a module and the packages that it lies in."""
        parts = name.split(".")
        for end in range(1, len(parts) + 1):
            self.take(".".join(parts[:end]))

    def import_all(self, lookup: Lookup) -> None:
        """Take in what the modules import, and what that imports."""
        at = 0
        while at < len(self.modules):
            module = self.modules[at]
            at += 1
            if module.is_settings:
                self.settings |= {
                    each.module
                    for each in module.imports
                    if each.name == "*"
                    and not each.site.is_typing
                    and (module.is_script or not each.site.in_main)
                }
            for step in self.library.asked_by(module):
                if isinstance(step, Unknown):
                    self.unknown.append(step)
                else:
                    self.take(step)
            for name in self.settings_of(module, lookup):
                self.settings.add(name)
                self.take_with_packages(name)
            for text, _ in named_in_settings(module):
                self.take_with_packages(text)
                for below in self.library.kb.names("code.modules-of-applications"):
                    self.take(f"{text}.{below}")


def follow(
    start: Start,
    locate: Locate,
    project: Project,
    kb: KnowledgeBase,
    lookup: Lookup | None = None,
    *,
    files: Hashable = None,
) -> Code | Unknown:
    """Return the code that a start runs: its module, and those of the project that it imports.

    Args:
        start: what is started.
        locate: gives the file on disk that a path means where the code runs; None for none there.
        project: reads files.
        kb: knows the libraries.
        lookup: gives the variables of the environment; None for one that is not set.
        files: what tells the files that ``locate`` finds from others: equal ones share what is
            read; None for files that nothing else asks for.
    """
    folders = tuple(dict.fromkeys(start.folders))

    def make() -> Library:
        return Library(folders, locate, project, kb)

    library = make() if files is None else project.kept(("code", files, folders), make)
    program = _Program(library)
    if start.script:
        path = locate(start.script)
        if path is None or isinstance(path, Unknown):
            return Unknown(f"{start.script} is not in the project")
        script = library.variant("__main__", start.script, path, is_script=True)
        program.add("__main__", script)
    else:
        if start.is_run:
            program.scripts |= {start.module, f"{start.module}.__main__"}
        module = program.take(start.module)
        if start.is_run and (module is None or module.is_package):
            # A directory without an `__init__.py` is a package, too.
            module = program.take(f"{start.module}.__main__")
        if module is None:
            return Unknown(f"the module {start.module} is not in the project")
        parts = start.module.split(".")
        for end in range(1, len(parts)):
            program.take(".".join(parts[:end]))
    first = tuple(program.modules)
    given = lookup or (lambda _: None)
    program.import_all(given)
    modules = tuple(program.modules)
    entry = entry_of(first[0], start.attribute) if start.is_called else None
    reached: dict[str, Reached] = {}
    at_start: frozenset[str] = frozenset()
    for _ in range(_MOST_ROUNDS):
        # What is imported calls functions, and they import and serve modules.
        before, at_start = at_start, _imported_at_start(first, program, given, reached)
        if at_start == before:
            break
        reached = reached_by(modules, at_start, () if entry is None else (entry,), start.words)
    return Code(modules, tuple(program.unknown), at_start, reached=reached)


def _imported_at_start(
    first: tuple[CodeModule, ...],
    program: _Program,
    lookup: Lookup,
    reached: Mapping[str, Reached],
) -> frozenset[str]:
    """Return the paths of the modules that modules import whenever they run."""
    found = {module.path for module in first}
    pending = list(first)
    while pending:
        module = pending.pop()
        own = reached.get(module.path)
        called = frozenset[str]() if own is None else own.surely
        names = [
            name
            for function, starts, brought in _brought_at_start(module)
            if starts or function in called
            for name in brought
        ]
        names += program.settings_of(module, lookup)
        for name in names:
            other = program.taken.get(name)
            if other is not None and other.path not in found:
                found.add(other.path)
                pending.append(other)
    return frozenset(found)


def _brought_at_start(module: CodeModule) -> tuple[tuple[str, bool, tuple[str, ...]], ...]:
    """Return what the module's imports and serving calls bring in, where nothing keeps them.

    Each with the function that it stands in, and whether that runs with the module; worked out
    once for a module.
    """
    if module.brought is None:
        found = [
            (each.site.function, not each.site.function, tuple(names))
            for each, names in module.named_by_imports
            if _is_sure(each.site, module)
        ]
        servers = module.kb.mapping("code.servers")
        found += [
            (site.function, module.starts(site), tuple(_names_served(called, site, module)))
            for site, called in module.calls
            if called in servers and _is_sure(site, module)
        ]
        module.brought = tuple(found)
    return module.brought


def _is_sure(site: Site, module: CodeModule) -> bool:
    """Tell whether nothing at a place keeps it from running, or bears that an import fails."""
    if site.is_typing or site.in_condition or is_import_borne(site):
        return False
    return module.is_script or not site.in_main


def _names_served(called: str, site: Site, module: CodeModule) -> Iterator[str]:
    """Yield the modules that a server's call is told to import, as ``uvicorn.run("app:app")``."""
    index = module.kb.mapping("code.servers").get(called, {}).get("application")
    if index is not None:
        text = evaluate(module.arguments(site.node).at(index), site.scope).text
        parts = (text or "").partition(":")[0].split(".")
        yield from (".".join(parts[:end]) for end in range(1, len(parts) + 1))


def code_of(project: Project, roots: tuple[str, ...], kb: KnowledgeBase) -> Code:
    """Return all code below directories, tests and vendored trees left out.

    Args:
        project: reads files, and remembers the answer.
        roots: absolute directories, in which imports are looked for too.
        kb: knows the libraries.
    """

    def make() -> Code:
        def locate(path: str) -> str | None:
            return path if _is_file(path, project) else None

        library = Library(roots, locate, project, kb)
        program = _Program(library)
        skipped = kb.name_set("code.left-out-folders")
        for root in roots:
            for path in _modules_below(root, project, skipped):
                below = os.path.relpath(path, root).replace(os.sep, "/")
                name = below.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
                if program.taken.get(name) is None:
                    program.add(name, library.define(name, path, path))
        return Code(tuple(program.modules), tuple(program.unknown))

    return project.remembered(("code", roots), make)


def _is_file(path: str, project: Project) -> bool:
    entries = project.listing(posixpath.dirname(path))
    name = posixpath.basename(path)
    return not isinstance(entries, Unknown) and any(
        each.name == name and each.kind != "directory" for each in entries
    )


def _modules_below(root: str, project: Project, skipped: frozenset[str]) -> Iterator[str]:
    pending = [root]
    seen = 0
    while pending and seen < _MOST_DIRECTORIES:
        folder = pending.pop()
        seen += 1
        entries = project.listing(folder)
        if isinstance(entries, Unknown):
            continue
        below: list[str] = []
        for entry in entries:
            path = posixpath.join(folder, entry.name)
            if entry.kind == "directory" and entry.name not in skipped:
                below.append(path)
            elif entry.kind == "file" and entry.name.endswith(".py") and not _is_test(entry.name):
                yield path
        pending += reversed(below)


def _is_test(name: str) -> bool:
    return name.startswith("test_") or name.endswith("_test.py") or name == "conftest.py"
