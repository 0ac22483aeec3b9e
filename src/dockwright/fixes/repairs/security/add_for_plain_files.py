"""Repairs DW408: COPY in ADD's place."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.instructions import Add
from dockwright.text import Edit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


_SHARED = frozenset({"chown", "chmod", "link", "exclude"})
"""Flags that mean the same to COPY and ADD (Dockerfile reference)."""


@repair("DW408", on=Add, touches=("copy",))
def add_for_plain_files(add: Add, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Write COPY: flags and arguments are the same for plain files."""
    if not {flag.name for flag in add.node.flags} <= _SHARED:
        yield Refusal("it has a flag that COPY does not know")
        return
    word = "COPY" if add.node.raw_keyword.isupper() else "copy"
    yield ctx.fix("Write COPY in ADD's place", (Edit(add.keyword_span, word),))
