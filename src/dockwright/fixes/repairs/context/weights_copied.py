"""Repairs DW809: the ignore file keeps weights out that no file of the folder names."""

from __future__ import annotations

import posixpath

from dockwright.edits.ignorefile import can_be_pattern
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs._ignorefile import is_at_or_below, kept_out, names_any
from dockwright.model.brought import Taken

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix

_MOST_CODE = 500
_MOST_BYTES = 1 << 18


@repair("DW809", on=Taken)
def weights_copied(taken: Taken, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Add a line for each."""
    paths = [group.path for group in taken.groups]
    if not all(map(can_be_pattern, paths)):
        yield Refusal("a path has characters that have a meaning in patterns")
        return
    reason = _named(taken, paths, ctx.kb.name_set("context-file.naming"))
    if reason:
        yield Refusal(reason)
        return
    yield kept_out(
        paths,
        taken.folder,
        ctx,
        meant=lambda path: any(is_at_or_below(path, each) for each in paths),
    )


def _named(taken: Taken, paths: list[str], endings: frozenset[str]) -> str:
    """Return which file names one of them, or that this cannot be told, or nothing."""
    names = set()
    for path in paths:
        names.update(path.split("/"))
        names.add(posixpath.splitext(posixpath.basename(path))[0])
    folder = taken.folder
    if folder.is_cut:
        return "the folder holds too much to look for code that loads them"
    code = [
        each.entry
        for each in folder.files
        if each.entry.kind == "file"
        and posixpath.splitext(each.entry.path)[1].lower() in endings
        and not any(is_at_or_below(each.entry.path, path) for path in paths)
    ]
    if len(code) > _MOST_CODE or any(each.size > _MOST_BYTES for each in code):
        return "the code is too much to look for what loads them"
    for entry in code:
        data = folder.context.read(entry.path)
        if not isinstance(data, bytes):
            return f"{entry.path}, which may load them, cannot be read"
        if names_any(data.decode("utf-8", "replace"), names):
            return f"{entry.path} names them, and may load them"
    return ""
