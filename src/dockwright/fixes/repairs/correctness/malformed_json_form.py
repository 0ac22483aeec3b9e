"""Repairs DW124: the array as JSON."""

from __future__ import annotations

from dockwright.edits.quoting import json_array
from dockwright.fixes.digest import facet_of
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.contents import contents_of
from dockwright.model.instructions import Runnable
from dockwright.rules.correctness._json_form import broken_array, needs_a_shell
from dockwright.text import Edit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW124", on=Runnable, touches=("run", "cmd", "entrypoint", "healthcheck"))
def malformed_json_form(instruction: Runnable, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Write the words that were meant."""
    found = broken_array(instruction.script_text()[0])
    words = None if found is None else found.words
    if not words:
        yield Refusal("which words are meant cannot be told")
        return
    if needs_a_shell(words):
        yield Refusal("a variable is among the words, which no shell would expand then")
        return
    stage = instruction.stage
    if stage is None:
        yield Refusal("it stands before the first FROM")
        return
    if " " in words[0]:
        yield Refusal("a whole command line stands in one pair of quotes")
        return
    if contents_of(stage, ctx.kb).has_program(words[0]) is False:
        yield Refusal(f"the program that it names, `{words[0]}`, is not in the image")
        return
    span = ctx.finding.primary.span
    if "\n" in ctx.dockerfile.source.text[span.start : span.end]:
        yield Refusal("it goes over several lines")
        return
    yield ctx.fix(
        f"Write it as JSON: `{json_array(words)}`",
        [Edit(span, json_array(words))],
        touches=(facet_of(instruction.keyword),),
    )
