"""Files of requirements: pip's format, with what they name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dockwright.model.unknown import Unknown
from dockwright.packages.parsing import read_requirement
from dockwright.packages.records import (
    DependencyFile,
    DependencyProblem,
    Reference,
    Requirement,
)
from dockwright.syntax.requirements import LineKind, parse

if TYPE_CHECKING:
    from dockwright.text import Source

__all__ = ["read_list"]

_VARIABLE = re.compile(r"\$\{[A-Z0-9_]+\}")
_HASH = re.compile(r"--hash[=\s]")


def read_list(source: Source, kind: str = "requirements") -> DependencyFile:
    """Read a file of requirements or constraints."""
    found: list[Requirement] = []
    problems: list[DependencyProblem] = []
    references: list[Reference] = []
    indexes: list[str] = []
    unknown: list[Unknown] = []
    for line in parse(source):
        if line.kind in {LineKind.PACKAGE, LineKind.EDITABLE}:
            hashes = len(_HASH.findall(source.slice(line.span)))
            read = read_requirement(
                line.text, line.span, editable=line.kind is LineKind.EDITABLE, hashes=hashes
            )
            if isinstance(read, str):
                problems.append(DependencyProblem(read, line.span))
            else:
                found.append(read)
            if variable := _VARIABLE.search(line.text):
                unknown.append(Unknown(f"{variable[0]} stands for a value that is not known"))
        elif line.kind is LineKind.REQUIREMENTS:
            references.append(Reference("requirements", line.text, line.span))
        elif line.kind is LineKind.CONSTRAINTS:
            references.append(Reference("constraints", line.text, line.span))
        elif line.kind is LineKind.INDEX and line.text:
            indexes.append(line.text)
    return DependencyFile(
        source,
        kind,
        requirements=tuple(found),
        indexes=tuple(indexes),
        references=tuple(references),
        unknown=tuple(unknown),
        problems=tuple(problems),
    )
