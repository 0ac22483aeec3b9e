"""Repairs DW601: a query that only says something in the log is left out."""

from __future__ import annotations

from dockwright.edits.commands import remove_command
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.actions import RunPython
from dockwright.model.command import Command
from dockwright.model.instructions import Run
from dockwright.model.words import text_of
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix

_DOES_MORE = re.compile(r"open\(|write|save|download|from_pretrained|environ|system\(|subprocess")


@repair("DW601", on=Command, touches=("run", "order"))
def gpu_query_in_build(command: Command, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Leave the query out."""
    run = command.instruction
    simple = command.simple
    if not isinstance(run, Run) or command.parent is not None:
        yield Refusal("the query stands within the text of another command")
        return
    if simple.redirects or simple.pipeline[2] != 1 or simple.context:
        yield Refusal("something uses what the query says")
        return
    python = RunPython.of(command)
    if python is not None and python.code is not None and _DOES_MORE.search(text_of(python.code)):
        yield Refusal("the code does more than to ask")
        return
    yield ctx.unsafe(
        "Leave the query out of the build",
        remove_command(ctx.tree, run, simple),
        unless="the query is joined to other commands in a way that it cannot leave",
    )
