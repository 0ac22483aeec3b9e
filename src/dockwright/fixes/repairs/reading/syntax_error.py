"""Repairs DW001: numbers in an array of words are put into quotes; nothing else is clear."""

from __future__ import annotations

from dockwright.edits.quoting import json_array
from dockwright.fixes.digest import facet_of
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.dockerfile import Dockerfile
from dockwright.model.instructions import Runnable
from dockwright.text import Edit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW001", on=Dockerfile, touches=("run", "cmd", "entrypoint", "unread"))
def syntax_error(model: Dockerfile, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Write the array with strings alone, or say why not."""
    place = ctx.finding.primary.span
    for instruction in model.instructions:
        span = instruction.node.text_span
        if not isinstance(instruction, Runnable) or span.start != place.start or not model.stages:
            continue
        text = model.source.text[span.start : span.end]
        words = _words(text)
        if words is not None:
            yield ctx.fix(
                f"Put every entry into quotes: `{json_array(words)}`",
                [Edit(span, json_array(words))],
                touches=(facet_of(instruction.keyword), "unread"),
            )
            return
    yield Refusal("Docker cannot parse it, and what was meant is not known")


def _words(text: str) -> list[str] | None:
    """Return the entries of a JSON array of strings and numbers as words."""
    import json

    try:
        entries = json.loads(text, parse_float=str, parse_int=str)
    except ValueError:
        return None
    if not isinstance(entries, list) or not all(isinstance(each, str) for each in entries):
        return None
    return entries
