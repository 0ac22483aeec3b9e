"""What repairs of several families share."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from dockwright.edits.commands import append_command, can_append
from dockwright.fixes.repair import Refusal
from dockwright.model.dockerfile import build_model
from dockwright.model.expansion import expanded_texts
from dockwright.model.install import install_of
from dockwright.model.instructions import Run
from dockwright.model.refusals import copy_source_refusals, mount_refusals, refusals
from dockwright.rules.diagnostic import Applicability
from dockwright.syntax.dockerfile import parse
from dockwright.text import Source, apply_edits

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockwright.fixes.repair import RepairContext
    from dockwright.model.command import Command
    from dockwright.model.dockerfile import Dockerfile
    from dockwright.model.install import Install
    from dockwright.rules.diagnostic import Fix
    from dockwright.text import Edit

__all__ = ["brings_refusal", "command_at", "end_with", "installs_at"]


def brings_refusal(ctx: RepairContext, edits: Iterable[Edit]) -> bool:
    """Tell whether Docker would refuse something after the edits that it does not refuse now."""
    source = ctx.tree.source
    after = build_model(parse(Source(source.path, apply_edits(source.text, edits))))
    return bool(_refusals(after) - _refusals(ctx.dockerfile))


def _refusals(model: Dockerfile) -> Counter[str]:
    found = Counter(problem.message for problem in model.tree.problems)
    found += Counter(refusal.kind.name for refusal in refusals(model))
    found["sources"] += sum(1 for _ in copy_source_refusals(model))
    for instruction in model.instructions:
        # What is refused besides is not looked at where the file is refused already.
        found["words"] += sum(each.error is not None for each in expanded_texts(instruction))
        if isinstance(instruction, Run):
            found["mounts"] += sum(1 for _ in mount_refusals(instruction))
    return found


def command_at(run: Run, ctx: RepairContext) -> Command | None:
    """Return the command of a RUN that the finding points at."""
    for command in run.commands:
        if command.own_span == ctx.finding.primary.span:
            return command
    return None


def installs_at(run: Run, ctx: RepairContext) -> list[Install]:
    """Return the installs of a RUN that the finding points at, related places included."""
    places = {ctx.finding.primary.span, *(label.span for label in ctx.finding.related)}
    found = (install_of(command) for command in run.commands)
    return [install for install in found if install is not None and install.own_span in places]


def end_with(
    run: Run,
    ctx: RepairContext,
    text: str,
    *,
    like: Command,
    applicability: Applicability = Applicability.SAFE,
    title: str | None = None,
    touches: Iterable[str] = ("run",),
) -> Fix | Refusal:
    """Return the fix that runs one more command at the end of a RUN.

    Args:
        run: the instruction.
        ctx: the repair's context.
        text: the command.
        like: a command of the RUN; where sudo runs it, sudo runs the new one too.
        applicability: of the fix.
        title: of the fix; by itself it quotes the command.
        touches: the facets that it changes.
    """
    if run.is_exec_form:
        return Refusal("the RUN is in exec form: no shell joins commands there")
    if like.parent is not None:
        return Refusal("the command stands within the text of another command")
    if not can_append(run):
        return Refusal("nothing can be joined to the end of this RUN's script")
    if "sudo" in like.wrappers:
        text = f"sudo {text}"
    return ctx.fix(
        title or f"End the RUN with `{text}`",
        append_command(ctx.tree, run, text),
        applicability=applicability,
        touches=touches,
    )
