"""Repairs DW305: the package manager keeps nothing, or its cache is emptied."""

from __future__ import annotations

from dockwright.edits.commands import remove_command
from dockwright.edits.words import insert_words
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._shared import command_at, end_with
from dockwright.model.actions import RefreshIndex, UpgradeSystem
from dockwright.model.install import install_of
from dockwright.model.instructions import Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix
    from dockwright.text import Edit


@repair("DW305", on=Run, touches=("run",))
def os_package_cache_in_layer(run: Run, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Add apk's ``--no-cache``; end the RUN with the clean-up of the others."""
    command = command_at(run, ctx)
    if command is None:
        return
    if command.program == "apk":
        if ctx.finding.related:
            yield Refusal("a later RUN installs from the index that this one leaves")
            return
        edits: list[Edit] = []
        for each in run.commands:
            refresh = RefreshIndex.of(each)
            if refresh is not None and refresh.manager == "apk":
                taken = remove_command(ctx.tree, run, each.simple)
                if taken is None:
                    yield Refusal("`apk update` cannot be taken out of the script around it")
                    return
                edits += taken
            found = install_of(each) or UpgradeSystem.of(each)
            if found is None or found.manager != "apk" or found.has("--no-cache"):
                continue
            more = insert_words(found, found.subcommand_words[-1], "--no-cache")
            if more is None:
                yield Refusal("the install stands within the text of another command")
                return
            edits += more
        yield ctx.fix("Tell apk to keep no cache: `--no-cache`", tuple(edits) or None)
        return
    cache = ctx.kb.cache(command.program)
    if cache is None or not cache.clean:
        yield Refusal(f"no command is known that empties the cache of {command.program}")
        return
    yield end_with(run, ctx, cache.clean, like=command)
