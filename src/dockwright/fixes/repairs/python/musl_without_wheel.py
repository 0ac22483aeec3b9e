"""Repairs DW510: an official Python image of Debian in the place of Alpine's."""

from __future__ import annotations

from dockwright.edits.lines import insert_after
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.install import Install, install_of
from dockwright.model.instructions import Copy, Run, Runnable
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.text import Edit
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix

_ALPINE = re.compile(r"((?:docker\.io/)?(?:library/)?python:\d[\d.]*)-alpine[\d.]*")
_ONLY_THERE = frozenset(
    {"apk", "addgroup", "adduser", "delgroup", "su-exec", "ash", "setup-timezone"}
)


@repair("DW510", on=Install, touches=("base", "run", "order"))
def musl_without_wheel(install: Install, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Change the tag, where no step uses what Alpine alone has."""
    run = install.instruction
    assert isinstance(run, Run)
    assert run.stage is not None
    first = run.stage.lineage[-1]
    image = first.from_.image
    found = None if image is None else _ALPINE.fullmatch(image.raw)
    if image is None or found is None:
        yield Refusal("the base image is no official Python image with a plain tag")
        return
    for stage in ctx.dockerfile.stages:
        takes = [source for source, _ in stage.dependencies if first in source.lineage]
        if first in stage.lineage:
            reason = _uses_alpine(stage)
        elif takes and _is_musl(stage):
            reason = f"{stage.label} is of Alpine too, and takes files from this stage"
        else:
            continue
        if reason:
            yield Refusal(reason)
            return
    libraries = list(dict.fromkeys(_libraries(install, ctx)))
    more: tuple[Edit, ...] = ()
    if libraries:
        line = (
            "RUN apt-get update && apt-get install -y --no-install-recommends "
            f"{' '.join(libraries)} {ctx.tree.escape}\n    && rm -rf /var/lib/apt/lists/*"
        )
        more = insert_after(ctx.tree, first.from_.node, [line])
    yield ctx.unsafe(
        f"Start from Debian, for which there are wheels: `{found[1]}-slim`",
        [Edit(image.span, f"{found[1]}-slim"), *more],
    )


def _libraries(install: Install, ctx: RepairContext) -> Iterator[str]:
    """Yield what the packages of the stage need of Debian when they run."""
    run = install.instruction
    for instruction in run.stage.layers() if run is not None and run.stage is not None else ():
        for command in instruction.commands if isinstance(instruction, Run) else ():
            other = install_of(command)
            for spec in other.packages if other is not None else ():
                known = ctx.kb.package(spec.name) if spec.name else None
                if known is not None and known.import_error is not None:
                    yield from known.runtime_apt


def _is_musl(stage: Stage) -> bool:
    facts = stage.image_facts
    return isinstance(facts, Unknown) or bool(facts.is_musl)


def _uses_alpine(stage: Stage) -> str:
    """Return what a stage does that only Alpine knows, or nothing."""
    for instruction in stage.instructions:
        line = instruction.node.start_line
        if isinstance(instruction, Runnable):
            programs = {command.program for command in instruction.commands}
            used = programs & _ONLY_THERE
            if used:
                return f"line {line} uses Alpine's `{min(used)}`"
        elif isinstance(instruction, Copy):
            source = instruction.from_
            if isinstance(source, Stage) and source not in stage.lineage and _is_musl(source):
                return f"line {line} takes files from a stage of Alpine"
    return ""
