"""Repairs DW520: packages come from the channel that goes on."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.command import Command
from dockwright.model.install import install_of
from dockwright.text import Edit, Span
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix

_GOES_ON = re.compile(r"(conda-forge)(?: or .*)?")


@repair("DW520", on=Command, touches=("run",))
def retired_conda_channel(command: Command, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Name the successor where the old channel is named."""
    span = ctx.finding.primary.span
    text = ctx.tree.source.slice(span)
    found = re.search(r"[\w-]*pytorch(?:-\w+)*|[\w-]+", text)
    name = text.partition("::")[0].strip("\"'") if "::" in text else text.strip("\"'")
    facts = ctx.kb.channel(name)
    goes_on = None if facts is None else _GOES_ON.fullmatch(facts.successor or "")
    if facts is None or goes_on is None or found is None or text.count(name) == 0:
        yield Refusal(f"what goes on is no channel: use {facts.successor if facts else 'another'}")
        return
    install = install_of(command)
    if install is None:
        yield Refusal("every later install takes from the channels that are configured")
        return
    missing = ctx.kb.name_set("conda.on-the-old-channel-only")
    differs = [spec.name for spec in install.packages if spec.name in missing]
    if differs:
        yield Refusal(f"conda-forge has no {differs[0]}, or chooses CUDA in another way")
        return
    at = span.start + text.index(name)
    yield ctx.unsafe(
        f"Take the packages from {goes_on[1]}", [Edit(Span(at, at + len(name)), goes_on[1])]
    )
