"""What an install takes from a lock: the file that it finds, and the groups and extras it asks for.

By default uv takes the group ``dev`` or those that the project names, Poetry all groups but the
optional ones, PDM all that are locked, and Pipenv none.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.layers import environment_of, path_seen_by
from dockwright.model.listed import file_seen_by
from dockwright.model.unknown import Unknown
from dockwright.packages.read import read_dependency_file
from dockwright.packages.records import canonical_name
from dockwright.packages.target import installed
from dockwright.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockwright.model.context import BuildContext
    from dockwright.model.install import Install
    from dockwright.packages.records import DependencyFile
    from dockwright.packages.target import Installed, Target

__all__ = ["Asked", "Taken", "asked_of_lock", "taken_from_lock"]

_MANIFESTS = frozenset({"pyproject.toml", "Pipfile", "setup.py", "pixi.toml"})
_ON = frozenset({"1", "true", "yes", "on"})
_ALL = "*"
_ALL_OF_PDM = ":all"
_PIPENV_NAMES = {"packages": "default", "dev-packages": "develop"}
_MAIN = frozenset({"", "main", "default"})


class Asked(NamedTuple):
    """What an install asks a lock for.

    Attributes:
        groups: the groups besides the project's own dependencies.
        extras: the extras.
        main: whether the project's own dependencies are wanted.
    """

    groups: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()
    main: bool = True


class Taken(NamedTuple):
    """What an install takes from a lock.

    Attributes:
        name: the lock's name, such as ``uv.lock``.
        file: the lock.
        installed: the packages.
    """

    name: str
    file: DependencyFile
    installed: Installed


def taken_from_lock(install: Install, context: BuildContext, target: Target) -> Taken | Unknown:
    """Return what an install takes from the lock that it finds in the image.

    A lock whose way into the image is not known is looked for at the top of the build context.
    """
    names = (install.lock_file,) if install.lock_file else tuple(reversed(install.manifests))
    wanted = [each for each in names if each not in _MANIFESTS]
    found = next(filter(None, (_file(each, install, context) for each in wanted)), None)
    if found is None:
        return Unknown("its lock is not in the build context")
    source, name = found
    manifest = "Pipfile" if install.manager == "pipenv" else "pyproject.toml"
    beside = _file(manifest, install, context)
    kind = "Pipfile" if install.manager == "pipenv" else "pyproject"
    declared = None if beside is None else read_dependency_file(beside[0], kind)
    # A lock that is named is a pylock, whatever comes before that in its name.
    file = read_dependency_file(source, "pylock.toml" if install.lock_file else name)
    asked = asked_of_lock(install, file, declared)
    if isinstance(asked, Unknown):
        return asked
    packages = installed(
        file,
        target,
        extras=asked.extras,
        groups=asked.groups,
        declared=declared,
        main=asked.main,
    )
    return Taken(posixpath.basename(name), file, packages)


def _file(name: str, install: Install, context: BuildContext) -> tuple[Source, str] | None:
    """Return a file that an install finds, with its name; else the one of the context's top."""
    folder = None
    if install.project_directory is not None:
        folder = path_seen_by(install, install.project_directory or ".")
    if folder is not None:
        source = file_seen_by(posixpath.normpath(posixpath.join(folder, name)), install, context)
        if source is not None:
            return source, name
    data = context.read(name)
    return (Source.from_bytes(name, data), name) if isinstance(data, bytes) else None


def asked_of_lock(
    install: Install, lock: DependencyFile, declared: DependencyFile | None = None
) -> Asked | Unknown:
    """Return which groups and extras an install asks a lock for.

    Args:
        install: the install.
        lock: the lock.
        declared: the project's ``pyproject.toml``, which says what is asked for by default.
    """
    try:
        if install.manager == "uv" and lock.kind == "uv.lock":
            return _of_uv(install, lock, declared)
        if install.manager == "poetry":
            return _of_poetry(install, lock, declared)
        if install.manager == "pdm":
            return _of_pdm(install, lock, declared)
        if install.manager == "pipenv":
            return _of_pipenv(install)
    except _HiddenError:
        return Unknown("which groups or extras are installed is not known")
    return Asked()


class _HiddenError(Exception):
    """The value of an option is decided by an expansion."""


def _values(install: Install, *names: str, split: str = ",") -> list[str]:
    found: list[str] = []
    for option in install.all_options(*names):
        text = None if option.value is None else option.value.value
        if text is None:
            raise _HiddenError
        found += text.replace(split, " ").split()
    return [canonical_name(each) for each in found]


def _is_on(install: Install, option: str, variable: str) -> bool:
    if install.has(option):
        return True
    own = install.variable(variable)
    value: str | Unknown | None
    if own is not None:
        value = None if own.value is None else own.value.value
    else:
        value = environment_of(install).get(variable, "")
    if value is None or isinstance(value, Unknown):
        raise _HiddenError
    return value.lower() in _ON


def _words_of_edges(lock: DependencyFile) -> tuple[set[str], set[str]]:
    """Return the groups and the extras that the projects of a lock of uv have."""
    words = {
        edge.extra
        for package in lock.locked
        if package.source in {"editable", "virtual"}
        for edge in package.edges
        if edge.extra
    }
    groups = {each.removeprefix("group:") for each in words if each.startswith("group:")}
    return groups, {each for each in words if not each.startswith("group:")}


def _of_uv(install: Install, lock: DependencyFile, declared: DependencyFile | None) -> Asked:
    all_groups, all_extras = _words_of_edges(lock)
    only = _values(install, "--only-group")
    if install.has("--only-dev"):
        only.append("dev")
    if only:
        return Asked(tuple(only), (), main=False)
    groups: set[str] = set()
    if not _is_on(install, "--no-default-groups", "UV_NO_DEFAULT_GROUPS"):
        told = None if declared is None else declared.default_groups
        groups |= {"dev"} if told is None else all_groups if _ALL in told else set(told)
    groups |= all_groups if install.has("--all-groups") else set()
    groups |= {"dev"} if install.has("--dev") else set()
    groups |= set(_values(install, "--group"))
    groups -= set(_values(install, "--no-group"))
    if _is_on(install, "--no-dev", "UV_NO_DEV"):
        groups -= {"dev"}
    extras = all_extras if install.has("--all-extras") else set(_values(install, "--extra"))
    extras -= set(_values(install, "--no-extra"))
    return Asked(_sorted(groups), _sorted(extras))


def _of_poetry(install: Install, lock: DependencyFile, declared: DependencyFile | None) -> Asked:
    all_groups = {group for package in lock.locked for group in package.groups} - _MAIN
    if declared is not None and not lock.says_groups:
        all_groups |= {each.group for each in declared.requirements} - _MAIN - {"build"}
    extras = set(_values(install, "--extras"))
    if install.has("--all-extras"):
        extras |= set() if declared is None else set(declared.extras)
    if install.has("--only-root"):
        return Asked((), (), main=False)
    only = _values(install, "--only")
    if install.has("--dev-only"):
        only.append("dev")
    if only:
        groups = set(only)
        return Asked(_sorted(groups - _MAIN), _sorted(extras), main=bool(groups & _MAIN))
    optional = set() if declared is None else set(declared.optional_groups)
    groups = all_groups if install.has("--all-groups") else all_groups - optional
    groups |= set(_values(install, "--with"))
    without = set(_values(install, "--without"))
    if install.has("--no-dev"):
        without.add("dev")
    return Asked(_sorted(groups - without), _sorted(extras), main=not without & _MAIN)


def _of_pdm(install: Install, lock: DependencyFile, declared: DependencyFile | None) -> Asked:
    """Return what PDM takes: all that is locked, or the groups that are named.

    A group of development that is named takes the place of the others, an extra comes besides.
    """
    named = {group for package in lock.locked for group in package.groups} - _MAIN
    development = named - (set() if declared is None else set(declared.extras))
    asked = set(_values(install, "--group"))
    if install.has("--production", "--no-dev"):
        groups = asked
    elif _ALL_OF_PDM in asked or not asked:
        groups = named
    else:
        groups = asked if asked & development else asked | development
    groups = groups - {_ALL_OF_PDM} - set(_values(install, "--without"))
    return Asked(_sorted(groups), (), main=not install.has("--no-default"))


def _of_pipenv(install: Install) -> Asked:
    categories = set(_values(install, "--categories"))
    if categories:
        groups = {_PIPENV_NAMES.get(each, each) for each in categories}
        return Asked(_sorted(groups - _MAIN), (), main=bool(groups & _MAIN))
    return Asked(("develop",) if install.has("--dev") else ())


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(each for each in names if each))
