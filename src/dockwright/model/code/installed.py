"""The project's own programs in an image: what an install of the project puts there."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.code.entry_points import programs_declared
from dockwright.model.code.image import ImageFiles
from dockwright.model.contents import contents_of
from dockwright.model.layers import path_seen_by
from dockwright.model.listed import file_seen_by
from dockwright.model.project import refusal_for_content
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.text import Source
from dockwright.text import regex as re

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.model.code.entry_points import EntryPoint
    from dockwright.model.command import Command
    from dockwright.model.contents import PackageInstall
    from dockwright.model.context import BuildContext

    Locate = Callable[[str], str | Unknown | None]

__all__ = ["InstalledProgram", "program_installed"]

_RUNNERS = frozenset({"uv run", "poetry run", "pdm run", "hatch run"})
_EDITABLE = {
    ("uv", "sync"): "--no-editable",
    ("pdm", "install"): "--no-editable",
    ("pdm", "sync"): "--no-editable",
    ("poetry", "install"): "",
    ("poetry", "sync"): "",
}
"""Installs that put the project in editable, and the option that forbids it."""


class InstalledProgram(NamedTuple):
    """A program of the project that an image holds.

    Attributes:
        entry: what it starts.
        folders: the directories, in the image, in which its modules are looked for.
        locate: gives the file on disk that a path of the image means, or why it is not known.
        layout: what decides where ``locate`` finds files.
        place: the install; None where a runner installs when the container starts.
        is_in_place: whether the modules are used where they lie, by an editable install.
    """

    entry: EntryPoint
    folders: tuple[str, ...]
    locate: Locate
    layout: Hashable
    place: PackageInstall | None
    is_in_place: bool

    def module(self) -> str | Unknown | None:
        """Return the file of the module that it starts; None where the install has none."""
        hidden: Unknown | None = None
        below = self.entry.module.replace(".", "/")
        for folder in self.folders:
            for tail in (f"{below}.py", f"{below}/__init__.py"):
                found = self.locate(posixpath.join(folder, tail))
                if isinstance(found, str):
                    return found
                if isinstance(found, Unknown):
                    hidden = found
        return hidden


def program_installed(
    command: Command, cwd: str, stage: Stage, context: BuildContext, kb: KnowledgeBase
) -> InstalledProgram | None:
    """Return the program of the project that a command runs; None for another, or none known.

    Args:
        command: the command.
        cwd: the directory that it runs in.
        stage: the stage that becomes the image.
        context: the build context.
        kb: knows the tools.
    """
    word = (command.words[0].value or "") if command.words else ""
    folder, _, name = word.rpartition("/")
    if not re.fullmatch(r"\w[\w.-]*", name) or (folder and not folder.endswith("/bin")):
        return None
    found = _programs(stage, context, kb).get(name)
    if found is None and any(wrapper.name in _RUNNERS for wrapper in command.wrapping):
        files = ImageFiles(stage, context, kb)
        found = _of_folder(cwd, files.look, files.layout, None, "", context, kb).get(name)
    return found


def _programs(
    stage: Stage, context: BuildContext, kb: KnowledgeBase
) -> dict[str, InstalledProgram]:
    """Return the programs of the project that an image holds, by name; worked out once."""

    def make() -> tuple[Stage, dict[str, InstalledProgram]]:
        found: dict[str, InstalledProgram] = {}
        for placed, source in _installs(stage, kb):
            found |= _of_install(placed, source, stage, context, kb)
        return stage, found

    # The stage is kept beside the answer, so that no other can have its number.
    key = ("programs of image", id(stage), context.root, _ignored(context))
    return context.project.remembered(key, make)[1]


def _ignored(context: BuildContext) -> Hashable:
    ignore = context.ignore
    return None if ignore is None else (ignore.source.path, ignore.source.text)


def _installs(stage: Stage, kb: KnowledgeBase) -> Iterator[tuple[PackageInstall, Stage]]:
    """Yield the installs whose packages an image holds, each with the stage that it stands in."""
    contents = contents_of(stage, kb)
    for transfer in contents.transfers:
        source = transfer.source
        if isinstance(source, Stage):
            for placed in contents_of(source, kb).installs:
                directory = placed.directory
                own = placed.run.state.workdir if isinstance(directory, Unknown) else directory
                if isinstance(own, str) and transfer.moved(own) == own:
                    yield placed, source
    for placed in contents.installs:
        yield placed, stage


def _of_install(
    placed: PackageInstall,
    source: Stage,
    stage: Stage,
    context: BuildContext,
    kb: KnowledgeBase,
) -> dict[str, InstalledProgram]:
    install = placed.install
    if not install.installs_project or install.ecosystem != "python":
        return {}
    own = [(spec.path or ".", spec.editable) for spec in install.project]
    if not own:
        forbidden = _EDITABLE.get((install.manager, install.subcommand))
        is_editable = forbidden is not None and not (forbidden and install.has(forbidden))
        if install.project_directory is None:
            return {}
        own = [(install.project_directory or ".", is_editable)]
    programs: dict[str, InstalledProgram] = {}
    for path, is_editable in own:
        folder = path_seen_by(install, re.sub(r"\[.*\]$", "", path) or ".")
        if folder is None:
            continue
        if is_editable:
            files = ImageFiles(stage, context, kb)
            locate: Locate = files.look
            layout: Hashable = files.layout
            site = ""
        else:
            if isinstance(placed.directory, Unknown):
                continue
            locate, layout = _seen_by(placed, source, context, kb)
            site = placed.directory
        programs |= _of_folder(folder, locate, layout, placed, site, context, kb)
    return programs


def _seen_by(
    placed: PackageInstall, stage: Stage, context: BuildContext, kb: KnowledgeBase
) -> tuple[Locate, Hashable]:
    """Return what finds the files that an install sees, bind mounts counted in."""
    files = ImageFiles(stage, context, kb, placed.run)
    if not placed.run.mounts:
        return files.look, files.layout

    def locate(path: str) -> str | Unknown | None:
        source = file_seen_by(path, placed.install, context)
        return files.look(path) if source is None else source.path

    return locate, (files.layout, placed.run.node.text, placed.run.state.workdir)


def _of_folder(
    folder: str,
    locate: Locate,
    layout: Hashable,
    placed: PackageInstall | None,
    site: str,
    context: BuildContext,
    kb: KnowledgeBase,
) -> dict[str, InstalledProgram]:
    """Return the programs of the project in a folder of the image.

    ``site`` is the directory that its modules are copied to; empty where they are used in place.
    """

    def read(file: str) -> Source | None:
        path = locate(posixpath.join(folder, file))
        data = context.project.read(path) if isinstance(path, str) else None
        if not isinstance(path, str) or not isinstance(data, bytes):
            return None
        return None if refusal_for_content(data) is not None else Source.from_bytes(path, data)

    declared = programs_declared(read, kb)
    roots = tuple(posixpath.normpath(posixpath.join(folder, each)) for each in declared.folders)

    def moved(path: str) -> str | Unknown | None:
        below = posixpath.relpath(path, site)
        hidden: Unknown | None = None
        for root in roots if not below.startswith("..") else ():
            found = locate(posixpath.join(root, below))
            if isinstance(found, str):
                return found
            hidden = hidden if found is None else found
        return hidden

    key: Hashable = ("installed", layout, roots, site) if site else ("in place", layout)
    return {
        name: InstalledProgram(
            entry,
            (site,) if site else roots,
            moved if site else locate,
            key,
            placed,
            is_in_place=not site,
        )
        for name, entry in declared.entries.items()
    }
