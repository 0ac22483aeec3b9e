"""Repairs DW205: a build argument that changes with every build is declared where it is used.

Labels and variables that take its value go with it.  It stays above every RUN that may read it
from its environment without naming it: those that run more than installs.
"""

from __future__ import annotations

from dockwright.edits.lines import block_of, comments_above, insert_after, insert_before
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.install import install_of
from dockwright.model.instructions import Arg, Env, Label, Run
from dockwright.model.stage import Stage
from dockwright.rules.cache.source_before_dependencies import installs_only
from dockwright.rules.diagnostic import Applicability
from dockwright.text import Edit, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.instructions import Instruction
    from dockwright.rules.diagnostic import Fix


@repair("DW205", on=Stage, touches=("order",))
def volatile_argument_early(stage: Stage, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Move the ARG, and what takes its value, down to where it is needed."""
    places = {ctx.finding.primary.span, *(label.span for label in ctx.finding.related)}
    args = [
        each
        for each in stage.instructions
        if isinstance(each, Arg) and any(argument.span in places for argument in each.arguments)
    ]
    if any(len(each.arguments) != 1 for each in args):
        yield Refusal("the ARG declares other arguments too, which may be needed here")
        return
    names = {each.arguments[0].name for each in args}
    moved: list[Instruction] = []
    below: Instruction | None = None
    is_passed = False
    applicability = Applicability.SAFE
    for each in stage.instructions:
        if each.span.start < args[0].span.start:
            continue
        if each in args or (
            isinstance(each, (Env, Label)) and _names(each, names) and _takes_only(each, names)
        ):
            moved.append(each)
            names |= {pair.name.raw for pair in each.pairs} if isinstance(each, Env) else set()
            continue
        if _names(each, names):
            below = each
            break
        if isinstance(each, Run):
            if not installs_only(each) and is_passed:
                below = each
                break
            if not installs_only(each) or _runs_project_code(each):
                applicability = Applicability.UNSAFE
            is_passed = is_passed or any(
                label.span == each.keyword_span for label in ctx.finding.related
            )
    if not is_passed:
        yield Refusal("it is used before the RUNs that need none of it")
        return
    shown = ", ".join(f"`{each.arguments[0].name}`" for each in args)
    edits: list[Edit] = []
    lines: list[str] = []
    for each in moved:
        edits.append(_taken(each, ctx))
        lines += _lines(each, ctx)
    if below is not None:
        edits += insert_before(ctx.tree, below.node, lines)
    else:
        edits += insert_after(ctx.tree, _last_layer(stage).node, lines)
    yield ctx.fix(
        f"Declare {shown} where {'it is' if len(args) == 1 else 'they are'} needed",
        edits,
        applicability=applicability,
    )


def _runs_project_code(run: Run) -> bool:
    """Tell whether an install builds something, whose build may read what ARG and ENV hold."""
    return any(
        install.installs_project
        or any(
            package.path or package.editable or package.url or package.is_directory
            for package in install.packages
        )
        for install in map(install_of, run.commands)
        if install is not None
    )


def _last_layer(stage: Stage) -> Instruction:
    """Return the last instruction that a build argument can make run again."""
    return next(each for each in reversed(stage.instructions) if isinstance(each, Run))


def _names(instruction: Instruction, names: set[str]) -> bool:
    text = instruction.node.text
    return any(
        name in text or any(name in heredoc.content for heredoc in instruction.node.heredocs)
        for name in names
    )


def _takes_only(instruction: Env | Label, names: set[str]) -> bool:
    """Tell whether every variable that an instruction reads is one of these."""
    text = instruction.node.text
    used = sum(text.count(f"${name}") + text.count(f"${{{name}") for name in names)
    return text.count("$") == used


def _taken(instruction: Instruction, ctx: RepairContext) -> Edit:
    block = block_of(ctx.tree, instruction.node)
    above = comments_above(ctx.tree, instruction.node)
    start = ctx.tree.source.lines.line_span(above[0].line).start if above else block.start
    return Edit(Span(max(start, int(ctx.tree.source.has_byte_order_mark)), block.end), "")


def _lines(instruction: Instruction, ctx: RepairContext) -> list[str]:
    source = ctx.tree.source
    comments = comments_above(ctx.tree, instruction.node)
    return [
        *(source.slice(comment.span).strip() for comment in comments),
        source.slice(instruction.span).replace("\r\n", "\n"),
    ]
