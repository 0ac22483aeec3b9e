"""Which Pythons the project or lock takes that an install is about, and what its tool does else.

What the tools do was seen by running each on a project for Python 3.12 where only 3.11 is found:
the fact group ``python-demand`` names their versions.
"""

from __future__ import annotations

import posixpath

from dockwright.model.contents import contents_of
from dockwright.model.instructions import Run
from dockwright.model.layers import environment_of, path_seen_by
from dockwright.model.listed import file_seen_by
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of
from dockwright.rules.diagnostic import Severity
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dockwright.model.context import BuildContext
    from dockwright.model.install import Install
    from dockwright.packages import DependencyFile
    from dockwright.rules.base import Context
    from dockwright.rules.diagnostic import Label
    from dockwright.text import Source

__all__ = [
    "CondaPython",
    "Demand",
    "are_apart",
    "as_written",
    "conda_pythons",
    "demands",
    "project_python",
]

_MOST_MINOR = 50
"""Minor versions of Python 3 that are tried to find one that two specifiers take."""


class Demand(NamedTuple):
    """What an install asks of the Python that it runs with.

    Attributes:
        file: the file that says it, with the specifier and its place.
        subject: what asks for it: ``the project``, ``pylock.toml``.
        then: what the tool does where the Python is another.
        severity: how bad that is.
    """

    file: DependencyFile
    subject: str
    then: str
    severity: Severity = Severity.ERROR

    @property
    def asked(self) -> str:
        """Return the Pythons that are asked for, as the file writes them where it does plainly."""
        return as_written(self.file)


def as_written(file: DependencyFile) -> str:
    """Return the Pythons that a file takes in its own words; as a specifier where code has them."""
    text = file.source.slice(file.python_span).strip("\"'")
    return text if any(sign.isdigit() for sign in text) else file.python


def demands(install: Install, ctx: Context) -> Iterator[Demand]:
    """Yield what an install asks of its stage's Python, where that Python is the one it takes."""
    context = ctx.build_context
    if isinstance(context, Unknown) or install.has("--python", "--ignore-requires-python"):
        return
    manager, subcommand = install.manager, install.subcommand
    if manager == "pip" or (manager == "uv" and subcommand in {"pip install", "pip sync"}):
        yield from _of_pip(install, context)
        return
    if not install.installs_lock or install.project_directory is None or _may_choose(install, ctx):
        return
    if manager == "uv":
        yield from _of_uv(install, ctx, context)
    elif manager in {"poetry", "pdm"}:
        file = _read(install, "pyproject.toml", "pyproject", context)
        if file is not None and manager == "poetry":
            yield Demand(file, "the project", "Poetry finds no other and stops")
        elif file is not None:
            told = "PDM downloads another Python, and stops where it cannot"
            yield Demand(file, "the project", told, Severity.WARNING)
    elif manager == "pipenv":
        yield from _of_pipenv(install, context)


def _of_pip(install: Install, context: BuildContext) -> Iterator[Demand]:
    """Yield what pip, or uv in pip's stead, compares with its Python."""
    if install.manager == "uv" and not _is_for_system(install):
        return  # an environment that uv made may have a Python of its own
    for spec in install.project:
        folder = path_seen_by(install, spec.path.partition("[")[0] or ".")
        if folder is None:
            continue
        file = project_python(folder, lambda path: file_seen_by(path, install, context))
        if file is not None:
            yield Demand(file, "the project", f"{install.manager} refuses to install it")
    named = install.lock_file
    path = None if named is None else path_seen_by(install, named)
    source = None if path is None else file_seen_by(path, install, context)
    if source is not None:
        from dockwright.packages import read_dependency_file

        file = read_dependency_file(source, "pylock.toml")
        name = posixpath.basename(source.path)
        yield Demand(file, f"`{name}`", f"{install.manager} refuses to install from it")


def _is_for_system(install: Install) -> bool:
    return install.has("--system") or _says(install, "UV_SYSTEM_PYTHON", ("1", "true", "yes", "on"))


def _of_uv(install: Install, ctx: Context, context: BuildContext) -> Iterator[Demand]:
    """Yield what uv's project commands ask, where uv may take no other Python than is there."""
    kb = ctx.kb
    is_off = install.has("--no-python-downloads") or _says(
        install, "UV_PYTHON_DOWNLOADS", kb.names("lock-file.downloads-off")
    )
    only = install.has("--no-managed-python") or any(
        _says(install, name, values)
        for name, values in kb.mapping("python-demand.system-only").items()
    )
    preference = install.option("--python-preference")
    only = only or (preference is not None and preference.text == "only-system")
    if not is_off and not only:
        return
    file = _read(install, "pyproject.toml", "pyproject", context)
    if file is not None:
        yield Demand(file, "the project", "uv may download no other and stops")


def _of_pipenv(install: Install, context: BuildContext) -> Iterator[Demand]:
    file = _read(install, "Pipfile", "Pipfile", context)
    if file is None:
        return
    if not install.has("--system"):
        yield Demand(file, "`Pipfile`", "Pipenv finds no other and stops")
    elif install.has("--deploy"):
        yield Demand(file, "`Pipfile`", "Pipenv aborts the deployment")
    else:
        told = "Pipenv warns, and installs what was locked for another Python"
        yield Demand(file, "`Pipfile`", told, Severity.WARNING)


def _may_choose(install: Install, ctx: Context) -> bool:
    """Tell whether a tool may find another Python than the image's own, or is told of one."""
    run, kb = install.instruction, ctx.kb
    if not isinstance(run, Run) or run.stage is None:
        return True
    around = environment_of(install)
    for name in kb.names("python-demand.own-variables"):
        if name in around or install.variable(name) is not None:
            return True
    contents = contents_of(run.stage, kb)
    from dockwright.text import regex as re

    other = re.compile(kb.text("contents.alternative-python"))
    if any(other.fullmatch(package) for package in contents.system_packages):
        return True
    programs = kb.name_set("python-demand.other-pythons")
    words = kb.mapping("python-demand.choosing-words")
    for stage in run.stage.lineage:
        for instruction in stage.layers():
            for command in instruction.commands if isinstance(instruction, Run) else ():
                if command.program in programs:
                    return True
                chosen = words.get(command.program, ())
                if any(text_of(word) in chosen for word in command.words[1:]):
                    return True
    return False


def _says(install: Install, name: str, values: tuple[str, ...]) -> bool:
    own = install.variable(name)
    if own is not None:
        return own.value is not None and (own.value.value or "").lower() in values
    value = environment_of(install).get(name)
    return isinstance(value, str) and value.lower() in values


def _read(install: Install, name: str, kind: str, context: BuildContext) -> DependencyFile | None:
    folder = path_seen_by(install, install.project_directory or ".")
    source = (
        None if folder is None else file_seen_by(posixpath.join(folder, name), install, context)
    )
    if source is None:
        return None
    from dockwright.packages import read_dependency_file

    return read_dependency_file(source, kind)


def project_python(folder: str, find: Callable[[str], Source | None]) -> DependencyFile | None:
    """Return the file that says which Pythons a project of a folder takes; None where none does.

    A `[project]` table decides alone, unless it leaves the Python to the build; of setuptools'
    own files, what `setup.py` says goes before `setup.cfg`.  None, too, where `setup.py` works it
    out.

    Args:
        folder: the folder's absolute path in the image.
        find: returns the file that lies at such a path.
    """
    from dockwright.packages import read_dependency_file

    source = find(posixpath.join(folder, "pyproject.toml"))
    if source is not None:
        file = read_dependency_file(source, "pyproject")
        if file.problems:
            return None
        if file.python:
            return file
        if not file.leaves_python_open:
            return None
    source = find(posixpath.join(folder, "setup.py"))
    if source is not None:
        file = read_dependency_file(source, "setup.py")
        if file.python or file.python_span.end:
            return file if file.python else None
    source = find(posixpath.join(folder, "setup.cfg"))
    if source is None:
        return None
    file = read_dependency_file(source, "setup.cfg")
    return file if file.python else None


class CondaPython(NamedTuple):
    """The Python of a conda environment, beside a project that is installed into it.

    Attributes:
        python: the specifier of the environment's Python.
        label: where that is asked for.
        file: what the project says of the Pythons that it takes.
    """

    python: str
    label: Label
    file: DependencyFile


def conda_pythons(install: Install, ctx: Context) -> Iterator[CondaPython]:
    """Yield the projects that an install puts into a conda environment whose Python is pinned."""
    context = ctx.build_context
    run = install.instruction
    if isinstance(context, Unknown) or not isinstance(run, Run) or run.stage is None:
        return
    if install.manager == "conda":
        yield from _of_environment_file(install, ctx, context)
        return
    name = install.env_name
    if install.manager != "pip" or name is None or name.value is None or not install.project:
        return
    if install.has("--ignore-requires-python"):
        return
    maker = None
    for other in contents_of(run.stage, ctx.kb).installs:
        if other.install.own_span.start >= install.own_span.start and other.run is run:
            break
        made = other.install.env_name
        if other.install.manager != "conda":
            continue
        own = None if made is None else made.value
        if own is None and other.install.subcommand.startswith("env "):
            file = _environment_of(other.install, context)
            own = None if file is None else file.name
        if own == name.value:
            # A later install into the same environment may change its Python.
            maker = other.install if maker is None else None
    if maker is None:
        return
    asked = _asked_of_conda(maker, ctx, context)
    if asked is None:
        return
    for spec in install.project:
        folder = path_seen_by(install, spec.path.partition("[")[0] or ".")
        if folder is None:
            continue
        file = project_python(folder, lambda path: file_seen_by(path, install, context))
        if file is not None:
            yield CondaPython(*asked, file)


def _asked_of_conda(
    maker: Install, ctx: Context, context: BuildContext
) -> tuple[str, Label] | None:
    """Return the specifier and the place of the Python that makes an environment."""
    if maker.subcommand.startswith("env "):
        file = _environment_of(maker, context)
        if file is None or not file.python:
            return None
        return file.python, ctx.label_elsewhere(
            file.path, file.python_span, "the environment's Python"
        )
    for spec in maker.packages:
        if spec.name == "python" and spec.specifier and not spec.is_dynamic:
            from dockwright.packages.parsing import conda_requirement

            read = conda_requirement(f"python{spec.specifier}", spec.span)
            if isinstance(read, str):
                return None
            return read.specifier, ctx.label(spec.span, "the environment's Python")
    return None


def _environment_of(install: Install, context: BuildContext) -> DependencyFile | None:
    """Return the environment's file that an install of conda reads."""
    words = install.requirement_files
    named = words[0].value if len(words) == 1 else None if words else "environment.yml"
    path = None if named is None or "://" in named else path_seen_by(install, named)
    source = None if path is None else file_seen_by(path, install, context)
    if source is None:
        return None
    from dockwright.packages import read_dependency_file

    return read_dependency_file(source, "conda-environment")


def _of_environment_file(
    install: Install, ctx: Context, context: BuildContext
) -> Iterator[CondaPython]:
    """Yield the projects that the `pip` part of an environment's file installs."""
    if not install.subcommand.startswith("env "):
        return
    file = _environment_of(install, context)
    words = install.requirement_files
    named = words[0].value if words else "environment.yml"
    if file is None or named is None or not file.python:
        return
    label = ctx.label_elsewhere(file.path, file.python_span, "the environment's Python")
    for each in file.requirements:
        if each.group != "pip" or not each.is_path:
            continue
        written = posixpath.join(posixpath.dirname(named), each.url.partition("[")[0])
        folder = path_seen_by(install, written)
        if folder is None:
            continue
        project = project_python(folder, lambda path: file_seen_by(path, install, context))
        if project is not None:
            yield CondaPython(file.python, label, project)


def are_apart(first: str, second: str) -> bool:
    """Tell whether no Python 3 is taken by both specifiers; False where one is none."""
    from dockwright.packages.target import takes_python

    return not any(
        takes_python(first, version) is not False and takes_python(second, version) is not False
        for version in (f"3.{minor}" for minor in range(_MOST_MINOR))
    )
