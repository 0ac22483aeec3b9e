"""Where the files of an image come from in the build context, through COPY and between stages.

The other way round than a build goes: asked for ``/srv/app/main.py`` in the image, it says which
file of the context lies there.  What a RUN writes, moves or fetches is not traced.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.contents import covers
from dockwright.model.instructions import Add, Copy, CopyLike, is_remote
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.context import BuildContext

__all__ = ["Arrival", "arrivals", "origin_of"]

_MOST_STAGES = 20
"""Stages one behind the other that a file is traced through."""


class Arrival(NamedTuple):
    """A file or directory of the context that comes to lie in an image.

    Attributes:
        source: its path in the context; ``.`` is all of it.
        target: its absolute path in the image.
        is_directory: whether it is a directory, all of which comes.
        instruction: the COPY or ADD that brings it into the stage asked about.
    """

    source: str
    target: str
    is_directory: bool
    instruction: CopyLike


def arrivals(stage: Stage, context: BuildContext) -> tuple[Arrival, ...]:
    """Return what comes from the context into a stage's image, the oldest first.

    Sources that are not known, and destinations that are not, are left out.
    """
    return tuple(_arrivals(stage, context, _MOST_STAGES))


def origin_of(path: str, stage: Stage, context: BuildContext) -> str | None:
    """Return the path in the context of a file or directory of the image; None where none is known.

    The last COPY that brings something there counts.  The path is absolute in the image.
    """
    path = posixpath.normpath(path)
    for arrival in reversed(arrivals(stage, context)):
        if path == arrival.target:
            return arrival.source
        if arrival.is_directory and covers(arrival.target, path):
            rest = posixpath.relpath(path, arrival.target)
            source = posixpath.normpath(posixpath.join(arrival.source, rest))
            if context.find(source) is not None:
                return source
    return None


def _arrivals(stage: Stage, context: BuildContext, depth: int) -> Iterator[Arrival]:
    for instruction in stage.layers():
        if not isinstance(instruction, (Copy, Add)):
            continue
        target = instruction.target_path
        if isinstance(target, Unknown):
            continue
        if isinstance(instruction, Add) or instruction.is_from_context:
            yield from _from_context(instruction, target, context)
        elif isinstance(instruction.from_, Stage) and depth > 0:
            yield from _from_stage(instruction, instruction.from_, target, context, depth - 1)


def _from_context(instruction: Copy | Add, target: str, context: BuildContext) -> Iterator[Arrival]:
    keeps_folders = isinstance(instruction, Copy) and instruction.parents
    into = target.endswith("/") or len(instruction.sources) + len(instruction.heredocs) > 1
    for text in instruction.sources:
        source = text.known
        if source is None or is_remote(source):
            continue
        if keeps_folders:
            source = source.replace("/./", "/", 1)
        found = list(context.matches(source))
        for entry in found:
            name = entry.path.rpartition("/")[2]
            if keeps_folders:
                place = posixpath.join(target, entry.path)
            elif entry.kind == "directory":
                place = target
            else:
                place = posixpath.join(target, name) if into or len(found) > 1 else target
            yield Arrival(
                entry.path, posixpath.normpath(place), entry.kind == "directory", instruction
            )


def _from_stage(
    instruction: Copy, stage: Stage, target: str, context: BuildContext, depth: int
) -> Iterator[Arrival]:
    into = target.endswith("/") or len(instruction.sources) > 1
    for text in instruction.sources:
        source = text.known
        if source is None or "*" in source or "?" in source:
            continue
        taken = posixpath.normpath(f"/{source.lstrip('/')}")
        for arrival in _arrivals(stage, context, depth):
            if covers(taken, arrival.target):
                rest = posixpath.relpath(arrival.target, taken)
                place = target
                if rest == "." and not arrival.is_directory and into:
                    place = posixpath.join(target, posixpath.basename(taken))
                place = posixpath.normpath(posixpath.join(place, rest))
                yield arrival._replace(target=place, instruction=instruction)
            elif arrival.is_directory and covers(arrival.target, taken):
                rest = posixpath.relpath(taken, arrival.target)
                inner = posixpath.normpath(posixpath.join(arrival.source, rest))
                entry = context.find(inner)
                if entry is None:
                    continue
                is_directory = entry.kind == "directory"
                place = target
                if not is_directory and into:
                    place = posixpath.join(target, posixpath.basename(taken))
                yield Arrival(inner, posixpath.normpath(place), is_directory, instruction)
