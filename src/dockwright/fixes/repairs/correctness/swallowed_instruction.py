"""Repairs DW121: the RUN ends on the line before."""

from __future__ import annotations

from dockwright.fixes.digest import facet_of
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._shared import brings_refusal
from dockwright.model.instructions import Run
from dockwright.text import Edit, Span
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW121", on=Run, touches=("run", "order"))
def swallowed_instruction(run: Run, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Take the continuation off the line before, and an operator in front of it."""
    text = ctx.tree.source.text
    word = ctx.finding.primary.span
    keyword = ctx.tree.source.slice(word)
    if run.is_onbuild or keyword in {"FROM", "ONBUILD"}:
        yield Refusal(f"a {keyword} at this place changes the stages")
        return
    line_start = text.rfind("\n", 0, word.start) + 1
    marks = [mark for mark in ctx.tree.continuations if run.span.start < mark.start < line_start]
    if not marks:
        return
    end = marks[-1].start + 1
    kept = re.sub(r"[ \t]*(?:&&|\|\||;|\|)?[ \t]*$", "", text[: end - 1])
    start = len(kept)
    if start <= run.node.text_span.start or "\n" in text[start : end - 1]:
        yield Refusal("nothing would be left of the RUN on the line before")
        return
    last = text[text.rfind("\n", 0, start) + 1 : start].strip()
    if not last or last.startswith("#"):
        yield Refusal("nothing would be left of the RUN on the line before")
        return
    # One edit over the RUN's end: what other fixes add there belongs to the RUN, not to the rest.
    until = min(run.span.end + len(ctx.tree.source.newline), len(text))
    edit = Edit(Span(start, until), text[end:until])
    if brings_refusal(ctx, [edit]):
        yield Refusal(f"what follows the word does not fit {keyword}")
        return
    yield ctx.unsafe(
        f"End the RUN before {keyword}",
        (edit,),
        touches={"run", "order", "mounts", facet_of(keyword)},
    )
