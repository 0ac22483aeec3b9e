"""What a stage holds, as far as its text tells: Pythons, packages, programs, files taken along.

Overview for authors of rules::

    contents_of(stage, kb) -> Contents            worked out once for a stage

    contents.python            Python | None | Unknown: what ``python3`` is at the stage's end
    contents.installs          tuple[PackageInstall, ...]: installs of Python packages, in order
    contents.venvs             tuple[Venv, ...]: virtual environments made in the stage's lineage
    contents.transfers         tuple[Transfer, ...]: COPY --from, one for each source
    contents.copies            the COPY and ADD of the lineage
    contents.system_packages   names of the distro's packages that are installed
    contents.path_entries      tuple[str, ...] | Unknown: the directories of PATH at the end
    contents.has_program(name, context) -> bool | Unknown
    contents.searches(path)    -> bool | Unknown: whether its Python looks for packages there

    programs_of(runnable)      what must be there for an instruction to work: names with places

The lineage of a stage counts: what the stages hold that it is FROM, its image's facts first.
"""

from __future__ import annotations

import posixpath

from dockwright.kb.records import version_numbers
from dockwright.model.actions import ChangeDirectory, MakeVenv, Setting
from dockwright.model.install import Install, install_of
from dockwright.model.instructions import Copy, CopyLike, Run
from dockwright.model.layers import commands_after
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.syntax.shell.nodes import PartKind
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple, lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.kb.records import ImageFacts
    from dockwright.model.command import Command
    from dockwright.model.context import BuildContext
    from dockwright.model.image_ref import ImageRef
    from dockwright.model.instructions import Runnable
    from dockwright.model.state import State
    from dockwright.syntax.shell.nodes import ShellWord
    from dockwright.text import Span

__all__ = [
    "Contents",
    "PackageInstall",
    "Python",
    "Transfer",
    "Venv",
    "contents_of",
    "covers",
    "expand_word",
    "programs_of",
]


class Python(NamedTuple):
    """An interpreter.

    Attributes:
        path: its program, such as ``/usr/local/bin/python3``.
        version: such as ``3.11``, or why that is not known.
        origin: ``image``, ``distro``, ``conda``, ``bundled`` or ``venv``.
        prefix: the directory that it is installed in.
    """

    path: str
    version: str | Unknown
    origin: str
    prefix: str


class PackageInstall(NamedTuple):
    """An install of Python packages, and where they go.

    Attributes:
        install: the command.
        run: its instruction.
        kind: ``default`` (where its Python looks by itself), ``prefix``, ``target``, ``root``,
            ``user``, ``venv`` or ``conda``.
        python: the interpreter that it installs for.
        directory: the directory of the packages, or why it is not known.
        scripts: the directory of their programs, likewise.
    """

    install: Install
    run: Run
    kind: str
    python: Python | Unknown | None
    directory: str | Unknown
    scripts: str | Unknown


class Venv(NamedTuple):
    """A virtual environment that is made in a stage.

    Attributes:
        directory: its absolute path.
        command: what makes it.
        run: the instruction.
        python: the interpreter that it is made with.
        is_relocatable: whether its programs run after it was moved.
    """

    directory: str
    command: Command
    run: Run
    python: Python | Unknown | None
    is_relocatable: bool


class Transfer(NamedTuple):
    """A source of a COPY that takes from another stage or an image.

    Attributes:
        copy: the instruction.
        source: what it takes from.
        from_path: the absolute path there, without a slash at its end.
        to_path: where that path comes to lie if it is a directory, likewise.
    """

    copy: Copy
    source: Stage | ImageRef | Unknown
    from_path: str
    to_path: str

    def moved(self, path: str) -> str | None:
        """Return where a path below the source comes to lie; None for one that stays behind."""
        if not covers(self.from_path, path):
            return None
        return _joined(self.to_path, path[len(self.from_path.rstrip("/")) :])


def covers(directory: str, path: str) -> bool:
    """Tell whether a path is a directory or lies below it; both absolute."""
    directory = directory.rstrip("/")
    return path == directory or path.startswith(f"{directory}/")


def _joined(directory: str, rest: str) -> str:
    return posixpath.normpath(f"{directory.rstrip('/')}/{rest.lstrip('/')}")


def expand_word(word: ShellWord, state: State) -> str | None:
    """Return the text of a shell's word, variables of ENV and ARG put in; None if others decide."""
    if word.value is not None:
        return word.value
    pieces: list[str] = []
    for part in word.parts:
        if part.kind in {PartKind.LITERAL, PartKind.GLOB, PartKind.TILDE, PartKind.BRACE}:
            pieces.append(part.text)
            continue
        value = state.variable(part.name) if part.kind is PartKind.VARIABLE else None
        if not isinstance(value, str) or part.operator:
            return None
        pieces.append(value)
    return "".join(pieces)


def contents_of(stage: Stage, kb: KnowledgeBase) -> Contents:
    """Return what a stage holds; worked out on the first call."""
    known = stage._contents  # noqa: SLF001 (the slot is there for this function)
    if known is None:
        for member in reversed(stage.lineage):
            before: Contents | None = known
            known = member._contents  # noqa: SLF001
            if known is None:
                known = member._contents = Contents(member, kb, before)  # noqa: SLF001
        assert known is not None
    return known


class Contents:
    """What a stage holds; see the module's overview.

    Attributes:
        stage: the stage.
        installs: installs of Python packages, in order.
        venvs: virtual environments, in order.
        transfers: what COPY takes from stages and images.
        copies: every COPY and ADD.
        system_packages: names of the distro's packages that are installed, with the install.
        is_system_complete: whether ``system_packages`` names all that is installed.
        mentioned: the last parts of all words that commands were given, packages left out.
        strangers: commands that may bring any program.
        builders: commands that may bring any program but one of the distro's.
    """

    installs: tuple[PackageInstall, ...]
    venvs: tuple[Venv, ...]
    transfers: tuple[Transfer, ...]
    copies: tuple[CopyLike, ...]

    __slots__ = (
        "_kb",
        "_python",
        "builders",
        "copies",
        "facts",
        "installs",
        "is_system_complete",
        "mentioned",
        "stage",
        "strangers",
        "system_packages",
        "transfers",
        "venvs",
    )

    def __init__(self, stage: Stage, kb: KnowledgeBase, before: Contents | None = None) -> None:
        """Read a stage; ``before`` is what the stage holds that it is FROM."""
        self.stage = stage
        self._kb = kb
        facts = stage.image_facts if not stage.root.is_scratch else Unknown("scratch is empty")
        self.facts: ImageFacts | None = None if isinstance(facts, Unknown) else facts
        self._python: Python | Unknown | bool | None = False
        self.system_packages: dict[str, Install] = {}
        self.is_system_complete = True
        self.mentioned: set[str] = set()
        self.strangers: list[Command] = []
        self.builders: list[Command] = []
        installs: list[PackageInstall] = []
        venvs: list[Venv] = []
        transfers: list[Transfer] = []
        copies: list[CopyLike] = []
        if before is not None:
            self.system_packages.update(before.system_packages)
            self.is_system_complete = before.is_system_complete
            self.mentioned |= before.mentioned
            self.strangers += before.strangers
            self.builders += before.builders
            installs += before.installs
            venvs += before.venvs
            transfers += before.transfers
            copies += before.copies
        for instruction in stage.instructions:
            if isinstance(instruction, Run):
                self._read_run(instruction, installs, venvs)
            elif isinstance(instruction, CopyLike):
                copies.append(instruction)
                if isinstance(instruction, Copy):
                    transfers.extend(_transfers(instruction))
        self.installs = tuple(installs)
        self.venvs = tuple(venvs)
        self.transfers = tuple(transfers)
        self.copies = tuple(copies)

    # Reading the commands

    def _read_run(self, run: Run, installs: list[PackageInstall], venvs: list[Venv]) -> None:
        script = run.script
        if script is not None and script.reason:
            self.is_system_complete = False
        plain = self._kb.name_set("contents.plain-programs")
        build = self._kb.name_set("contents.build-programs")
        cwd: str | Unknown = run.state.workdir
        active: str | None = None
        for command in run.commands:
            if run.script is not None and command.simple.redirects:
                self._mention(
                    redirect.target for redirect in command.simple.redirects if redirect.target
                )
            change = ChangeDirectory.of(command)
            if change is not None:
                cwd = self._place(change.directory, run.state, cwd)
                continue
            if command.program in {".", "source"} and command.operands:
                script_path = self._place(command.operands[0], run.state, cwd)
                if isinstance(script_path, str) and script_path.endswith("/bin/activate"):
                    active = script_path.removesuffix("/bin/activate")
                continue
            made = self._venv(command, run, cwd, installs, venvs)
            if made is not None:
                venvs.append(made)
            install = install_of(command)
            if install is not None and install.ecosystem == "system":
                self._read_system(install, run.state)
                continue
            self._mention(command.words[1:])
            if install is not None and install.ecosystem in {"python", "conda"}:
                installs.append(self._placed(install, run, cwd, active, venvs))
                self.builders.append(command)
            elif command.program in build:
                self.builders.append(command)
            elif command.program not in plain and not command.nested:
                self.strangers.append(command)

    def _mention(self, words: Iterable[ShellWord]) -> None:
        for word in words:
            self.mentioned.update(_names_in(text_of(word)))

    def _read_system(self, install: Install, state: State) -> None:
        if install.has_piped_operands or install.requirement_files:
            self.is_system_complete = False
        for spec in install.packages:
            if spec.path or spec.url:
                self.is_system_complete = False
                self.strangers.append(install)
            elif spec.is_dynamic or not spec.name:
                text = expand_word(spec.word, state)
                if text is None:
                    self.is_system_complete = False
                    continue
                for name in text.split():
                    self.system_packages[re.split(r"[=/<>~:@]", name, maxsplit=1)[0]] = install
            else:
                self.system_packages[spec.name] = install

    def _place(self, word: ShellWord | None, state: State, cwd: str | Unknown) -> str | Unknown:
        text = None if word is None else expand_word(word, state)
        if not text or "*" in text:
            return Unknown("the shell decides the path")
        if text == "~" or text.startswith("~/"):
            home = _home(state)
            return home if isinstance(home, Unknown) else _joined(home, text[1:] or "/")
        if text.startswith("/"):
            return posixpath.normpath(text)
        return cwd if isinstance(cwd, Unknown) else _joined(cwd, text)

    def _venv(
        self,
        command: Command,
        run: Run,
        cwd: str | Unknown,
        installs: list[PackageInstall],
        venvs: list[Venv],
    ) -> Venv | None:
        made = MakeVenv.of(command)
        if made is not None:
            if made.tool == "conda" and made.directory is None:
                return None
            directory = self._place(made.directory, run.state, cwd)
            if made.directory is None:
                directory = cwd if isinstance(cwd, Unknown) else _joined(cwd, ".venv")
            if isinstance(directory, Unknown):
                return None
            if made.tool == "conda":
                own = Unknown("conda brings its own Python")
                return Venv(directory, command, run, own, is_relocatable=False)
            chosen = made.option("--python")
            python: Python | Unknown | None = self.python_at(run.state, command)
            if chosen is not None:
                python = self._chosen(chosen.text, python)
            relocatable = command.has("--relocatable") or command.has("--copies", "--always-copy")
            return Venv(directory, command, run, python, relocatable)
        found = self._project_venv(command, run, cwd, installs)
        if found is None or any(venv.directory == found.directory for venv in venvs):
            return None
        return found

    def _project_venv(
        self, command: Command, run: Run, cwd: str | Unknown, installs: list[PackageInstall]
    ) -> Venv | None:
        """Return the environment in the project's folder that uv, Poetry or PDM makes."""
        install = install_of(command)
        if install is None or isinstance(cwd, Unknown):
            return None
        where: str | Unknown | None = None
        state = run.state
        in_folder = install.manager == "pdm" and install.subcommand in {"install", "sync"}
        if install.manager == "uv" and install.subcommand in {"sync", "add"}:
            where = _variable(install, state, "UV_PROJECT_ENVIRONMENT")
            if where is None and install.option("--project", "--directory") is None:
                where = f"{cwd}/.venv"
        elif in_folder or (install.manager == "poetry" and self._is_in_project(install, run)):
            where = f"{cwd}/.venv"
        elif install.manager == "pipenv" and not install.has("--system"):
            inside = _variable(install, state, "PIPENV_VENV_IN_PROJECT")
            where = f"{cwd}/.venv" if isinstance(inside, str) and inside else None
        if not isinstance(where, str) or covers(where, "/usr/local"):
            return None
        del installs
        where = posixpath.normpath(where if where.startswith("/") else _joined(cwd, where))
        chosen = install.option("--python")
        python = self.python_at(state, command)
        if chosen is not None:
            python = self._chosen(chosen.text, python)
        elif _variable(install, state, "UV_PYTHON") is not None:
            python = Unknown("UV_PYTHON decides")
        return Venv(where, command, run, python, is_relocatable=False)

    def _is_in_project(self, install: Install, run: Run) -> bool:
        if install.subcommand not in {"install", "sync"}:
            return False
        create = _variable(install, run.state, "POETRY_VIRTUALENVS_CREATE")
        if isinstance(create, str) and create.lower() in {"false", "0", "no"}:
            return False
        value = _variable(install, run.state, "POETRY_VIRTUALENVS_IN_PROJECT")
        if isinstance(value, str):
            return value.lower() in {"true", "1", "yes"}
        answer = False
        for other in self.stage.layers():
            if isinstance(other, Run):
                for command in other.commands:
                    setting = Setting.of(command)
                    if setting is None or command.program != "poetry":
                        continue
                    if setting.key == "virtualenvs.create" and setting.value_text == "false":
                        return False
                    if setting.key == "virtualenvs.in-project":
                        answer = setting.value_text == "true"
            if other is run:
                break
        return answer

    def _chosen(self, text: str, python: Python | Unknown | None) -> Python | Unknown:
        """Return the interpreter that ``--python`` names, if it is the one of the image."""
        if isinstance(python, Python):
            name = text.rpartition("/")[2].removeprefix("python")
            same = name in {"", "3"} or name == python.version
            if same and (not text.startswith("/") or covers(python.prefix, text)):
                return python
        return Unknown("--python decides")

    # Where packages go

    def python_at(self, state: State, command: Command | None = None) -> Python | Unknown | None:
        """Return the interpreter that a command such as ``pip`` works for; None where none is."""
        path = "" if command is None else text_of(command.interpreter or command.words[0])
        facts = self.facts
        if facts is None:
            return Unknown("the base image is not known")
        name = path.rpartition("/")[2]
        number = re.search(r"\d+\.\d+", name)
        own = self._image_python()
        if "/" in path:
            if own is not None and covers(posixpath.dirname(own.path), path):
                return own
            if path.startswith("/usr/bin/") and facts.distro_python is not None:
                return self._distro_python(facts)
            return Unknown("another Python is called by its path")
        if isinstance(_path_entries(state), Unknown) and not self._has_plain_path():
            return Unknown("PATH is not known")
        if own is not None:
            if number is not None and number.group() != own.version:
                return Unknown("another Python is called by its version")
            return own
        if facts.has_python is not False:
            return Unknown("the base image's Python is not known")
        if self.strangers or not self.is_system_complete:
            return Unknown("a command may bring a Python")
        brought = self._kb.name_set("contents.python-bringers")
        other = re.compile(self._kb.text("contents.alternative-python"))
        if any(other.fullmatch(package) for package in self.system_packages):
            return Unknown("a Python of another version is installed")
        if brought.isdisjoint(self.system_packages):
            return None
        return self._distro_python(facts)

    def _has_plain_path(self) -> bool:
        """Tell whether PATH is the usual one, on images for which it is not written down."""
        facts = self.facts
        is_bare = facts is not None and facts.kind == "distroless"
        return is_bare and "PATH" not in self.stage.final_state.image_env

    def _image_python(self) -> Python | None:
        facts = self.facts
        if facts is None or not facts.has_python or facts.python_path is None:
            return None
        version = facts.python_version or Unknown("the tag does not tell Python's version")
        prefix = posixpath.dirname(posixpath.dirname(facts.python_path))
        return Python(facts.python_path, version, facts.python_origin or "image", prefix)

    def _distro_python(self, facts: ImageFacts) -> Python:
        version = facts.distro_python or Unknown("the distro's Python is not known")
        return Python("/usr/bin/python3", version, "distro", "/usr")

    @property
    def python(self) -> Python | Unknown | None:
        """Return what ``python3`` is at the end; None where there is none."""
        if isinstance(self._python, bool):
            # Docker refuses stages that copy from each other in a circle; here they meet this.
            self._python = Unknown("the stage takes files from itself, over others or at once")
            try:
                self._python = self._final_python()
            except RecursionError:
                self._python = Unknown("files come over too many stages to follow")
        return self._python

    def _final_python(self) -> Python | Unknown | None:
        found = self.python_at(self.stage.final_state)
        for transfer in self.transfers:
            source = transfer.source
            if not isinstance(source, Stage):
                if any(covers(transfer.to_path, place) for place in ("/usr/bin", "/usr/local/bin")):
                    return Unknown("a Python may be copied from an image")
                continue
            other = contents_of(source, self._kb).python
            if isinstance(other, Python):
                moved = transfer.moved(other.path)
                if moved is not None:
                    return other if moved == other.path else Unknown("a Python is copied")
            elif isinstance(other, Unknown) and found is None:
                return other
        return found

    def _placed(
        self, install: Install, run: Run, cwd: str | Unknown, active: str | None, venvs: list[Venv]
    ) -> PackageInstall:
        hidden = Unknown("the text does not tell where the packages go")
        state = run.state

        def place(
            kind: str,
            python: Python | Unknown | None,
            directory: str | Unknown = hidden,
            scripts: str | Unknown = hidden,
        ) -> PackageInstall:
            return PackageInstall(install, run, kind, python, directory, scripts)

        python = self.python_at(state, install)
        manager = install.manager
        if install.ecosystem == "conda":
            return place("conda", Unknown("conda brings its own Python"))
        if manager not in {"pip", "uv"} or install.subcommand not in {
            "install",
            "pip install",
            "pip sync",
            "sync",
            "add",
        }:
            return place("default", python)
        if install.wrapping and any(wrapper.name.endswith(" run") for wrapper in install.wrapping):
            return place("default", Unknown("a runner chooses the Python"))
        venv = self._venv_of(install, state, cwd, active, venvs)
        kind, path = self._target_of(install, state, cwd)
        if kind in {"target", "prefix", "root"}:
            if isinstance(path, Unknown):
                return place(kind, python)
            if kind == "target":
                return place("target", python, path, f"{path}/bin")
            if kind == "root":
                usual = self._default_site(python)
                return place(
                    "root", python, _joined(path, usual) if isinstance(usual, str) else hidden
                )
            directory = self._prefix_site(path, python, manager)
            scripts = hidden if isinstance(directory, Unknown) else directory.partition("/lib/")[0]
            return place(
                "prefix",
                python,
                directory,
                scripts if isinstance(scripts, Unknown) else f"{scripts}/bin",
            )
        if venv is not None:
            return place("venv", Unknown("a virtual environment"), venv, f"{venv}/bin")
        if manager == "uv" and install.subcommand in {"sync", "add"}:
            return place("venv", python)
        if kind == "user":
            base = _variable(install, state, "PYTHONUSERBASE")
            home = _home(state)
            if base is not None or isinstance(home, Unknown) or not isinstance(python, Python):
                return place("user", python)
            fill = {"home": home, "minor": python.version}
            site = self._kb.text("python-path.user-site")
            scripts = self._kb.text("python-path.user-scripts").format(home=home)
            if isinstance(python.version, Unknown):
                return place("user", python, f"{home}/.local/lib", scripts)
            return place("user", python, site.format(**fill), scripts)
        return place("default", python, self._default_site(python), hidden)

    def _target_of(
        self, install: Install, state: State, cwd: str | Unknown
    ) -> tuple[str, str | Unknown]:
        """Return what an option, or pip's variable for it, says of the place; kind ``""``: none."""
        target = install.target
        if target is not None:
            at: str | Unknown = Unknown("the path is not known")
            if target.path is not None:
                at = self._place(target.path, state, cwd)
            return target.kind, at
        if install.manager == "pip":
            for name, kind in self._kb.mapping("python-path.pip-variables").items():
                value = _variable(install, state, name)
                if isinstance(value, Unknown):
                    return kind, value
                if value and value.lower() not in {"0", "false", "no"}:
                    is_path = value.startswith("/")
                    return kind, value.rstrip("/") if is_path else Unknown("a relative path")
        return "", Unknown("the default")

    def _venv_of(
        self,
        install: Install,
        state: State,
        cwd: str | Unknown,
        active: str | None,
        venvs: list[Venv],
    ) -> str | None:
        """Return the virtual environment that an install goes into, where the text tells."""
        path = text_of(install.interpreter or install.words[0])
        chosen = install.option("--python")
        if chosen is not None and chosen.value is not None:
            path = text_of(chosen.value)
            if any(venv.directory == path.rstrip("/") for venv in venvs):
                return path.rstrip("/")
        if path.startswith("/") or "/bin/" in path:
            directory = posixpath.dirname(posixpath.dirname(path))
            if not directory.startswith("/") and isinstance(cwd, str):
                directory = _joined(cwd, directory)
            if any(venv.directory == directory for venv in venvs):
                return directory
            return None
        if active is not None:
            return active
        made = {venv.directory for venv in venvs}
        entries = _path_entries(state)
        if not isinstance(entries, Unknown):
            for entry in entries:
                if entry.removesuffix("/bin") in made:
                    return entry.removesuffix("/bin")
        if install.manager == "uv" and not install.has("--system"):
            variable = state.variable("VIRTUAL_ENV")
            if isinstance(variable, str):
                return variable
            if state.variable("UV_SYSTEM_PYTHON") is None and isinstance(cwd, str):
                own = _joined(cwd, ".venv")
                return own if own in made else None
        return None

    def _prefix_site(
        self, prefix: str, python: Python | Unknown | None, manager: str
    ) -> str | Unknown:
        """Return where ``--prefix`` puts packages: Debian's Pythons add ``local`` to it."""
        if not isinstance(python, Python) or isinstance(python.version, Unknown):
            return Unknown("the Python that installs is not known")
        if python.origin == "distro" and self._has_local_scheme() and manager == "pip":
            pattern = self._kb.text("debian-pip.prefix-directory")
        else:
            pattern = self._kb.text("python-path.site")
        return pattern.format(prefix=prefix, minor=python.version)

    def _has_local_scheme(self) -> bool:
        facts = self.facts
        if facts is None or facts.distro is None or facts.distro_version is None:
            return False
        since = self._kb.mapping("python-path.local-scheme-since").get(facts.distro)
        return since is not None and version_numbers(facts.distro_version) >= version_numbers(since)

    def _default_site(self, python: Python | Unknown | None) -> str | Unknown:
        if not isinstance(python, Python) or isinstance(python.version, Unknown):
            return Unknown("the Python that installs is not known")
        if python.origin == "distro":
            facts = self.facts
            debian = self._kb.name_set("python-path.dist-packages-distros")
            if facts is not None and facts.distro == "alpine":
                return self._kb.text("python-path.alpine-site").format(minor=python.version)
            if facts is None or facts.distro not in debian:
                return Unknown("the distro's layout is not known")
            return self._kb.text("python-path.distro-site").format(minor=python.version)
        if python.origin in {"image", "conda"}:
            pattern = self._kb.text("python-path.site")
            return pattern.format(prefix=python.prefix, minor=python.version)
        return Unknown("the Python's layout is not known")

    def searched(self) -> tuple[str, ...] | Unknown:
        """Return the directories in which the stage's Python looks for packages by itself."""
        python = self.python
        if isinstance(python, Unknown):
            return python
        if python is None:
            return Unknown("there is no Python")
        default = self._default_site(python)
        if isinstance(default, Unknown):
            return default
        found = [default]
        if python.origin == "distro" and self.facts is not None and self.facts.distro != "alpine":
            searched = self._kb.names("debian-pip.searched")
            found.extend(pattern.format(minor=python.version) for pattern in searched)
            found.append(f"/usr/lib/python{python.version}/dist-packages")
        return tuple(found)

    def searches(self, path: str) -> bool | Unknown:
        """Tell whether the stage's Python looks for packages in a directory."""
        own = self.searched()
        facts = self.facts
        if isinstance(own, Unknown):
            return own
        if path in own:
            return True
        if facts is None or facts.kind == "serverless":
            return Unknown("the platform says where Python looks")
        state = self.stage.final_state
        extra = state.env("PYTHONPATH")
        if isinstance(extra, Unknown):
            plain = self._kb.name_set("contents.standard-bases")
            if "PYTHONPATH" in state.image_env or facts.kind not in plain:
                return extra
            extra = None
        if extra and path in {posixpath.normpath(entry) for entry in extra.split(":") if entry}:
            return True
        if any(name.endswith(".pth") or name == "sitecustomize.py" for name in self.mentioned):
            return Unknown("a .pth file may name it")
        if self._has_own_interpreter():
            return Unknown("another Python is first on PATH")
        if "/.local/lib/" in path:
            return self._searches_user_site(path.partition("/.local/lib/")[0])
        folders = self._script_folders()
        return folders if isinstance(folders, Unknown) else path in folders

    def _has_own_interpreter(self) -> bool:
        """Tell whether PATH names a directory, made or copied here, that may hold a Python."""
        entries = self.path_entries
        if isinstance(entries, Unknown):
            return True
        usual = self._kb.name_set("contents.program-directories")
        base = set((self.facts.path or "").split(":")) if self.facts is not None else set()
        own = [entry for entry in entries if entry not in usual and entry not in base]
        made = [venv.directory for venv in self.venvs]
        made += [transfer.to_path for transfer in self.transfers]
        return any(
            covers(place, entry) and not entry.endswith("/.local/bin")
            for entry in own
            for place in made
        )

    def _searches_user_site(self, home: str) -> bool | Unknown:
        """Tell whether the final user's home is the one that a user site lies in."""
        state = self.stage.final_state
        final = _home(state)
        if "PYTHONUSERBASE" in state.variables:
            return Unknown("PYTHONUSERBASE is set")
        if isinstance(final, str):
            return final == home
        is_root = state.is_root
        root_home = self._kb.text("contents.root-home")
        if "HOME" not in state.image_env and is_root is False and home == root_home:
            return False
        return Unknown("the user's home directory is not known")

    def _script_folders(self) -> frozenset[str] | Unknown:
        """Return the directories that Python adds itself: those of the scripts that it runs."""
        state = self.stage.final_state
        workdir = state.workdir
        if isinstance(workdir, Unknown):
            return workdir
        found = {workdir}
        for runnable in self.stage.final_command():
            for command in () if runnable is None else runnable.commands:
                for word in command.words:
                    text = word.value
                    if text is None:
                        return Unknown("the command is not known")
                    if text.endswith(".py"):
                        found.add(
                            posixpath.dirname(_joined(workdir, text))
                            if text[0] != "/"
                            else posixpath.dirname(text)
                        )
        return frozenset(found)

    # Programs

    @property
    def path_entries(self) -> tuple[str, ...] | Unknown:
        """Return the directories of PATH at the stage's end."""
        return _path_entries(self.stage.final_state)

    @property
    def kb(self) -> KnowledgeBase:
        """Return the knowledge base that the stage is read by."""
        return self._kb

    def has_program(
        self, name: str, context: BuildContext | Unknown | None = None
    ) -> bool | Unknown:
        """Tell whether a program is there at the end, by its name or its path in a usual place.

        Args:
            name: the program.
            context: the build context, in which files of requirements are read; without one,
                packages of such files may bring any program.
        """
        if "/" in name:
            folder, _, name = name.rpartition("/")
            if folder not in self._kb.name_set("contents.program-directories"):
                return Unknown("the program is called by a path of its own")
        if name.endswith(self._kb.names("contents.module-endings")):
            return Unknown("a runtime of modules looks it up by itself")
        base = self._base_has(name)
        if isinstance(base, Unknown) or base:
            return base
        for package in self.system_packages:
            if package == name or name in self._programs_of(package):
                return True
        if self.stage.runs_triggers:
            return Unknown("an ONBUILD trigger may bring it")
        entries = self.path_entries
        if isinstance(entries, Unknown) and self._has_plain_path():
            entries = self._kb.names("contents.program-directories")
        if isinstance(entries, Unknown):
            return entries
        for copy in self.copies:
            if _may_bring(copy, name, entries):
                return Unknown("a COPY may bring it")
        if name in self.mentioned:
            return Unknown("a command names it")
        if self.strangers:
            return Unknown("a command may bring it")
        if any(_is_of_conda(command) for command in self.builders):
            return Unknown("a package of conda may bring it")
        is_system = name in self._kb.name_set("contents.system-programs")
        if not is_system and self.builders and not self._are_plain_python(name):
            brought = self._packages_may_bring(name, context)
            if brought is not False:
                return Unknown("a command may bring it")
        return self._system_may_bring(name)

    def _packages_may_bring(
        self, name: str, context: BuildContext | Unknown | None
    ) -> bool | Unknown:
        """Tell whether an install of Python packages may bring a program."""
        kb = self._kb
        if context is None or name not in kb.name_set("contents.console-scripts"):
            return Unknown("the build context is not asked")
        own = kb.name_set("contents.python-bringers")
        of_python = re.compile(kb.text("contents.distro-python-packages"))
        if any(of_python.match(each) and each not in own for each in self.system_packages):
            return Unknown("the distro's package of a Python library may bring it")
        from dockwright.model.distributions import may_bring

        sources = {name, *kb.mapping("contents.program-distributions").get(name, ())}
        return may_bring(self, frozenset(sources), context)

    def may_be_copied(self, name: str) -> bool:
        """Tell whether a COPY or ADD may put a program of that name where PATH finds it."""
        entries = self.path_entries
        if isinstance(entries, Unknown):
            entries = self._kb.names("contents.program-directories")
        return any(_may_bring(copy, name, entries) for copy in self.copies)

    def _are_plain_python(self, name: str) -> bool:
        """Tell whether a program is a Python, which no install of packages brings."""
        if name not in self._kb.name_set("contents.python-launchers"):
            return False
        return all(
            install_of(command) is None or install_of(command).ecosystem != "conda"  # type: ignore[union-attr]
            for command in self.builders
        ) and not any(
            command.program in _PYTHON_BRINGERS or MakeVenv.of(command) is not None
            for command in self.builders
        )

    def _base_has(self, name: str) -> bool | Unknown:
        if self.stage.root.is_scratch:
            return False
        facts = self.facts
        if facts is None:
            return Unknown("the base image is not known")
        if name in facts.programs:
            return True
        if name in facts.absent:
            return False
        kb = self._kb
        if facts.has_shell is False and name in kb.name_set("contents.system-programs"):
            return False
        if name in kb.name_set("contents.console-scripts") and self.has_bare_base:
            return False
        return Unknown("the base image may have it")

    @property
    def has_bare_base(self) -> bool:
        """Tell whether the base image is known to hold no Python packages but pip's own."""
        facts = self.facts
        if facts is None:
            return self.stage.root.is_scratch
        known = self._kb.name_set("contents.standard-bases")
        return facts.kind in known and not facts.packages and facts.flavour != "onbuild"

    def installs_only(self, allowed: Iterable[str]) -> bool:
        """Tell whether every package of the distro that is installed matches an expression."""
        patterns = [re.compile(pattern) for pattern in allowed]
        return self.is_system_complete and all(
            any(pattern.fullmatch(package) for pattern in patterns)
            for package in self.system_packages
        )

    def _programs_of(self, package: str) -> tuple[str, ...]:
        facts = self.facts
        manager = "apt" if facts is None else (facts.package_manager or "apt")
        known = self._kb.system_package(manager, package)
        return () if known is None else known.programs

    def _system_may_bring(self, name: str) -> bool | Unknown:
        """Return False, unless a package that is installed may pull the program in."""
        if not self.is_system_complete:
            return Unknown("not every package that is installed is named")
        kb = self._kb
        facts = self.facts
        manager = "apt" if facts is None else (facts.package_manager or "apt")
        plain = [re.compile(pattern) for pattern in kb.names("contents.plain-packages")]
        if name in kb.name_set("contents.compilers"):
            pulls = [re.compile(pattern) for pattern in kb.names("contents.pulls-compilers")]
            if any(each.fullmatch(name) for each in pulls for name in self.system_packages):
                return Unknown("a package may bring it")
        pythons = name in kb.name_set("contents.python-launchers")
        for package in self.system_packages:
            if pythons:
                if not self._knows_python_of(package, name):
                    return Unknown("a package may bring it")
                continue
            known = kb.system_package(manager, package)
            if known is not None and known.programs:
                continue
            if manager == "apk" and package.endswith("-dev"):
                # Alpine's packages of headers may need programs that are not of their own.
                if package not in kb.name_set("contents.plain-alpine-headers"):
                    return Unknown("a package may bring it")
            elif not any(pattern.fullmatch(package) for pattern in plain):
                return Unknown("a package may bring it")
        return False

    def _knows_python_of(self, package: str, name: str) -> bool:
        """Tell whether it is known that a package brings no program of that name."""
        if package in self._kb.name_set("contents.python-alias-packages"):
            return False
        if name == "python":
            return self._has_no_plain_python() or any(
                re.fullmatch(pattern, package)
                for pattern in self._kb.names("contents.bare-packages")
            )
        facts = self.facts
        manager = "apt" if facts is None else (facts.package_manager or "apt")
        known = self._kb.system_package(manager, package)
        return known is not None and bool(known.programs) and not known.brings_python

    def _has_no_plain_python(self) -> bool:
        """Tell whether the distro's release has dropped Python 2, which was called python."""
        facts = self.facts
        if facts is None or facts.distro is None or facts.distro_version is None:
            return False
        since = self._kb.mapping("contents.plain-python-gone-since").get(facts.distro)
        return since is not None and version_numbers(facts.distro_version) >= version_numbers(since)


_PYTHON_BRINGERS = frozenset({"uv", "conda", "mamba", "micromamba", "pixi", "make", "tar", "unzip"})
"""Programs that may unpack, build or link a Python."""


def _transfers(copy: Copy) -> Iterator[Transfer]:
    source = copy.from_
    to_path = copy.target_path
    if source is None or isinstance(to_path, Unknown) or copy.parents:
        return
    for text in copy.sources:
        value = text.known
        if value is None or "*" in value or "?" in value:
            continue
        path = posixpath.normpath(f"/{value.lstrip('/')}")
        yield Transfer(copy, source, path, posixpath.normpath(to_path))


def _home(state: State) -> str | Unknown:
    """Return the home directory of the user that holds, where it is set or the user is root."""
    home = state.variable("HOME")
    if isinstance(home, str):
        return home
    if "HOME" in state.image_env:
        return Unknown("HOME is not known")
    root = state.is_root
    if isinstance(root, Unknown):
        return root
    return "/root" if root else Unknown("the user's home directory is not known")


def _path_entries(state: State) -> tuple[str, ...] | Unknown:
    value = state.env("PATH")
    if isinstance(value, Unknown):
        return value
    return tuple(posixpath.normpath(entry) for entry in (value or "").split(":") if entry)


def _variable(install: Install, state: State, name: str) -> str | Unknown | None:
    """Return a variable's value for a command: its own assignment first."""
    own = install.variable(name)
    if own is not None:
        if own.value is None:
            return ""
        text = expand_word(own.value, state)
        return Unknown("an expansion") if text is None else text
    value = state.variable(name)
    if isinstance(value, Unknown) and name not in state.variables:
        return None
    return value


def _is_of_conda(command: Command) -> bool:
    install = install_of(command)
    return install is not None and install.ecosystem == "conda"


def _may_bring(copy: CopyLike, name: str, entries: tuple[str, ...]) -> bool:
    """Tell whether a COPY or ADD may put a program of that name into a directory of PATH."""
    to_path = copy.target_path
    if isinstance(to_path, Unknown):
        return True
    path = posixpath.normpath(to_path)
    files = [_file_name(source.known) for source in copy.sources]
    into = [_joined(path, file) for file in files if file is not None]
    if None in files or not files or not to_path.endswith("/"):
        into.append(path)
    for place in into:
        is_folder = place == path and (None in files or not files)
        for entry in entries:
            if is_folder and covers(place, entry):
                return True
            if covers(entry, place) and place[len(entry) :].lstrip("/") == name:
                return True
    return False


def _file_name(source: str | None) -> str | None:
    """Return the name of a source that is a file by its ending; None for what may be a folder."""
    if source is None or "*" in source:
        return None
    name = source.rstrip("/").rpartition("/")[2]
    stem, dot, ending = name.rpartition(".")
    return name if stem and dot and ending.isalnum() and not ending.isdecimal() else None


@lru_cache(maxsize=4096)
def _names_in(text: str) -> tuple[str, ...]:
    """Return what may name a program in a word: files have many words in common."""
    # The scheme of an address is no program: `git://example.com/x.git`.
    return tuple(re.split(r"[/=:\s,'\"()]+", re.sub(r"[\w+]+(?=://)", "", text)))


_TRIVIAL = frozenset({"exit", "true", "false", "echo", "kill", "exec", "test", "[", "cd", ":"})


def programs_of(runnable: Runnable) -> Iterator[tuple[str, Span]]:
    """Yield what must be there for the instruction to work."""
    if runnable.is_exec_form:
        argv = runnable.argv
        if argv and argv[0].raw:
            yield argv[0].raw, argv[0].span
    else:
        words = runnable.node.words
        if not words or not runnable.shell:
            return
        yield runnable.shell[0], words[0].span
    others = {command.program for command in runnable.commands} - _TRIVIAL
    for command in runnable.commands:
        simple = command.simple
        # `curl … || wget …` needs one of them.
        alone = len(others) == 1 or "||" not in {simple.connector, simple.follower}
        if simple.context or not alone or not command.is_unconditional:
            continue
        if simple.follower == "||" and isinstance(runnable, Run) and not _gives_up(command):
            continue
        for name, span in _called(command):
            if "/" not in name:
                yield name, span


def _gives_up(command: Command) -> bool:
    """Tell whether what ``||`` runs after a command ends the step all the same."""
    following = next(
        (
            each
            for each in commands_after(command)
            if each.parent is None and each.simple.connector == "||"
        ),
        None,
    )
    return following is not None and following.program in {"exit", "false", "return"}


def _called(command: Command) -> Iterator[tuple[str, Span]]:
    """Yield the names that a command's words call, wrappers such as sudo first."""
    for wrapper in command.wrapping:
        yield wrapper.name, wrapper.span
    if command.interpreter is None and command.words and command.words[0].value is not None:
        yield command.words[0].value, command.words[0].span
