"""Edits of a stage's name and of everything in the file that means the stage by it."""

from __future__ import annotations

from dockwright.edits.words import remove_span
from dockwright.model.instructions import Copy, Run
from dockwright.model.unknown import Unknown
from dockwright.text import Edit, Span
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.dockerfile import Dockerfile
    from dockwright.model.stage import Stage

__all__ = ["drop_stage_name", "free_stage_name", "is_stage_named", "rename_stage"]


def rename_stage(dockerfile: Dockerfile, stage: Stage, name: str) -> tuple[Edit, ...] | None:
    """Give a stage another name, in every FROM, ``--from`` and mount that means it.

    None where it has no name, or where a place that means it does not plainly show the name.
    """
    alias = stage.from_.alias
    if alias is None:
        return None
    text = dockerfile.source.text
    edits = [Edit(alias.span, name)]
    for span in _uses(dockerfile, stage):
        if span is None or text[span.start : span.end].lower() != alias.text.lower():
            return None
        edits.append(Edit(span, name))
    return tuple(edit for edit in edits if text[edit.span.start : edit.span.end] != edit.text)


def is_stage_named(dockerfile: Dockerfile, stage: Stage) -> bool:
    """Tell whether anything in the file means a stage by its name."""
    return any(True for _ in _uses(dockerfile, stage))


def drop_stage_name(dockerfile: Dockerfile, stage: Stage) -> tuple[Edit, ...] | None:
    """Take a stage's name away; None where it has none, or something means the stage by it."""
    from_ = stage.from_
    if from_.alias is None or is_stage_named(dockerfile, stage):
        return None
    span = Span(from_.node.words[1].span.start, from_.alias.span.end)
    if "\n" in dockerfile.source.slice(span):
        return None
    return remove_span(dockerfile.tree, from_.node, span)


def free_stage_name(dockerfile: Dockerfile, wanted: str) -> str:
    """Return a name that no stage has: the one that is wanted, or with a number behind it."""
    taken = {stage.name for stage in dockerfile.stages}
    number = 2
    name = wanted
    while name in taken:
        name = f"{wanted}-{number}"
        number += 1
    return name


def _uses(dockerfile: Dockerfile, stage: Stage) -> Iterator[Span | None]:
    """Yield the places that name a stage; None for one where the name cannot be told apart."""
    for other in dockerfile.stages:
        image = other.from_.image
        if other.base is stage and image is not None:
            yield image.span
        for instruction in other.walk():
            if isinstance(instruction, Copy) and instruction.from_ is stage:
                flag = instruction.node.flag("from")
                if flag is not None and not (flag.value or "").lstrip("+-").isdecimal():
                    yield flag.value_span
            elif isinstance(instruction, Run):
                for use in instruction.mounts:
                    if use.source is not stage or isinstance(use.mount, Unknown):
                        continue
                    text = dockerfile.source.slice(use.value_span)
                    found = re.search(r"(?:^|,)from=([^,\"'\s]+)", text)
                    start = use.value_span.start
                    yield Span(start + found.start(1), start + found.end(1)) if found else None
