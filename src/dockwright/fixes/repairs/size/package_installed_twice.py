"""Repairs DW312: the version that is replaced later is not installed first.

It is unsafe: what runs in between may need that version, and the packages installed with it are
then resolved without it.
"""

from __future__ import annotations

from dockwright.edits.commands import remove_command
from dockwright.edits.words import remove_words
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._shared import as_one
from dockwright.model.install import install_of
from dockwright.model.instructions import Run
from dockwright.model.stage import Stage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.install import Install
    from dockwright.rules.diagnostic import Fix
    from dockwright.text import Span


@repair("DW312", on=Stage, touches=("run", "order", "mounts"))
def package_installed_twice(stage: Stage, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Take the package out of the earlier install."""
    first = _install_at(stage, ctx.finding.related[0].span)
    if first is None and _is_listed_at(stage, ctx.finding.related[0].span):
        yield Refusal("a file of requirements lists the first one, and others may read that file")
        return
    if first is None:
        yield Refusal(
            "the base image has the first one: another base image would have to be chosen"
        )
        return
    run, install, word = first
    if all(spec.span != word for spec in install.packages):
        yield Refusal("the first one stands in a file of requirements, which other builds may read")
        return
    second = _install_at(stage, ctx.finding.primary.span)
    if second is not None and second[1].has("--no-deps"):
        yield Refusal("the second install brings none of what the package depends on")
        return
    if run.stage is not stage:
        yield Refusal("the first install is in another stage, which others may stand on")
        return
    if len(install.packages) == 1 and not install.requirement_files:
        edits = remove_command(ctx.tree, run, install.simple)
    else:
        edits = as_one(ctx, install.own_span, remove_words(ctx.tree, install, word))
    yield ctx.unsafe(
        f"Leave it out of the install in line {run.node.start_line}, whose version is replaced",
        edits,
        unless="the RUN's other commands depend on it in a way that is not a plain list",
    )


def _is_listed_at(stage: Stage, place: Span) -> bool:
    """Tell whether a place is the name of a file of requirements."""
    return any(
        word.span == place
        for run in stage.layers()
        for command in (run.commands if isinstance(run, Run) else ())
        if (install := install_of(command)) is not None
        for word in install.requirement_files
    )


def _install_at(stage: Stage, place: Span) -> tuple[Run, Install, Span] | None:
    for run in stage.layers():
        for command in run.commands if isinstance(run, Run) else ():
            install = install_of(command)
            if install is None or not isinstance(run, Run):
                continue
            if place in {word.span for word in install.requirement_files} | {
                spec.span for spec in install.packages
            }:
                return run, install, place
    return None
