"""What repairs of several families share."""

from __future__ import annotations

from dockwright.edits.commands import append_command, can_append
from dockwright.fixes.repair import Refusal
from dockwright.model.dockerfile import build_model
from dockwright.model.expansion import expanded_texts
from dockwright.model.install import install_of
from dockwright.model.instructions import Run
from dockwright.model.refusals import copy_source_refusals, mount_refusals, refusals
from dockwright.rules.diagnostic import Applicability
from dockwright.syntax.dockerfile import parse
from dockwright.text import Edit, Source, Span, apply_edits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable

    from dockwright.fixes.repair import RepairContext
    from dockwright.model.command import Command
    from dockwright.model.dockerfile import Dockerfile
    from dockwright.model.install import Install
    from dockwright.model.requirement import PackageSpec
    from dockwright.rules.diagnostic import Fix

__all__ = ["as_one", "brings_refusal", "command_at", "end_with", "installs_at", "packages_at"]


def as_one(
    ctx: RepairContext, span: Span, edits: tuple[Edit, ...] | None
) -> tuple[Edit, ...] | None:
    """Return edits within a span as one of the whole span.

    It conflicts with every other edit there: what is left is then looked at anew.
    """
    if edits is None or any(
        edit.span.start < span.start or edit.span.end > span.end for edit in edits
    ):
        return None
    moved = [
        Edit(Span(edit.span.start - span.start, edit.span.end - span.start), edit.text)
        for edit in edits
    ]
    return (Edit(span, apply_edits(ctx.tree.source.slice(span), moved)),)


def brings_refusal(ctx: RepairContext, edits: Iterable[Edit]) -> bool:
    """Tell whether Docker would refuse something after the edits that it does not refuse now."""
    source = ctx.tree.source
    after = build_model(parse(Source(source.path, apply_edits(source.text, edits))))
    return bool(_refusals(after) - _refusals(ctx.dockerfile))


def _refusals(model: Dockerfile) -> Counter[str]:
    from collections import Counter

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


def packages_at(install: Install, ctx: RepairContext) -> tuple[PackageSpec, ...]:
    """Return the packages of an install that the finding points at, related places included."""
    places = {ctx.finding.primary.span, *(label.span for label in ctx.finding.related)}
    return tuple(spec for spec in install.packages if spec.span in places)


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
