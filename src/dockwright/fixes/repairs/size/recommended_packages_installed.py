"""Repairs DW307: apt leaves recommended packages out.

It is unsafe: something in the image may use a package that came by recommendation alone.
"""

from __future__ import annotations

from dockwright.edits.words import insert_words
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.install import Install

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW307", on=Install, touches=("run",))
def recommended_packages_installed(install: Install, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Add ``--no-install-recommends``."""
    edits = insert_words(install, install.subcommand_words[-1], "--no-install-recommends")
    yield ctx.unsafe(
        "Leave recommended packages out: `--no-install-recommends`",
        edits,
        unless="the install stands within the text of another command",
    )
