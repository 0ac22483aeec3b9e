"""Repairs DW610: the list names the architectures that the compiler knows."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.rules.gpu.unsupported_gpu_architecture import Unsupported
from dockwright.text import Edit, Span
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW610", on=Unsupported, touches=("env",))
def unsupported_gpu_architecture(entry: Unsupported, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Leave the architecture out."""
    pair, architecture = entry
    text = ctx.tree.source.slice(pair.value.span)
    part = re.search(rf"(?<![\d.]){re.escape(architecture)}(?![\d.+])", text)
    entries = [each for each in re.split(r"[;,\s]+", text.strip("\"'")) if each]
    if part is None or len(entries) < 2:
        yield Refusal("the list would be empty, or is put together from parts")
        return
    start, end = part.span()
    behind = re.match(r"[;,\s]+", text[end:])
    before = re.search(r"[;,\s]+$", text[:start])
    if behind is not None:
        end += behind.end()
    elif before is not None:
        start = before.start()
    at = pair.value.span.start
    yield ctx.unsafe(f"Leave {architecture} out", [Edit(Span(at + start, at + end), "")])
