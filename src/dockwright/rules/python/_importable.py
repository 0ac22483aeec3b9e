"""Which distributions code can import in an image: what every install that reaches it may bring.

All answers err towards more: a lock counts whole, whatever groups are asked for, and so do all
extras and groups of a project without one.
"""

from __future__ import annotations

import posixpath

from dockwright.model.contents import contents_of
from dockwright.model.distributions import brought_by, installs_nothing, pulled_in
from dockwright.model.install import install_of
from dockwright.model.instructions import Add, Copy
from dockwright.model.layers import path_seen_by
from dockwright.model.listed import file_seen_by
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.contents import Contents
    from dockwright.model.install import Install
    from dockwright.model.instructions import CopyLike
    from dockwright.model.requirement import PackageSpec
    from dockwright.packages import DependencyFile, Requirement
    from dockwright.rules.base import Context

__all__ = ["importable"]


def importable(stage: Stage, ctx: Context) -> frozenset[str] | Unknown:
    """Return every distribution that code may find in an image, by normalised name.

    ``Unknown`` where a base image, a command, a COPY or an install may bring others.
    """
    found: set[str] = set()
    for each in _stages_behind(stage):
        if isinstance(each, Unknown):
            return each
        contents = contents_of(each, ctx.kb)
        reason = _reason_for_more(contents, ctx)
        if reason is not None:
            return reason
        for command in contents.builders:
            install = install_of(command)
            if install is None:
                if not installs_nothing(command, ctx.kb):
                    return Unknown(f"`{command.program}` may bring a package")
                continue
            brought = _brought(install, ctx)
            if isinstance(brought, Unknown):
                return brought
            found |= brought
    return frozenset(found)


def _stages_behind(stage: Stage) -> Iterator[Stage | Unknown]:
    """Yield a stage and those that its files come from."""
    pending = [stage]
    seen: set[int] = set()
    while pending:
        each = pending.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        for copy in each.layers():
            if not isinstance(copy, Copy) or copy.from_ is None:
                continue
            if isinstance(copy.from_, Stage):
                pending.append(copy.from_)
            elif not _brings_programs(copy):
                yield Unknown("files of another image may be packages")


def _brings_programs(copy: Copy) -> bool:
    """Tell whether a COPY from an image puts what it takes among the programs."""
    target = copy.target_path
    return isinstance(target, str) and "bin" in target.rstrip("/").split("/")[-2:]


def _reason_for_more(contents: Contents, ctx: Context) -> Unknown | None:
    """Tell why a stage may hold packages that none of its installs names."""
    kb = ctx.kb
    if not contents.has_bare_base or contents.stage.runs_triggers:
        return Unknown("the base image may hold packages")
    if contents.strangers:
        return Unknown(f"`{contents.strangers[0].program}` may bring a package")
    if any(_may_unpack(copy) for copy in contents.copies):
        return Unknown("an archive may hold packages")
    of_python = re.compile(kb.text("contents.distro-python-packages"))
    own = kb.name_set("contents.python-bringers")
    if any(of_python.match(each) and each not in own for each in contents.system_packages):
        return Unknown("the distro's package of a Python library is installed")
    python = contents.python
    is_of_distro = not isinstance(python, Unknown) and python is not None
    if is_of_distro and getattr(python, "origin", "") == "distro" and not _pulls_none(contents):
        return Unknown("a package of the distro may pull in a Python library")
    return None


def _pulls_none(contents: Contents) -> bool:
    """Tell whether the distro's packages that are installed pull in no library of its Python."""
    kb = contents.kb
    allowed = (*kb.names("contents.leaf-packages"), "lib.+")
    own = tuple(re.escape(name) for name in kb.names("contents.python-bringers"))
    return contents.installs_only((*allowed, *own))


def _may_unpack(copy: CopyLike) -> bool:
    return isinstance(copy, Add) and any(
        (text := source.known) is None
        or "://" in text
        or text.startswith("git@")
        or ".tar" in text
        or text.endswith(".tgz")
        for source in copy.sources
    )


def _brought(install: Install, ctx: Context) -> frozenset[str] | Unknown:
    """Return what an install may bring: by name, by lists, by a lock or by a project in place."""
    named = brought_by(install, ctx.build_context, ctx.kb)
    if not isinstance(named, Unknown):
        return named
    lock = ctx.kb.mapping("lock-file.installed").get(f"{install.manager} {install.subcommand}")
    if lock is not None:
        folder = install.project_directory
        return named if folder is None else _of_project(install, folder or ".", (), lock, ctx)
    if install.manager not in {"pip", "uv"} or not install.project or install.requirement_files:
        return named
    found: set[str] = set()
    for spec in install.packages:
        brought = _of_spec(install, spec, ctx)
        if isinstance(brought, Unknown):
            return brought
        found |= brought
    return frozenset(found)


def _of_spec(install: Install, spec: PackageSpec, ctx: Context) -> frozenset[str] | Unknown:
    if spec.is_directory:
        text = re.sub(r"\[.*\]$", "", spec.path or "")
        return _of_project(install, text or ".", spec.extras, "", ctx)
    if spec.url or spec.path or spec.is_dynamic or not spec.name:
        return Unknown(f"{spec.raw} is not known by name")
    return pulled_in((spec.name, *(f"{spec.name}[{each}]" for each in spec.extras)), ctx.kb)


def _of_project(
    install: Install, folder: str, extras: tuple[str, ...], lock: str, ctx: Context
) -> frozenset[str] | Unknown:
    """Return what an install of the project in a folder may bring.

    Args:
        install: the install.
        folder: the folder as it names it.
        extras: the extras asked for; all count where a tool reads the lock.
        lock: the name of the lock that it takes versions from; empty for none.
        ctx: the context of the rule.
    """
    where = path_seen_by(install, folder)
    context = ctx.build_context
    if where is None or isinstance(context, Unknown):
        return Unknown("the project's folder is not known")
    from dockwright.packages import kind_of_dependency_file, read_dependency_file

    def read(name: str) -> DependencyFile | None:
        source = file_seen_by(posixpath.join(where, name), install, context)
        return (
            None if source is None else read_dependency_file(source, kind_of_dependency_file(name))
        )

    if lock:
        locked = read(lock)
        if locked is not None and locked.locked:
            if locked.problems or locked.unknown:
                return Unknown(f"{lock} cannot be read whole")
            return frozenset(package.name for package in locked.locked)
    declared = read("pyproject.toml")
    if declared is None or not (declared.name or lock):
        return Unknown("what the project needs is told by code, or not there")
    if declared.unknown or declared.problems:
        return Unknown("what the project needs is worked out when it is built")
    wanted: list[Requirement] = [
        each for each in declared.requirements if lock or not each.group or each.group in extras
    ]
    for names in declared.extras.values() if lock else ():
        wanted += names
    for extra in extras:
        wanted += declared.extras.get(extra, ())
    if any(each.url or not each.name for each in wanted):
        return Unknown("the project needs what is not on an index")
    return pulled_in(
        [
            name
            for each in wanted
            for name in (each.name, *(f"{each.name}[{x}]" for x in each.extras))
        ],
        ctx.kb,
    )
