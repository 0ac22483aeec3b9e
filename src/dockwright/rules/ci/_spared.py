"""What a cache would spare a build: an install whose inputs are the same in the next run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dockwright.model.instructions import Add, Copy, Run
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.rules._caches import installs_of
from dockwright.rules._clones import moving_clone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.model.ci.builds import WorkflowBuild
    from dockwright.model.ci.values import Text
    from dockwright.model.install import Install
    from dockwright.model.instructions import Instruction
    from dockwright.model.workspace import ImageBuild

__all__ = ["changing_arguments", "fetches_what_moves", "spared_installs"]

_WHOLE = frozenset({".", "./", "/", "*", "./*"})
_ARCHIVES = (".tar.gz", ".tgz", ".zip", ".tar.bz2", ".tar.xz")
_ADDRESS = re.compile(r"(git\+)?\w+://[^\s'\"`;|&<>)]+")
_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}", re.DOTALL)


def changing_arguments(build: WorkflowBuild, kb: KnowledgeBase) -> frozenset[str]:
    """Return the names of the build arguments that may have another value in each run."""
    return frozenset(each.name for each in build.arguments if not _is_steady(each.text, kb))


def _is_steady(text: Text, kb: KnowledgeBase) -> bool:
    if text.known is not None:
        return "=" in text.known
    steady = tuple(kb.names("ci.steady-names"))
    names = _EXPRESSION.findall(text.raw)
    return bool(names) and all(name.startswith(steady) for name in names)


def spared_installs(
    image: ImageBuild, changing: frozenset[str], kb: KnowledgeBase
) -> Iterator[tuple[Run, Install]]:
    """Yield the installs that a cache would spare.

    An install is done anew in any case after a COPY of the source, and where a build argument that
    changes with each run is declared before it: each RUN after an ARG depends on its value.
    """
    for stage in image.dockerfile.stages:
        if not stage.is_reachable:
            continue
        for run, install in installs_of(stage):
            if changing & run.state.declared_args:
                continue
            before = (*_before(run, stage), run)
            if not any(_takes_source(each, image, kb) for each in before):
                yield run, install


def fetches_what_moves(image: ImageBuild, kb: KnowledgeBase) -> bool:
    """Tell whether a RUN fetches what a cache would hold back: the head of a branch, the latest."""
    return any(
        _fetches(instruction, kb)
        for stage in image.dockerfile.stages
        if stage.is_reachable
        for instruction in stage.instructions
        if isinstance(instruction, Run)
    )


def _fetches(run: Run, kb: KnowledgeBase) -> bool:
    if any(moving_clone(command, kb) is not None for command in run.commands):
        return True
    variables = run.state.variables

    def put_in(match: re.Match[str]) -> str:
        value = variables.get(match[1] or match[2])
        return value if isinstance(value, str) else match[0]

    text = re.sub(r"\$\{(\w+)(?::?-[^}]*)?\}|\$(\w+)", put_in, run.node.text)
    moving = kb.name_set("branch.moving")
    for address in _ADDRESS.finditer(text):
        url = address[0].rstrip(",.")
        parts = url.split("/")[3:]
        if address[1]:
            revision = "/".join(parts).partition("@")[2].partition("#")[0]
            if not revision or revision in moving:
                return True
            continue
        stem = next((parts[-1].removesuffix(end) for end in _ARCHIVES if url.endswith(end)), "")
        if stem in moving or "latest" in parts:
            return True
    return False


def _before(run: Run, stage: Stage) -> Iterator[Instruction]:
    for instruction in stage.layers():
        if instruction is run:
            return
        yield instruction


def _takes_source(instruction: Instruction, image: ImageBuild, kb: KnowledgeBase) -> bool:
    """Tell whether an instruction depends on files that change with most commits."""
    if isinstance(instruction, Run):
        return any(
            use.source is None
            and not isinstance(use.mount, Unknown)
            and use.mount.type == "bind"
            and _is_source(use.mount.source or ".", image, kb)
            for use in instruction.mounts
        )
    if isinstance(instruction, Copy) and isinstance(instruction.from_, Stage):
        return any(_takes_source(each, image, kb) for each in instruction.from_.layers())
    if isinstance(instruction, (Copy, Add)) and instruction.is_from_context:
        return any(
            each.known is None or _is_source(each.known, image, kb)
            for each in instruction.context_sources
        )
    return False


def _is_source(path: str, image: ImageBuild, kb: KnowledgeBase) -> bool:
    """Tell whether a path of the context is all of it, code, or a directory that holds code."""
    suffixes = tuple(kb.names("source-folder.suffixes"))
    if path in _WHOLE:
        return True
    name = path.strip("/").removeprefix("./")
    if "/" not in name and name.endswith(suffixes):
        return not name.startswith(tuple(kb.names("source-folder.helper-prefixes")))
    entry = image.context.find(name)
    if entry is None or entry.kind != "directory":
        return False
    return any(each.path.endswith(suffixes) for each in image.context.walk(name))
