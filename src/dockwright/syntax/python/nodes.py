"""The values of a Python module's tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dockwright.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.text import Source

__all__ = ["Module", "Node", "PythonProblem"]


class Node:
    """A piece of syntax; comments and punctuation have none.

    Attributes:
        kind: the grammar's name for it, such as ``call`` or ``import_from_statement``.
        start: where it begins, in characters.
        end: where it ends.
        field: what it is to its parent, such as ``function`` or ``arguments``; else empty.
        children: the pieces that it consists of, in order; operators are among them where the
            grammar gives them a field.
    """

    __slots__ = ("children", "end", "field", "kind", "start")

    def __init__(self, kind: str, start: int, end: int, field: str) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.field = field
        self.children: list[Node] = []

    def __repr__(self) -> str:
        return f"Node({self.kind!r}, {self.start}, {self.end})"

    @property
    def span(self) -> Span:
        """Return its place."""
        return Span(self.start, self.end)

    def get(self, field: str) -> Node | None:
        """Return the first child that is something to this one, or None."""
        for child in self.children:
            if child.field == field:
                return child
        return None

    def all(self, field: str) -> list[Node]:
        """Return the children that are something to this one."""
        return [child for child in self.children if child.field == field]

    def walk(self) -> Iterator[Node]:
        """Yield the node and all below, each before what it consists of."""
        pending = [self]
        while pending:
            node = pending.pop()
            yield node
            pending += reversed(node.children)


class PythonProblem(NamedTuple):
    """Something that was not read.

    Attributes:
        message: a sentence without a full stop.
        span: the place.
    """

    message: str
    span: Span


class Module:
    """A module as it is written.

    Attributes:
        source: its text.
        root: the tree; where something was not read, a part is missing in it.
        problems: what was not read.
    """

    __slots__ = ("problems", "root", "source")

    def __init__(self, source: Source, root: Node, problems: tuple[PythonProblem, ...]) -> None:
        self.source = source
        self.root = root
        self.problems = problems

    def text(self, node: Node) -> str:
        """Return a node's text as written."""
        return self.source.text[node.start : node.end]
