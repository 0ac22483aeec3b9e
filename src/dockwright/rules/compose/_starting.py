"""How a project starts Compose, as far as its scripts, workflows and instructions say it."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from dockwright.model.compose.starting import starting_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.compose.project import ComposeProject
    from dockwright.rules.document import DocumentContext

__all__ = ["is_given_variables", "is_merged_by_hand"]

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


def _lines(project: ComposeProject, ctx: DocumentContext) -> Iterator[str]:
    return (each.text for each in starting_lines(project.directory, ctx.project))
