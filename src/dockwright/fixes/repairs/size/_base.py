"""Another tag for the base image."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal
from dockwright.model.install import install_of
from dockwright.model.instructions import Run
from dockwright.model.unknown import Unknown
from dockwright.text import Edit, Span
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.fixes.repair import RepairContext
    from dockwright.model.stage import Stage
    from dockwright.rules.diagnostic import Fix

__all__ = ["other_base"]


def other_base(stage: Stage, ctx: RepairContext, pattern: str) -> Fix | Refusal:
    """Return the fix that takes another tag of the base image, as the finding's help names it."""
    root = stage.lineage[-1]
    image = root.image
    word = root.from_.image
    found = re.search(pattern, ctx.finding.help)
    if found is None or isinstance(image, Unknown) or word is None or image.tag is None:
        return Refusal("which image would take its place is not known")
    if image.digest:
        return Refusal("the base image is pinned to a digest, and that of the other is not known")
    at = word.raw.rfind(f":{image.tag}")
    if "$" in word.raw or at < 0:
        return Refusal("an argument names the base image, and others may set it")
    if any(root in other.lineage and other not in stage.lineage for other in ctx.dockerfile.stages):
        return Refusal("other stages stand on the same base image")
    name, _, tag = found[1].rpartition(":")
    if not name.endswith(image.name.rpartition("/")[2]):
        return Refusal("the image that would take its place is of another distribution")
    missing = _missing(stage, ctx, image.name, tag)
    if missing:
        return Refusal(f"`{found[1]}` is not known to have `{missing}`, which the image starts")
    start = word.span.start + at + 1
    return ctx.unsafe(f"Start from `{found[1]}`", (Edit(Span(start, start + len(image.tag)), tag),))


def _missing(stage: Stage, ctx: RepairContext, name: str, tag: str) -> str:
    """Return a program that the image starts and another base image has not, or nothing."""
    facts = ctx.kb.image(name, tag)
    installed = {
        spec.name
        for run in stage.layers()
        if isinstance(run, Run)
        for command in run.commands
        if (install := install_of(command)) is not None
        for spec in install.packages
    }
    for runnable in stage.final_command():
        for command in runnable.commands if runnable is not None else ():
            program = command.program
            if not program or "/" in command.path or facts is None or facts.has_program(program):
                continue
            if program in {"python", "python3"} and not any(
                each.startswith("python3") for each in installed
            ):
                return program
    return ""
