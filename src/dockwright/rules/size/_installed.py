"""What earlier installs of the same layers have brought, so that a later one downloads nothing."""

from __future__ import annotations

import posixpath

from dockwright.model.actions import ChangeDirectory, Uninstall
from dockwright.model.install import install_of
from dockwright.model.instructions import Run
from dockwright.model.requirement import normalise
from dockwright.model.unknown import Unknown
from dockwright.model.words import text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dockwright.model.install import Install
    from dockwright.model.requirement import PackageSpec
    from dockwright.rules.base import Context

__all__ = ["is_there_already"]


def is_there_already(install: Install, run: Run, ctx: Context) -> bool:
    """Tell whether earlier installs have brought all that an install asks for.

    That is so for packages without a version, and for a file of requirements that was installed
    before, unless it raises or replaces what is there, or puts it elsewhere.
    """
    stage = run.stage
    if stage is None or run.is_onbuild or install.installs_lock or install.project:
        return False
    if install.upgrade or install.reinstalls or install.has("-U", "--refresh"):
        return False
    if install.has("--target", "-t", "--prefix", "--root"):
        return False
    files = _files_of(install, run)
    wanted = {spec.name for spec in install.packages}
    if not (files or wanted) or not all(_is_free(spec) for spec in install.packages):
        return False
    brought: set[str] = set()
    facts = stage.image_facts
    if not isinstance(facts, Unknown) and "/" not in install.path:
        brought = _with_dependencies(facts.packages, ctx)
    read: set[str | None] = set()
    # Names that were brought with all they pull in: an install of these alone adds nothing.
    complete: set[str] = set()
    for instruction in stage.layers():
        if isinstance(instruction, Run) and not instruction.is_onbuild:
            text, _ = instruction.script_text()
            if any(sign in text.lower() for sign in ctx.kb.names("conda-base.signs")):
                brought |= ctx.kb.name_set("conda-base.packages")
            for command in instruction.commands:
                if instruction is run and command.span.start >= install.span.start:
                    break
                gone = Uninstall.of(command)
                if gone is not None:
                    brought -= {normalise(text_of(word)) for word in gone.names}
                    read.clear()
                    complete.clear()
                other = install_of(command)
                if other is None:
                    continue
                names = {spec.name for spec in ctx.packages(other) if spec.name and not spec.marker}
                if not other.requirement_files and names <= complete:
                    continue
                if not _is_of_same_python(other, install, instruction, run):
                    continue
                if not other.no_deps:
                    names = _with_dependencies(names, ctx)
                    complete |= names
                    read |= _files_of(other, instruction)
                brought |= names
        if instruction is run:
            break
    return files <= read and None not in files and wanted <= brought


def _files_of(install: Install, run: Run) -> set[str | None]:
    """Return the absolute paths of the files of requirements that an install reads; None else."""
    if not install.requirement_files:
        return set()
    folder = ""
    for other in run.commands:
        moved = ChangeDirectory.of(other)
        if moved is not None and other.span.start < install.span.start:
            if moved.directory is None or moved.directory.value is None:
                return {None for _ in install.requirement_files}
            folder = posixpath.join(folder, moved.directory.value)
    found: set[str | None] = set()
    for word in install.requirement_files:
        path = None
        if word.value is not None and "://" not in word.value:
            path = run.state.resolve(posixpath.join(folder, word.value))
        found.add(path if isinstance(path, str) else None)
    return found


def _is_free(spec: PackageSpec) -> bool:
    """Tell whether any version of a package will do."""
    return bool(spec.name) and not (
        spec.version
        or spec.specifier
        or spec.extras
        or spec.url
        or spec.path
        or spec.is_dynamic
        or spec.editable
    )


def _is_of_same_python(other: Install, install: Install, its: Run, run: Run) -> bool:
    """Tell whether an earlier install surely put its packages where a later one looks."""
    if not other.is_unconditional or other.has("--target", "-t", "--prefix", "--root"):
        return False
    return (
        other.manager == install.manager
        and _caller(other) == _caller(install)
        and its.state.variables.get("PATH") == run.state.variables.get("PATH")
    )


def _caller(install: Install) -> Sequence[str]:
    return [install.path, install.program, *install.wrappers]


def _with_dependencies(names: Iterable[str], ctx: Context) -> set[str]:
    brings: Mapping[str, Sequence[str]] = ctx.kb.mapping("pip-brings.packages")
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(brings.get(name, ()))
    return found
