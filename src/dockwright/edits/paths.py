"""Edits of a path wherever instructions name it."""

from __future__ import annotations

from dockwright.text import Edit, Span
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockwright.syntax.dockerfile.nodes import DockerfileTree, InstructionNode

__all__ = ["count_path", "rename_path"]


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w./-]){re.escape(path)}(?![\w.-])")


def count_path(text: str, path: str) -> int:
    """Count the places in which a text names an absolute path, or something below it."""
    return len(_pattern(path).findall(text))


def rename_path(
    tree: DockerfileTree, nodes: Iterable[InstructionNode], path: str, new: str
) -> tuple[Edit, ...]:
    """Put another path in the place of an absolute one, and before everything below it.

    Comments between the lines of an instruction keep their words.
    """
    edits: list[Edit] = []
    comments = [comment.span for comment in tree.comments]
    for node in nodes:
        for found in _pattern(path).finditer(tree.source.text, node.span.start, node.span.end):
            span = Span(found.start(), found.end())
            if not any(comment.start <= span.start < comment.end for comment in comments):
                edits.append(Edit(span, new))
    return tuple(edits)
