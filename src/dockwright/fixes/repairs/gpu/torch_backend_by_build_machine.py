"""Repairs DW611: the build of torch that a build takes by itself is named."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.instructions import Instruction
from dockwright.model.unknown import Unknown
from dockwright.text import Edit, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix

_CPU = "cpu"


@repair("DW611", on=Instruction, touches=("run", "env", "args"))
def torch_backend_by_build_machine(
    instruction: Instruction, ctx: RepairContext
) -> Iterator[Fix | Refusal]:
    """Name the CPU build, where the image has no CUDA."""
    stage = instruction.stage
    facts = None if stage is None else stage.image_facts
    if facts is None or isinstance(facts, Unknown) or facts.gpu is not None:
        yield Refusal("which variant the image is for is not in the file")
        return
    automatic = ctx.kb.text("gpu-build.backend-automatic")
    span = ctx.finding.primary.span
    at = ctx.tree.source.slice(span).rfind(automatic)
    if at < 0:
        yield Refusal("the value is put together from parts")
        return
    start = span.start + at
    yield ctx.unsafe(
        f"Name the build that this takes: `{_CPU}`",
        [Edit(Span(start, start + len(automatic)), _CPU)],
    )
