"""Edits of an instruction's flags."""

from __future__ import annotations

from dockwright.edits.words import remove_span
from dockwright.text import Edit, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.syntax.dockerfile.nodes import DockerfileTree, Flag, InstructionNode

__all__ = ["add_flag", "remove_flag", "replace_flag_value"]


def add_flag(node: InstructionNode, flag: str) -> tuple[Edit, ...]:
    """Add a flag such as ``--link`` behind those that are there.

    Two flags that are added in one pass have the same place: the fixer takes one of them first,
    and the other in its next pass.
    """
    at = node.flags[-1].span.end if node.flags else node.keyword_span.end
    return (Edit(Span(at, at), " " + flag),)


def remove_flag(tree: DockerfileTree, node: InstructionNode, flag: Flag) -> tuple[Edit, ...]:
    """Take a flag out, with the line that it leaves empty."""
    return remove_span(tree, node, flag.span)


def replace_flag_value(flag: Flag, value: str) -> tuple[Edit, ...]:
    """Give a flag another value."""
    return (Edit(flag.value_span, value),)
