"""Repairs DW002: the flag that was meant, where Docker names it."""

from __future__ import annotations

from dockwright.fixes.digest import facet_of
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.dockerfile import Dockerfile
from dockwright.text import Edit, Span
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW002", on=Dockerfile, touches=("run", "copy", "base", "healthcheck", "mounts"))
def invalid_instruction(model: Dockerfile, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Write the flag that Docker's message suggests."""
    found = re.search(r"unknown flag: (\S+?)=? \(did you mean (\S+?)=?\?\)", ctx.finding.message)
    at = ctx.finding.primary.span
    for node in model.tree.instructions:
        if found is None or not (node.span.start <= at.start <= node.span.end):
            continue
        for flag in node.flags:
            name = f"--{flag.name}"
            if name.lstrip("-") != found[1].lstrip("-"):
                continue
            if not model.source.text.startswith(name, flag.span.start):
                continue
            meant = found[2].lstrip("-")
            span = Span(flag.span.start + 2, flag.span.start + len(name))
            yield ctx.unsafe(
                f"Write `--{meant}`",
                (Edit(span, meant),),
                touches={facet_of(node.keyword), "mounts"},
            )
            return
    yield Refusal("what the instruction was meant to say is not known")
