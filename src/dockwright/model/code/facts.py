"""The facts of Python code.

Each has ``path`` (absolute, of the file) and ``span`` (characters in it), and most have these:

- ``guarded``: it stands below an ``if``, or in a ``try`` that bears its failure;
- ``at_start``: it runs when the program starts: at the top of a module, below
  ``if __name__ == "__main__"`` of the script, or in a function that one of these calls.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dockwright.model.code.values import Valued
    from dockwright.model.unknown import Unknown
    from dockwright.text import Span

__all__ = [
    "Connection",
    "Download",
    "GpuUse",
    "Import",
    "LibraryLoad",
    "Needed",
    "OpenedFile",
    "ProgramCall",
    "Route",
    "ServerCall",
    "SharedMemoryUse",
    "VariableRead",
    "Written",
]


class Import(NamedTuple):
    """An import.

    Attributes:
        path: the file.
        span: the module's name.
        name: the module, such as ``google.cloud.storage``; relative ones made absolute.
        is_deferred: whether it stands in a function.
        guarded: whether its failure is borne, or it stands below an ``if``.
        is_own: whether the module is the project's.
    """

    path: str
    span: Span
    name: str
    is_deferred: bool
    guarded: bool
    is_own: bool


class VariableRead(NamedTuple):
    """A variable of the environment that is read.

    Attributes:
        path: the file.
        span: the reading expression, or the field.
        name: the variable.
        required: whether the program fails at that place where it is not set.
        default: what is taken then; None where nothing is.
        guarded: whether the failure is borne, or the reading stands below an ``if``.
        at_start: whether it is read when the program starts.
    """

    path: str
    span: Span
    name: str
    required: bool
    default: str | Unknown | None
    guarded: bool
    at_start: bool


class ServerCall(NamedTuple):
    """A call that serves.

    Attributes:
        path: the file.
        span: the call.
        title: the call's name, such as ``uvicorn.run``.
        host: the address; its variables come before what the call says by itself.
        port: the port.
        guarded: whether it stands below an ``if``.
        at_start: whether it runs when the program starts.
        is_aside: whether it serves besides the program's own server, such as metrics.
    """

    path: str
    span: Span
    title: str
    host: Valued
    port: Valued
    guarded: bool
    at_start: bool
    is_aside: bool


class Route(NamedTuple):
    """A path that an application answers.

    Attributes:
        path: the file.
        span: the route's text.
        route: the path as its own router has it, with ``{…}`` for what is free in it.
        is_below: whether a prefix may stand before it.
    """

    path: str
    span: Span
    route: str
    is_below: bool


class SharedMemoryUse(NamedTuple):
    """Something that needs shared memory.

    Attributes:
        path: the file.
        span: the call.
        kind: ``workers`` (a loader's processes), ``processes`` (NCCL) or ``tensor-parallel``.
        processes: how many, as far as the code says.
        guarded: whether it stands below an ``if``.
    """

    path: str
    span: Span
    kind: str
    processes: Valued
    guarded: bool


class GpuUse(NamedTuple):
    """A use of CUDA without a way out.

    Attributes:
        path: the file.
        span: the call.
        guarded: whether it stands below an ``if`` or in a ``try``.
        at_start: whether it runs when the program starts.
    """

    path: str
    span: Span
    guarded: bool
    at_start: bool


class Download(NamedTuple):
    """A model or data set that is fetched when the program runs.

    Attributes:
        path: the file.
        span: the call.
        title: the call's name.
        what: its first argument.
        guarded: whether it stands below an ``if``.
        at_start: whether it runs when the program starts.
    """

    path: str
    span: Span
    title: str
    what: Valued
    guarded: bool
    at_start: bool


class Written(NamedTuple):
    """A file or directory that is written.

    Attributes:
        path: the file with the code.
        span: the call.
        title: the call's name.
        target: the path written: absolute in the container, or relative to where it is started.
        is_checkpoint: whether it keeps what a training has learnt.
        guarded: whether it stands below an ``if`` or in a ``try``.
        at_start: whether it runs when the program starts.
    """

    path: str
    span: Span
    title: str
    target: Valued
    is_checkpoint: bool
    guarded: bool
    at_start: bool


class OpenedFile(NamedTuple):
    """A file or directory that is opened, or without which a call fails.

    Attributes:
        path: the file with the code.
        span: the call.
        target: the path: absolute and in the project's own tree, or relative to the directory that
            the program starts in.
        guarded: whether it stands below an ``if`` or in a ``try``, or the module asks whether the
            file is there, or makes it.
        at_start: whether it is opened when the program starts.
        is_directory: whether it is a directory.
    """

    path: str
    span: Span
    target: str
    guarded: bool
    at_start: bool
    is_directory: bool = False


class Needed(NamedTuple):
    """A file or directory that the code opens, with where it is looked for.

    Attributes:
        opened: the fact.
        target: its absolute path in the container.
        on_disk: where it would lie beside the code on disk, absolute.
        module: the path of the module in the container.
    """

    opened: OpenedFile
    target: str
    on_disk: str
    module: str


class ProgramCall(NamedTuple):
    """A program of the system that is run.

    Attributes:
        path: the file.
        span: the call.
        program: its name.
        guarded: whether it stands below an ``if`` or in a ``try``.
    """

    path: str
    span: Span
    program: str
    guarded: bool


class LibraryLoad(NamedTuple):
    """A shared library that code loads by itself, through ``ctypes`` or ``cffi``.

    Attributes:
        path: the file.
        span: the call.
        library: its file name, such as ``libsndfile.so.1``; where ``is_searched``, the name
            without ``lib`` and ending that ``find_library`` is given.
        is_searched: whether ``find_library`` looks for it.
        guarded: whether it stands below an ``if`` or in a ``try``.
        at_start: whether it is loaded when the program starts.
    """

    path: str
    span: Span
    library: str
    is_searched: bool
    guarded: bool
    at_start: bool


class Connection(NamedTuple):
    """A connection to another server.

    Attributes:
        path: the file.
        span: the call.
        title: the call's name.
        address: where to, as far as the code says.
        is_retried: whether it is tried again: in a loop, a ``try`` or under a decorator for that.
        at_start: whether it is made when the program starts.
    """

    path: str
    span: Span
    title: str
    address: Valued
    is_retried: bool
    at_start: bool
