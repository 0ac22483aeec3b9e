"""Repairs DW401: a secret reaches the RUNs that need it by a mount, and no layer or history.

The ARG or ENV goes; each RUN that reads the variable gets ``--mount=type=secret`` and exports it
for itself.  It is unsafe: the build is started with ``--secret`` in place of ``--build-arg``, and
a program that read the variable from the image's configuration must be given it when it starts.
"""

from __future__ import annotations

from dockwright.edits.lines import remove_instruction
from dockwright.edits.words import remove_span
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs.security._secrets import (
    hand_over,
    mentions,
    readers_of,
    runs_after,
)
from dockwright.model.instructions import Arg, Env, Instruction, Run
from dockwright.text import Edit, Span, apply_edits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW401", on=Instruction, touches=("args", "env", "run", "mounts", "order"))
def secret_in_arg_or_env(instruction: Instruction, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Take the variable away, and mount the secret where it is read."""
    if not isinstance(instruction, (Arg, Env)) or instruction.stage is None:
        yield Refusal("it stands before the first FROM, and stages may declare it again")
        return
    if instruction.is_onbuild:
        yield Refusal("an ONBUILD trigger runs in builds that are not seen here")
        return
    name = _name_at(instruction, ctx.finding.primary.span)
    if name is None:
        yield Refusal("its name cannot be told")
        return
    edits: list[Edit] = list(_without(instruction, name, ctx))
    gone: list[Instruction] = [instruction]
    if isinstance(instruction, Env):
        for argument in _handed_on(instruction, name):
            edits += _without(argument, _handed_name(argument, instruction, name), ctx)
            gone.append(argument)
    names = {
        name,
        *(_handed_name(each, instruction, name) for each in gone if each is not instruction),
    }
    first = min(gone, key=lambda each: each.span.start)
    other = _other_use(first, names, gone)
    if other is not None:
        yield Refusal(f"line {other.node.start_line} uses it too, and is no RUN")
        return
    runs = runs_after(first)
    for each in sorted(names):
        for run in readers_of(each, runs) if each == name or _is_named(each, runs) else ():
            more = hand_over(each, run, ctx.tree)
            if more is None:
                yield Refusal(
                    f"the RUN in line {run.node.start_line} reads it, and is not in shell form"
                )
                return
            edits += more
    how = f"docker build --secret id={name},env={name} …"
    title = f"Mount it for the RUNs that read it: `{how}`"
    if isinstance(instruction, Env):
        title += f", and give the container `-e {name}` when it starts"
    yield ctx.unsafe(title, list(dict.fromkeys(edits)))


def _is_named(name: str, runs: list[Run]) -> bool:
    return any(mentions(run.script_text()[0], name) for run in runs)


def _name_at(instruction: Arg | Env, span: Span) -> str | None:
    if isinstance(instruction, Arg):
        return next(
            (each.name for each in instruction.arguments if each.pair.name.span == span), None
        )
    return next((each.name.known for each in instruction.pairs if each.name.span == span), None)


def _handed_on(instruction: Env, name: str) -> list[Arg]:
    """Return the ARGs of the stage whose value the variable is given, if it is that alone."""
    pair = next(each for each in instruction.pairs if each.name.known == name)
    raw = pair.value.raw.strip("\"'")
    assert instruction.stage is not None
    return [
        other
        for other in instruction.stage.instructions
        if isinstance(other, Arg)
        and other.span.start < instruction.span.start
        and any(raw in {f"${each.name}", f"${{{each.name}}}"} for each in other.arguments)
    ]


def _handed_name(argument: Instruction, instruction: Arg | Env, name: str) -> str:
    assert isinstance(argument, Arg)
    assert isinstance(instruction, Env)
    pair = next(each for each in instruction.pairs if each.name.known == name)
    raw = pair.value.raw.strip("\"'")
    return next(
        each.name for each in argument.arguments if raw in {f"${each.name}", f"${{{each.name}}}"}
    )


def _without(instruction: Instruction, name: str, ctx: RepairContext) -> tuple[Edit, ...]:
    """Take a name and its value out of an ARG or ENV; the whole of it where it has no other."""
    if isinstance(instruction, Arg):
        spans = [(each.name, each.span) for each in instruction.arguments]
    else:
        assert isinstance(instruction, Env)
        spans = [(each.name.known or "", each.span) for each in instruction.pairs]
    if len(spans) == 1:
        return remove_instruction(ctx.tree, instruction.node)
    span = next(span for own, span in spans if own == name)
    # One edit over the whole instruction: of two names that go, one goes in each pass, so that
    # the last takes the instruction with it.
    text = ctx.tree.source.text
    edits = remove_span(ctx.tree, instruction.node, span)
    start = min(instruction.span.start, *(edit.span.start for edit in edits))
    end = max(instruction.span.end, *(edit.span.end for edit in edits))
    inner = [Edit(Span(s - start, e - start), new) for (s, e), new in edits]
    return (Edit(Span(start, end), apply_edits(text[start:end], inner)),)


def _other_use(first: Instruction, names: set[str], gone: list[Instruction]) -> Instruction | None:
    """Return an instruction other than RUN that names the variable, or None."""
    for instruction in first.stage.dockerfile.instructions if first.stage is not None else ():
        if instruction in gone or isinstance(instruction, Run):
            continue
        if instruction.span.start < first.span.start:
            continue
        if isinstance(instruction, Arg) and any(
            each.name in names and each.default is None for each in instruction.arguments
        ):
            return instruction
        if any(mentions(instruction.node.text, name) for name in names):
            return instruction
    return None
