"""Edits of the pairs of ARG, ENV and LABEL."""

from __future__ import annotations

from dockwright.edits.lines import remove_instruction
from dockwright.edits.words import remove_span
from dockwright.text import Edit, Span, apply_edits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from dockwright.syntax.dockerfile.nodes import DockerfileTree, InstructionNode

__all__ = ["remove_pair"]


def remove_pair(
    tree: DockerfileTree, node: InstructionNode, span: Span, pairs: Collection[Span]
) -> tuple[Edit, ...]:
    """Take one of an instruction's ``pairs`` out; the whole of it where it has no other.

    It is one edit over the whole instruction: of two pairs that go, one goes in each pass, so that
    the last takes the instruction with it.
    """
    if len(pairs) == 1:
        return remove_instruction(tree, node)
    text = tree.source.text
    edits = remove_span(tree, node, span)
    start = min(node.span.start, *(edit.span.start for edit in edits))
    end = max(node.span.end, *(edit.span.end for edit in edits))
    inner = [Edit(Span(s - start, e - start), new) for (s, e), new in edits]
    return (Edit(Span(start, end), apply_edits(text[start:end], inner)),)
