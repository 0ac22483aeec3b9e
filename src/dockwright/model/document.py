"""A container file of another kind than a Dockerfile, as checks see it.

Each such kind has a room of its own below ``model`` (``compose``, ``bake``, ``ci``,
``kubernetes``), with a module ``document`` whose ``open_document`` reads a file of the kind.  What
checks need of a file, whatever its kind, is here; what the file means is its ``root``, which rules
of that kind know.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from dockwright.model.project import Project
    from dockwright.text import Source, Span

__all__ = ["Document", "DocumentPlace", "Part", "Reader", "Remark", "open_document", "shown_from"]


class DocumentPlace(NamedTuple):
    """A place in a file.

    Attributes:
        path: the file's absolute path.
        span: where in its text.
    """

    path: str
    span: Span


class Remark(NamedTuple):
    """A comment of a file.

    Attributes:
        span: from the ``#`` to the last character.
        text: the words, without ``#`` and margins.
    """

    span: Span
    text: str


class Part(NamedTuple):
    """A file that findings may lie in.

    Attributes:
        source: its text; ``source.path`` is the path as people see it, see ``shown_from``.
        path: its absolute path.
        remarks: its comments.
        scopes: what a comment can be for: each key with its value, each entry of a list.
    """

    source: Source
    path: str
    remarks: tuple[Remark, ...] = ()
    scopes: tuple[Span, ...] = ()


class Document(NamedTuple):
    """A file that was read.

    Attributes:
        kind: what it is, such as ``compose``.
        own: the file that is checked.
        root: the model of what it means.
        nodes: the parts of the model that rules are declared on, ``root`` first, in the order of
            their places.
        problems: why the program that the file is for would refuse it, a sentence each.
        facets: what it means, by facet: a fix that declares a facet may change its value, and no
            other.  The facets are dotted keys, such as ``services.ports``.
        others: further files that findings may lie in, such as those that are merged with it.
        declined: why it is not checked, as its content is of no file of the kind or a template:
            the rest of a sentence that begins with the file's name; else empty.
        keeps_own: whether findings in other files are another check's: those of a file that this
            one is merged over, say.
    """

    kind: str
    own: Part
    root: Any
    nodes: tuple[Any, ...]
    problems: tuple[str, ...] = ()
    facets: Callable[[], Mapping[str, object]] = dict
    others: tuple[Part, ...] = ()
    declined: str = ""
    keeps_own: bool = False

    @property
    def source(self) -> Source:
        """Return the text of the file that is checked."""
        return self.own.source

    @property
    def path(self) -> str:
        """Return the absolute path of the file that is checked."""
        return self.own.path


class Reader(Protocol):
    """What reads files of a kind."""

    def __call__(self, source: Source, path: str, project: Project) -> Document:
        """Return the file as read; further files are read through ``project``."""


def shown_from(path: str, own: str, own_shown: str) -> str:
    """Return a file's path as people see it: from where the checked file's own is shown.

    Args:
        path: the file's absolute path.
        own: the checked file's absolute path, with ``/``.
        own_shown: the path that the checked file is shown by.
    """
    if path == own:
        return own_shown
    relative = posixpath.relpath(path.replace("\\", "/"), posixpath.dirname(own) or ".")
    return posixpath.normpath(posixpath.join(posixpath.dirname(own_shown), relative))


def open_document(kind: str, source: Source, path: str, project: Project) -> Document:
    """Read a file of a kind other than ``dockerfile``.

    Raises:
        KeyError: there is no reader for the kind.
    """
    from importlib import import_module

    read: Reader = import_module(_ROOMS[kind]).open_document
    return read(source, path, project)


_ROOMS = {
    "bake": "dockwright.model.bake.document",
    "compose": "dockwright.model.compose.document",
    "kubernetes": "dockwright.model.kubernetes.document",
    "workflow": "dockwright.model.ci.document",
}
