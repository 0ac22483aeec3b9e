"""How a project starts Compose, as far as its scripts, workflows and instructions say it."""

from __future__ import annotations

import fnmatch
import posixpath
import re
from typing import TYPE_CHECKING

from dockwright.model.project import refusal_for_content
from dockwright.model.unknown import Unknown
from dockwright.rules.compose._shared import directories_above

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.compose.project import ComposeProject
    from dockwright.rules.document import DocumentContext

__all__ = ["is_given_variables", "is_merged_by_hand"]

_CONTINUED = re.compile(r"\\\r?\n\s*")
_COMPOSE = re.compile(r"(?:docker|podman)[ -]compose|COMPOSE_\w+")
_VARIABLES = re.compile(r"--(?:env-file|project-directory)\b|\bCOMPOSE_ENV_FILES\b")
_OTHER_PROGRAM = re.compile(r"\b(?:docker|podman) run\b")
_FILE = re.compile(r"(?:^|\s)(?:-f|--file)[\s=]\S")
_FILES = re.compile(r"\bCOMPOSE_FILE\b\s*(?:[:?]?=|:\s)\s*\S+[:;,]\S+")
"""An assignment in a shell, a Makefile or a file of variables, or a key of a workflow."""


def is_given_variables(project: ComposeProject, ctx: DocumentContext) -> bool:
    """Tell whether Compose is started with another file of variables, or another directory."""
    return any(
        _VARIABLES.search(line) and not _OTHER_PROGRAM.search(line) for line in _lines(project, ctx)
    )


def is_merged_by_hand(project: ComposeProject, ctx: DocumentContext) -> bool:
    """Tell whether Compose is started with the file and others (``-f`` twice, COMPOSE_FILE)."""
    name = posixpath.basename(project.path)
    return any(
        name in line and (len(_FILE.findall(line)) > 1 or _FILES.search(line))
        for line in _lines(project, ctx)
    )


def _lines(project: ComposeProject, ctx: DocumentContext) -> tuple[str, ...]:
    """Return the lines of the files that speak of Compose, continued ones joined."""
    key = ("lines that start compose", project.directory)
    return ctx.project.remembered(key, lambda: tuple(_read_lines(project, ctx)))


def _read_lines(project: ComposeProject, ctx: DocumentContext) -> Iterator[str]:
    patterns = ctx.kb.names("compose.starting-files")
    for directory in directories_above(project, ctx):
        for folder in ctx.kb.names("compose.starting-folders"):
            place = posixpath.normpath(posixpath.join(directory, folder))
            entries = ctx.project.listing(place)
            for entry in () if isinstance(entries, Unknown) else entries:
                if entry.kind == "file" and any(
                    fnmatch.fnmatchcase(entry.name, pattern) for pattern in patterns
                ):
                    yield from _lines_of(f"{place}/{entry.name}", ctx)


def _lines_of(path: str, ctx: DocumentContext) -> Iterator[str]:
    data = ctx.project.read(path)
    if isinstance(data, bytes) and refusal_for_content(data) is None:
        text = _CONTINUED.sub(" ", data.decode("utf-8", "replace"))
        if _COMPOSE.search(text):
            yield from text.splitlines()
