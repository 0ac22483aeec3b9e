"""Bake files as documents to check."""

# Paths are strings throughout.
# ruff: noqa: PTH118

from __future__ import annotations

import os.path
from typing import TYPE_CHECKING

from dockwright.model.bake.project import DEFAULT_NAMES, BakeProject, read_file
from dockwright.model.document import Document, Part, Remark
from dockwright.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.project import Project
    from dockwright.syntax.hcl.nodes import Body, HclFile
    from dockwright.text import Span

__all__ = ["open_document"]


def open_document(source: Source, path: str, project: Project) -> Document:
    """Read a Bake file with those that Bake merges it with."""
    own = read_file(source)
    files: list[tuple[str, HclFile]] = []
    folder, name = os.path.split(path)
    if name in DEFAULT_NAMES:
        for other in DEFAULT_NAMES:
            place = os.path.join(folder, other)
            if other == name:
                files.append((path, own))
                continue
            data = project.read(place)
            if isinstance(data, bytes):
                files.append((place, read_file(Source.from_bytes(other, data))))
    else:
        files.append((path, own))
    bake = BakeProject(path, files)
    remarks = tuple(Remark(each.span, each.text) for each in own.comments)
    return Document(
        "bake",
        Part(source, path, remarks, tuple(_scopes(own.body))),
        bake,
        (bake, *bake.groups.values(), *bake.targets),
        tuple(each.message for each in own.problems),
        lambda: {"bake.*": source.text},
        keeps_own=True,
    )


def _scopes(body: Body) -> Iterator[Span]:
    """Yield what a comment can be for: each block, each attribute."""
    for attribute in body.attributes:
        yield attribute.span
    for block in body.blocks:
        yield block.span
        yield from _scopes(block.body)
