"""Repairs DW612: the linker finds the stubs, and programs do not."""

from __future__ import annotations

from dockwright.edits.commands import append_command
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.actions import Copying
from dockwright.model.instructions import Env, Run
from dockwright.model.stage import Stage
from dockwright.text import Edit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix

_FOR_THE_LINKER = "LIBRARY_PATH"


@repair("DW612", on=Stage, touches=("env", "run", "order"))
def driver_stub_on_library_path(stage: Stage, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Move the stubs to ``LIBRARY_PATH``, or remove the link at the end of its RUN."""
    place = ctx.finding.primary.span
    folder = ctx.kb.text("gpu-build.stub-folder")
    for instruction in stage.layers():
        if isinstance(instruction, Env):
            for pair in instruction.pairs:
                if pair.span == place:
                    yield _move(pair.value.raw, instruction, ctx, folder)
                    return
        elif isinstance(instruction, Run):
            for command in instruction.commands:
                link = Copying.of(command)
                if link is not None and link.own_span == place and link.destination is not None:
                    yield ctx.unsafe(
                        "Remove the link at the end of the RUN",
                        append_command(ctx.tree, instruction, f"rm {link.destination.raw}"),
                        touches=("run",),
                        unless="nothing can be joined to the end of this RUN's script",
                    )
                    return
    yield Refusal("what names the stubs is not in a stage of this file")


def _move(raw: str, env: Env, ctx: RepairContext, folder: str) -> Fix | Refusal:
    place = ctx.finding.primary.span
    pair = next(each for each in env.pairs if each.span == place)
    text = ctx.tree.source.slice(pair.value.span)
    quote = text[:1] if text[:1] in {'"', "'"} else ""
    entries = text.strip(quote).split(":") if quote else text.split(":")
    stubs = [entry for entry in entries if entry.rstrip("/").endswith(f"/{folder}")]
    rest = [entry for entry in entries if entry not in stubs]
    if ":+" in text or ":-" in text:
        return Refusal("the value holds a condition, not entries alone")
    if _FOR_THE_LINKER in env.state.variables or not pair.has_delimiter or not stubs:
        return Refusal(f"{_FOR_THE_LINKER} is set to something else, or the ENV is of the old form")
    del raw
    named = f"{_FOR_THE_LINKER}={quote}{':'.join(stubs)}{quote}"
    kept = [entry for entry in rest if entry]
    if kept and not all(entry in {"$LD_LIBRARY_PATH", "${LD_LIBRARY_PATH}"} for entry in kept):
        own = f"{pair.name.raw}={quote}{':'.join(rest)}{quote}"
        named = f"{own} {named}"
    return ctx.unsafe(
        f"Tell the linker alone of the stubs: `{_FOR_THE_LINKER}`",
        [Edit(pair.span, named)],
        touches=("env", "order"),
    )
