"""YAML nodes as plain Python values, within a limit: aliases make small files very large."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.syntax.yaml.nodes import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from typing import Any

__all__ = ["TooLarge", "plain_value"]

_MOST_VALUES = 1_000_000


class TooLarge(Exception):  # noqa: N818 - an outcome
    """Raised where the values of a node, aliases followed, are more than the limit."""


def plain_value(node: Node, limit: int = _MOST_VALUES) -> Any:
    """Return a node as dictionaries, lists and scalars; merge keys done, tags not looked at.

    Raises:
        TooLarge: it comes to more than ``limit`` values.
    """
    return _Plain(limit).of(node)


class _Plain:
    def __init__(self, limit: int) -> None:
        self.left = limit

    def of(self, node: Node) -> Any:
        self.left -= 1
        if self.left < 0:
            raise TooLarge
        node = node.node
        if isinstance(node, Mapping):
            return {name: self.of(pair.value) for name, pair in node.entries().items()}
        if isinstance(node, Sequence):
            return [self.of(item) for item in node.items]
        assert isinstance(node, Scalar)
        return node.value
