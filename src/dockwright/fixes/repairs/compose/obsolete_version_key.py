"""Repairs DW725: the key is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.edits.yaml import remove_pair
from dockwright.fixes.repair import Refusal, repair
from dockwright.model.compose.project import ComposeProject
from dockwright.syntax.yaml import Mapping

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.fixes.document import DocumentRepairContext
    from dockwright.rules.diagnostic import Fix


@repair("DW725", on=ComposeProject)
def obsolete_version_key(
    project: ComposeProject, ctx: DocumentRepairContext
) -> Iterator[Fix | Refusal]:
    """Take the line out."""
    for file in project.files:
        if ctx.context.shown(file.path) != ctx.finding.primary.path:
            continue
        for root in file.stream.documents:
            pair = root.entry("version") if isinstance(root, Mapping) else None
            if pair is None or pair.key.span != ctx.finding.primary.span:
                continue
            edits = remove_pair(root, pair, file.source)
            own = file.path == ctx.document.path
            yield ctx.fix(
                "Leave `version` out",
                (edits if own else []) if edits is not None else None,
                others=None if own else {file.path: edits or ()},
                unless="something else stands on its line",
            )
