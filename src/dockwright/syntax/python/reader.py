"""Makes the tree of a Python module from tree-sitter's, within bounds of size and depth."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from typing import TYPE_CHECKING

from dockwright.syntax.python.nodes import Module, Node, PythonProblem
from dockwright.text import Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node as Parsed
    from tree_sitter import Parser

    from dockwright.text import Source

__all__ = ["MAX_DEPTH", "MAX_LENGTH", "MAX_NODES", "parse"]

MAX_LENGTH = 1 << 20
"""Characters of a module beyond which it is not read: people write no such modules."""
MAX_NODES = 400_000
"""Pieces of syntax beyond which the rest of a module is left out."""
MAX_DEPTH = 200
"""Nesting beyond which an expression is left out."""
_MOST_PROBLEMS = 100

_SURROGATE = re.compile("[\ud800-\udfff]")
_WIDE = re.compile(r"[^\x00-\x7f]")
_LEAVES = frozenset({"identifier", "integer", "float", "string_content", "comment"})

_AFTER_STAR = frozenset(
    {
        *("call", "attribute", "subscript", "await", "unary_operator", "binary_operator"),
        *("boolean_operator", "comparison_operator", "conditional_expression"),
    }
)
"""Expressions that a star before them unpacks whole."""


@cache
def _parser() -> Parser:
    import tree_sitter_python
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_python.language()))


def parse(source: Source) -> Module:
    """Read a module; what is not Python becomes a problem, and the rest is read."""
    text = source.text
    if len(text) > MAX_LENGTH:
        problem = PythonProblem("so long a module is not read", Span(0, 0))
        return Module(source, Node("module", 0, len(text), ""), (problem,))
    # A byte that is no UTF-8 stands as one character, and is given to the grammar as another that
    # is no Python either: so that places can be told.
    data = _SURROGATE.sub("?", text).encode()
    place = _places(text, len(data))
    tree = _parser().parse(data)
    return _Conversion(source, place).run(tree.root_node)


def _places(text: str, length: int) -> Callable[[int], int]:
    """Return what gives the character that begins at a byte."""
    if length == len(text):
        return lambda offset: offset
    ends: list[int] = []
    extras: list[int] = [0]
    extra = 0
    for match in _WIDE.finditer(text):
        char = match[0]
        width = 1 if "\ud800" <= char <= "\udfff" else len(char.encode())
        extra += width - 1
        ends.append(match.end() + extra)
        extras.append(extra)
    return lambda offset: offset - extras[bisect_right(ends, offset)]


def _lift_star(node: Node) -> None:
    """Put a star before the whole expression that it stands before.

    The grammar binds it to the first name: ``[*a.b()]`` is a call of ``*a.b`` to it.
    """
    if node.kind not in _AFTER_STAR or not node.children:
        return
    star = node.children[0]
    if star.kind != "list_splat" or not star.children:
        return
    first = star.children[0]
    first.field = star.field
    whole = Node(node.kind, first.start, node.end, "")
    whole.children = [first, *node.children[1:]]
    node.kind, node.children = star.kind, [whole]


class _Conversion:
    def __init__(self, source: Source, place: Callable[[int], int]) -> None:
        self.source = source
        self.place = place
        self.problems: list[PythonProblem] = []
        self.left = MAX_NODES

    def run(self, root: Parsed) -> Module:
        top = Node("module", 0, len(self.source.text), "")
        cursor = root.walk()
        parents = [top]
        place = self.place
        is_whole = not root.has_error
        if not cursor.goto_first_child():
            return Module(self.source, top, ())
        depth = 1
        while True:
            parsed = cursor.node
            assert parsed is not None  # a cursor that has moved stands on a node
            kind = parsed.type
            field = cursor.field_name or ""
            enters = False
            if not is_whole and (kind == "ERROR" or parsed.is_missing):
                at = Span(place(parsed.start_byte), place(parsed.end_byte))
                self._tell(f"this is not Python: {self.source.slice(at)[:30]!r}", at)
            if (field or parsed.is_named) and kind not in {"comment", "line_continuation"}:
                node = Node(kind, place(parsed.start_byte), place(parsed.end_byte), field)
                parents[-1].children.append(node)
                self.left -= 1
                if self.left <= 0:
                    self._tell("the rest of so large a module is not read", node.span)
                    break
                if kind not in _LEAVES and parsed.child_count:
                    if depth < MAX_DEPTH:
                        enters = cursor.goto_first_child()
                    else:
                        self._tell("so deep an expression is not read", node.span)
                if enters:
                    parents.append(node)
                    depth += 1
                    continue
            while not cursor.goto_next_sibling():
                depth -= 1
                if depth == 0:
                    return Module(self.source, top, tuple(self.problems))
                cursor.goto_parent()
                _lift_star(parents.pop())
        return Module(self.source, top, tuple(self.problems))

    def _tell(self, message: str, span: Span) -> None:
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(PythonProblem(message, span))
