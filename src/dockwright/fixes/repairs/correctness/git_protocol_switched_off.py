"""Repairs DW135: the same repository over HTTPS."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.failure import fails_its_step
from dockwright.model.instructions import Add, Instruction, Run
from dockwright.rules.diagnostic import Applicability
from dockwright.text import Edit, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix

_SCHEME = "git://"


@repair("DW135", on=Instruction, touches=("run", "copy"))
def git_protocol_switched_off(
    instruction: Instruction, ctx: RepairContext
) -> Iterator[Fix | Refusal]:
    """Write ``https`` for the scheme; ``git+`` before it stays, which says who fetches."""
    span = ctx.finding.primary.span
    text = ctx.tree.source.slice(span)
    at = text.find(_SCHEME)
    if at < 0:
        yield Refusal("its scheme is not written as one word")
        return
    if ":" in text[at + len(_SCHEME) :].partition("/")[0]:
        yield Refusal("the address names a port, where no HTTPS is spoken")
        return
    if isinstance(instruction, Add) and not text.partition("#")[0].endswith(".git"):
        yield Refusal("ADD takes what `https://` names for a file where it does not end in `.git`")
        return
    start = span.start + at
    fails = isinstance(instruction, Add) or any(
        command.own_span.contains(span) and fails_its_step(command)
        for command in (instruction.commands if isinstance(instruction, Run) else ())
    )
    yield ctx.fix(
        "Take the `https://` address",
        (Edit(Span(start, start + len("git")), "https"),),
        applicability=Applicability.SAFE if fails else Applicability.UNSAFE,
    )
