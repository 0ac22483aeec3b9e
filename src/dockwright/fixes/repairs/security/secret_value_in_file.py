"""Repairs DW402: the value leaves the file, and the build or the container is given it.

Unsafe, and not enough: whatever was committed stays in the history, so the secret must be revoked
where it was issued.
"""

from __future__ import annotations

from itertools import count, islice

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs.security._literals import (
    instruction_at,
    name_before,
    replaced_literal,
    secret_id,
)
from dockwright.model.dockerfile import Dockerfile
from dockwright.model.instructions import Run
from dockwright.model.secrets import named_values, shaped, shapes_within
from dockwright.rules.security._given import given_secrets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix
    from dockwright.text import Span


@repair("DW402", on=Dockerfile, touches=("args", "env", "labels", "run", "mounts", "order"))
def secret_value_in_file(dockerfile: Dockerfile, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Put a secret mount, or nothing, in the place of the value."""
    del dockerfile
    span = ctx.finding.primary.span
    instruction = instruction_at(span, ctx)
    if instruction is None:
        yield Refusal("it stands in no instruction")
        return
    name = _name(instruction, span, ctx) if isinstance(instruction, Run) else ""
    found = replaced_literal(instruction, span, name, ctx)
    if isinstance(found, Refusal):
        yield found
        return
    yield ctx.unsafe(found.title, found.edits)


def _name(run: Run, span: Span, ctx: RepairContext) -> str:
    """Return what a secret of a RUN is to be called: one name for each value of the file."""
    base = _base_name(run, span, ctx)
    values: list[str] = []
    used: set[str] = set()
    for other in ctx.dockerfile.instructions:
        if not isinstance(other, Run):
            continue
        used |= {str(getattr(use.mount, "id", "")) for use in other.mounts}
        for place in sorted(_literals(other, ctx)):
            value = ctx.tree.source.slice(place)
            if _base_name(other, place, ctx) == base and value not in values:
                values.append(value)
    value = ctx.tree.source.slice(span)
    free = (
        name
        for number in count(1)
        if (name := base if number == 1 else f"{base}_{number}") not in used
    )
    return next(islice(free, values.index(value) if value in values else 0, None))


def _literals(run: Run, ctx: RepairContext) -> Iterator[Span]:
    """Yield the places of the secrets that are written out in a RUN."""
    if run.is_exec_form:
        return
    text, origin = run.script_text()
    for found in shaped(text, "", shapes_within(text, ctx.kb), ctx.kb):
        yield origin.span(found.start, found.end)
    for _, start, end in named_values(text, ctx.kb):
        yield origin.span(start, end)
    for given in given_secrets(run, ctx.kb):
        yield given.span


def _base_name(run: Run, span: Span, ctx: RepairContext) -> str:
    program = next(
        (
            command.program
            for command in run.commands
            if command.span.start <= span.start < command.span.end
        ),
        "",
    )
    return name_before(span, ctx) or secret_id(f"{program}_secret")
