"""Repairs DW402: the value leaves the file, and the build or the container is given it.

Unsafe, and not enough: whatever was committed stays in the history, so the secret must be revoked
where it was issued.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs.security._literals import (
    instruction_at,
    name_before,
    replaced_literal,
    secret_id,
)
from dockwright.model.dockerfile import Dockerfile
from dockwright.model.instructions import Run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW402", on=Dockerfile, touches=("args", "env", "labels", "run", "mounts", "order"))
def secret_value_in_file(dockerfile: Dockerfile, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Put a secret mount, or nothing, in the place of the value."""
    del dockerfile
    span = ctx.finding.primary.span
    instruction = instruction_at(span, ctx)
    if instruction is None:
        yield Refusal("it stands in no instruction")
        return
    name = "secret"
    if isinstance(instruction, Run):
        program = next(
            (
                command.program
                for command in instruction.commands
                if command.span.start <= span.start < command.span.end
            ),
            "",
        )
        name = name_before(span, ctx) or secret_id(f"{program}_secret")
    found = replaced_literal(instruction, span, name, ctx)
    if isinstance(found, Refusal):
        yield found
        return
    yield ctx.unsafe(found.title, found.edits)
