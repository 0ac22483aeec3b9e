"""The values that files of dependencies are read into."""

from __future__ import annotations

import re

from dockwright.text import Span
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from dockwright.model.unknown import Unknown
    from dockwright.text import Source

__all__ = [
    "DependencyFile",
    "DependencyProblem",
    "LockedFile",
    "LockedPackage",
    "Reference",
    "Requirement",
    "canonical_name",
]

_SEPARATORS = re.compile(r"[-_.]+")


def canonical_name(name: str) -> str:
    """Return a Python package's name as PEP 503 compares it."""
    return _SEPARATORS.sub("-", name).lower()


class Requirement(NamedTuple):
    """A package that a file asks for.

    Attributes:
        name: the name as its ecosystem compares it; empty where only a URL or path is given.
        specifier: what is said about versions, as PEP 440 has it; empty for any.
        extras: the extras asked for, normalised.
        marker: the environment marker as written, or empty.
        url: where it is fetched from instead of an index, or empty.
        group: the extra, dependency group or tool's group that it belongs to; empty for the
            project's own dependencies.
        span: its place in the file.
        is_editable: whether it is installed in place.
        is_path: whether ``url`` is a path of the machine.
        hashes: how many hashes stand with it.
        ecosystem: ``python`` or ``conda``.
    """

    name: str
    specifier: str
    extras: tuple[str, ...]
    marker: str
    url: str
    group: str
    span: Span
    is_editable: bool = False
    is_path: bool = False
    hashes: int = 0
    ecosystem: str = "python"


class LockedFile(NamedTuple):
    """A file from which a locked package can be installed.

    Attributes:
        name: the file's name, from which a wheel's tags are read.
        url: where it is, or empty.
        size: bytes; None where the lock does not say.
    """

    name: str
    url: str = ""
    size: int | None = None


class Edge(NamedTuple):
    """A dependency of a locked package on another.

    Attributes:
        name: the other's normalised name.
        extras: the extras of it that are wanted.
        marker: the marker under which it is, or empty.
        version: the version meant, where the lock holds several.
        extra: the extra or ``group:NAME`` that brings it, where the lock writes it so.
        is_optional: whether only an extra of ``LockedPackage.brings`` has it.
    """

    name: str
    extras: tuple[str, ...] = ()
    marker: str = ""
    version: str = ""
    extra: str = ""
    is_optional: bool = False


class LockedPackage(NamedTuple):
    """A package that a lock pins.

    Attributes:
        name: the normalised name.
        version: its version; empty for one that has none, such as a project in place.
        source: ``index``, ``url``, ``git``, ``path``, ``editable``, ``virtual`` or ``conda``.
        files: the files that it can be installed from; none where the lock does not list them.
        edges: what it depends on.
        marker: the marker under which it is installed, or empty.
        groups: the groups that need it, where the lock says so.
        python: the Pythons that it takes, as a specifier, or empty.
        span: the place of its name in the file.
        is_optional: whether only an extra brings it.
        markers: a marker for each group, where the lock has one by group.
        platform: conda's platform, or empty.
        path: for a project of the lock's own tree, its folder from the lock's, ``.`` for the same.
        brings: the names that each extra of the package brings, where the lock writes it so.
    """

    name: str
    version: str
    source: str
    files: tuple[LockedFile, ...]
    edges: tuple[Edge, ...]
    marker: str
    groups: tuple[str, ...]
    python: str
    span: Span
    is_optional: bool = False
    markers: Mapping[str, str] = {}
    platform: str = ""
    path: str = ""
    brings: Mapping[str, tuple[str, ...]] = {}


class Reference(NamedTuple):
    """Another file that a file names: a nested list, constraints, a readme, a licence.

    Attributes:
        kind: ``requirements``, ``constraints``, ``readme``, ``licence``, ``licence-pattern`` (one
            of several files, with wildcards perhaps), ``data``, ``read`` (by code) or ``dynamic``.
        path: the path as written, relative to the file.
        span: where it stands.
    """

    kind: str
    path: str
    span: Span


class DependencyProblem(NamedTuple):
    """What could not be read, as a sentence without a full stop, and where."""

    message: str
    span: Span


class DependencyFile(NamedTuple):
    """A file of dependencies.

    Attributes:
        source: the file.
        kind: such as ``requirements``, ``pyproject``, ``uv.lock``, ``poetry.lock``.
        name: the project's name, normalised; empty where the file has none.
        requirements: what it asks for.
        locked: what it pins.
        python: the Pythons that it takes, as a specifier; empty where it says nothing.
        python_span: where that stands; also where ``setup.py`` works it out, and it is not known.
        indexes: the addresses of indexes and places of files.
        references: other files that it names.
        unknown: why part of it is not known: values that code works out.
        problems: what could not be read.
        extras: what each extra of the project brings, by the extra's name.
        build: what building the project needs.
        is_package: whether the project itself is installed.
        backend: the first name of the module that builds the project, such as ``hatchling``;
            empty for setuptools by default.
        groups: the extras and groups that a lock holds, where it lists them.
        digest: the hash of the manifest that a lock was made from, where it can be compared; of a
            manifest, its own.
        digest_span: where that stands.
        default_groups: the groups that uv installs without being asked, where the project says so;
            ``*`` for all.
        optional_groups: Poetry's groups that it installs only where it is asked to.
        leaves_python_open: whether the project's build may say which Pythons it takes: there is no
            `[project]` table, or one whose ``dynamic`` names ``requires-python``.
        says_groups: whether a lock says for each package which groups need it.
    """

    source: Source
    kind: str
    name: str = ""
    requirements: tuple[Requirement, ...] = ()
    locked: tuple[LockedPackage, ...] = ()
    python: str = ""
    python_span: Span = Span(0, 0)
    indexes: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    problems: tuple[DependencyProblem, ...] = ()
    extras: Mapping[str, tuple[Requirement, ...]] = {}
    build: tuple[Requirement, ...] = ()
    is_package: bool = False
    says_groups: bool = True
    backend: str = ""
    leaves_python_open: bool = True
    groups: tuple[str, ...] = ()
    digest: str = ""
    digest_span: Span = Span(0, 0)
    default_groups: tuple[str, ...] | None = None
    optional_groups: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Return the file's path as it was named."""
        return self.source.path
