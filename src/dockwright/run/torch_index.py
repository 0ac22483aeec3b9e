"""Which builds of torch an install takes: the project's own indexes have one for each CUDA."""

# Paths are strings throughout.
# ruff: noqa: PTH118

from __future__ import annotations

import os

from dockwright.model.contents import expand_word
from dockwright.model.install import INDEX_VARIABLES
from dockwright.model.instructions import Run
from dockwright.model.layers import environment_of
from dockwright.model.listed import file_seen_by
from dockwright.syntax.requirements import LineKind, parse
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb.load import KnowledgeBase
    from dockwright.model.context import BuildContext
    from dockwright.model.install import Install
    from dockwright.syntax.shell.nodes import ShellWord

__all__ = ["put_in", "torch_variant"]


def torch_variant(install: Install, context: BuildContext, kb: KnowledgeBase) -> tuple[str, bool]:
    """Return the variant that an install's index is for; empty for the public index.

    With it comes whether the install looks at no other index for a package that this one has:
    uv takes the first that has it, pip the highest version of all.
    """
    is_uv = install.manager == "uv"
    pattern = kb.text("torch-index.variant-pattern")
    told = next(filter(None, _backends(install, kb)), "") if is_uv else ""
    if kb.wheel_cuda(told) is not None or told == "cpu":
        return told, True
    texts = [
        (put_in(each.word, install) or each.text, each.replaces) for each in install.index_urls
    ]
    texts += _around(install)
    for word in install.requirement_files:
        texts += [(each, True) for each in _indexes(word.value, install, context)]
    for text, replaces in sorted(texts, key=lambda pair: not pair[1]):
        found = re.match(pattern, text)
        if found:
            return str(found["variant"]), replaces or is_uv
    return "", True


def _backends(install: Install, kb: KnowledgeBase) -> Iterator[str]:
    option = install.option(kb.text("gpu-build.backend-option"))
    if option is not None and option.value is not None:
        yield put_in(option.value, install) or ""
    for assignment in install.environment:
        is_backend = assignment.name == kb.text("torch-index.uv-torch-backend-env")
        if is_backend and assignment.value is not None:
            yield put_in(assignment.value, install) or ""
    around = environment_of(install).get(kb.text("torch-index.uv-torch-backend-env"))
    if isinstance(around, str):
        yield around


def _around(install: Install) -> Iterator[tuple[str, bool]]:
    """Yield the indexes that variables around an install name, and whether each is the only one.

    An option, or a variable before the command, goes before them.
    """
    named = install.index_urls
    is_told = any(each.replaces for each in named)
    own = {assignment.name for assignment in install.environment}
    prefix = "UV_" if install.manager == "uv" else "PIP_"
    around = environment_of(install)
    for name, (replaces, _) in INDEX_VARIABLES.items():
        value = around.get(name)
        if not name.startswith(prefix) or name in own or not isinstance(value, str):
            continue
        if not (replaces and is_told):
            for text in value.split():
                before, equals, rest = text.partition("=")
                yield rest if equals and "/" not in before else text, replaces


def _indexes(path: str | None, install: Install, context: BuildContext) -> Iterator[str]:
    """Yield the indexes that a file of requirements names."""
    run = install.instruction
    if path is None or not isinstance(run, Run):
        return
    workdir = run.state.workdir
    if not path.startswith("/"):
        if not isinstance(workdir, str):
            return
        path = os.path.normpath(os.path.join(workdir, path))
    source = file_seen_by(path, install, context)
    if source is not None:
        for line in parse(source):
            if line.kind is LineKind.INDEX:
                yield line.text


def put_in(word: ShellWord, install: Install) -> str | None:
    """Return a word with what ENV and ARG say; None where something else decides."""
    run = install.instruction
    return expand_word(word, run.state) if isinstance(run, Run) else word.value
