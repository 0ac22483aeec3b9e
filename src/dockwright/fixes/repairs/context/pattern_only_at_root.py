"""Repairs DW813: the pattern holds at every level."""

from __future__ import annotations

import posixpath

from dockwright.edits.ignorefile import at_every_level, line_of_pattern
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._ignorefile import kept_out
from dockwright.rules.context.pattern_only_at_root import BelowRoot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW813", on=BelowRoot)
def pattern_only_at_root(subject: BelowRoot, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Write `**/` before the pattern."""
    folder, (pattern, _) = subject
    file = folder.context.ignore
    line = None
    if file is not None and pattern.span is not None:
        line = line_of_pattern(file, pattern.span)
    edits = None if file is None or line is None else at_every_level(file, line)
    if edits is None:
        yield Refusal("its line says that it means the root")
        return

    def is_wanted(path: str) -> bool:
        parts = path.split("/")
        depth = next((at for at, part in enumerate(parts) if at and pattern.matches(part)), 0)
        return bool(depth) and folder.is_wanted(path, depth)

    yield kept_out(
        [f"**/{pattern.text}"],
        folder,
        ctx,
        meant=lambda path: pattern.matches(posixpath.basename(path)),
        edits=edits,
        wanted=is_wanted,
        title=f"Let `{pattern.text}` hold at every level: `**/{pattern.text}`",
    )
