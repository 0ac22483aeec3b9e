"""The reader of Python modules: a light tree with places, by tree-sitter-python.

The running interpreter's own ``ast`` is not asked: it refuses the syntax of later Pythons, and a
module with one wrong line as a whole.  Nothing is imported or run.
"""

from __future__ import annotations

from dockwright.syntax.python.nodes import Module, Node, PythonProblem
from dockwright.syntax.python.reader import MAX_DEPTH, MAX_LENGTH, MAX_NODES, parse
from dockwright.syntax.python.strings import parts_of_string, string_value

__all__ = [
    "MAX_DEPTH",
    "MAX_LENGTH",
    "MAX_NODES",
    "Module",
    "Node",
    "PythonProblem",
    "parse",
    "parts_of_string",
    "string_value",
]
