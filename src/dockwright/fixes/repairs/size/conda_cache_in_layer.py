"""Repairs DW303: conda's package cache is emptied in the RUN that fills it."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._shared import end_with, installs_at
from dockwright.model.instructions import Run
from dockwright.rules.size.conda_cache_in_layer import clean_command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW303", on=Run, touches=("run",))
def conda_cache_in_layer(run: Run, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """End the RUN with the clean-up, by the program that filled the cache, as it was called."""
    installs = installs_at(run, ctx)
    if not installs:
        return
    first = installs[0]
    cache = ctx.kb.cache(first.program)
    if cache is None or not cache.clean:
        yield Refusal(f"no command is known that empties the cache of {first.program}")
        return
    # The path that it was called by: what it installs need not be on PATH.
    program, _, rest = clean_command(first, ctx.kb).partition(" ")
    called = first.words[0].raw if first.program == program else program
    yield end_with(run, ctx, f"{called} {rest}", like=first)
