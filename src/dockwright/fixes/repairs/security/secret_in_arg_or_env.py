"""Repairs DW401: a secret reaches the RUNs that need it by a mount, and no layer or history.

The ARG or ENV goes; each RUN that reads the variable gets ``--mount=type=secret`` and exports it
for itself.  It is unsafe: the build is started with ``--secret`` in place of ``--build-arg``, and
a program that read the variable from the image's configuration must be given it when it starts.
"""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs.security._secrets import take_away
from dockwright.model.instructions import Arg, Env, Instruction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix
    from dockwright.text import Span


@repair("DW401", on=Instruction, touches=("args", "env", "run", "mounts", "order"))
def secret_in_arg_or_env(instruction: Instruction, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Take the variable away, and mount the secret where it is read."""
    if not isinstance(instruction, (Arg, Env)):
        yield Refusal("it is neither ARG nor ENV")
        return
    name = _name_at(instruction, ctx.finding.primary.span)
    if name is None:
        yield Refusal("its name cannot be told")
        return
    edits = take_away(instruction, name, ctx)
    if isinstance(edits, Refusal):
        yield edits
        return
    how = f"docker build --secret id={name},env={name} …"
    title = f"Mount it for the RUNs that read it: `{how}`"
    if isinstance(instruction, Env):
        title += f", and give the container `-e {name}` when it starts"
    yield ctx.unsafe(title, edits)


def _name_at(instruction: Arg | Env, span: Span) -> str | None:
    if isinstance(instruction, Arg):
        return next(
            (each.name for each in instruction.arguments if each.pair.name.span == span), None
        )
    return next((each.name.known for each in instruction.pairs if each.name.span == span), None)
