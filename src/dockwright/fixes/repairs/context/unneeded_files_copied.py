"""Repairs DW808: the ignore file keeps history, environments and caches out of the build."""

from __future__ import annotations

import posixpath

from dockwright.edits.ignorefile import can_be_pattern
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._ignorefile import is_at_or_below, kept_out
from dockwright.model.brought import Taken

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix

_OF_EVERY_LEVEL = ("history", "cache", "packages")
"""Kinds that are the same thing wherever they lie."""


@repair("DW808", on=Taken)
def unneeded_files_copied(taken: Taken, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Add a line for each, or for all of a name."""
    kinds = {
        name: kind for kind in _OF_EVERY_LEVEL for name in ctx.kb.names(f"context-directory.{kind}")
    }
    lines: dict[str, None] = {}
    names: set[str] = set()
    for group in taken.groups:
        name = posixpath.basename(group.path)
        if name in kinds and "/" in group.path:
            lines[f"**/{name}"] = None
            names.add(name)
        elif can_be_pattern(group.path):
            lines[group.path] = None
        else:
            yield Refusal(f"{group.path} has characters that have a meaning in patterns")
            return
    patterns = [
        line for line in lines if line.startswith("**/") or line.rpartition("/")[2] not in names
    ]

    def is_meant(path: str) -> bool:
        if posixpath.basename(path) in names:
            return True
        return any(is_at_or_below(path, group.path) for group in taken.groups)

    def is_wanted(path: str) -> bool:
        return any(
            is_at_or_below(path, group.path) and taken.folder.is_wanted(path, group.path.count("/"))
            for group in taken.groups
        )

    words: set[str] = set()
    if any(group.kind == "history" for group in taken.groups):
        words = {"git", *ctx.kb.names("context-file.history-users")}
    yield kept_out(patterns, taken.folder, ctx, meant=is_meant, wanted=is_wanted, words=words)
