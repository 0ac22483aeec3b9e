"""Repairs DW302: uv is told to keep nothing."""

from __future__ import annotations

from dockwright.edits.words import insert_words
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._shared import installs_at
from dockwright.model.instructions import Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix
    from dockwright.text import Edit


@repair("DW302", on=Run, touches=("run",))
def uv_cache_in_layer(run: Run, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Add ``--no-cache`` to every install that the finding names."""
    edits: list[Edit] = []
    for install in installs_at(run, ctx):
        if not install.subcommand_words:
            continue
        more = insert_words(install, install.subcommand_words[-1], "--no-cache")
        if more is None:
            yield Refusal("the install stands within the text of another command")
            return
        edits += more
    yield ctx.fix("Tell uv to keep no cache: `--no-cache`", edits or None)
