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
    from dockwright.syntax.dockerfile.nodes import InstructionNode


@repair("DW002", on=Dockerfile, touches=("run", "copy", "base", "healthcheck", "mounts"))
def invalid_instruction(model: Dockerfile, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Write what Docker's message suggests, or what alone can be meant."""
    at = ctx.finding.primary.span
    for node in model.tree.instructions:
        found = _meant(node, ctx) if node.span.start <= at.start <= node.span.end else None
        if found is not None:
            title, edit = found
            yield ctx.unsafe(title, (edit,), touches={facet_of(node.keyword), "mounts"})
            return
    yield Refusal("what the instruction was meant to say is not known")


def _meant(node: InstructionNode, ctx: RepairContext) -> tuple[str, Edit] | None:
    """Return what an instruction was meant to say: a title, and the edit."""
    text = ctx.tree.source.text
    at = ctx.finding.primary.span
    message = ctx.finding.message
    found = re.search(r"unknown flag: (\S+?)=? \(did you mean (\S+?)=?\?\)", message)
    if found is not None:
        wrong, meant = found[1].lstrip("-"), found[2].lstrip("-")
        for flag in node.flags:
            start = flag.span.start + 2
            if flag.name == wrong and text.startswith(f"--{wrong}", flag.span.start):
                return f"Write `--{meant}`", Edit(Span(start, start + len(wrong)), meant)
        return None
    if node.keyword == "HEALTHCHECK":
        kind = node.health_type
        if message.endswith("in HEALTHCHECK (try CMD)") and kind is not None:
            if kind.text != kind.text.upper() or kind.text.startswith("["):
                start = kind.span.start
                return f"Write `CMD` before `{kind.text}`", Edit(Span(start, start), "CMD ")
        elif "missing unit in duration" in message:
            value = text[at.start : at.end].strip("\"'")
            if value.isdecimal():
                return f"Say seconds: `{value}s`", Edit(at, f"{value}s")
    return None
