"""Edits of the pairs of ENV, ARG and LABEL."""

from __future__ import annotations

from dockwright.edits.lines import remove_instruction
from dockwright.edits.words import remove_span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.model.instructions import Env, Label, Variable
    from dockwright.syntax.dockerfile.nodes import DockerfileTree
    from dockwright.text import Edit

__all__ = ["remove_pair"]


def remove_pair(tree: DockerfileTree, instruction: Env | Label, pair: Variable) -> tuple[Edit, ...]:
    """Take a name and its value out; an instruction that holds no other goes altogether."""
    if len(instruction.pairs) == 1:
        return remove_instruction(tree, instruction.node)
    return remove_span(tree, instruction.node, pair.span)
