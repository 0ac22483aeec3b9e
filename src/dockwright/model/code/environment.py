"""The variables of the environment that code cannot do without, and those that it sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.code.values import evaluate
from dockwright.model.command_variables import lookup_under

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.model.code.facts import VariableRead
    from dockwright.model.code.module import CodeModule
    from dockwright.model.code.program import Code
    from dockwright.model.command import Command
    from dockwright.model.unknown import Unknown
    from dockwright.syntax.python import Node

    Lookup = Callable[[str], str | Unknown | None]

__all__ = ["unset_variables"]

_ENVIRONMENT = "os.environ"


def unset_variables(
    code: Code, commands: Iterable[Command], lookup: Lookup, kb: KnowledgeBase
) -> Iterator[VariableRead]:
    """Yield the readings at which code fails when it starts, since nothing sets the variable.

    None where the code reads files of variables too, and where a script starts it on a condition.

    Args:
        code: the code.
        commands: the command lines that start it.
        lookup: gives the container's variables; ``Unknown`` for one that may be set.
        kb: knows the libraries.
    """
    readers = kb.name_set("code.dotenv-readers")
    if any(each.name in readers or each.name.partition(".")[0] in readers for each in code.imports):
        return
    if code.may_not_start:
        # Whether a script starts the code (`case "$1" in web) …`) is not worked out.
        return
    given = lookup_under(commands, lookup)
    for read in code.variables:
        if not read.required or read.guarded or not read.at_start:
            continue
        if given(read.name) is None and not _may_set(code, read):
            yield read


def _may_set(code: Code, read: VariableRead) -> bool:
    """Tell whether the code may have set a variable by the time it reads it.

    That is where another module sets it, or its own module further up or in a function, and where
    code sets variables whose names it works out.
    """
    for module in code.modules:
        for name, node, is_inside in _set(module):
            if name is None:
                return True
            if name == read.name and (
                module.path != read.path or is_inside or node.end <= read.span.start
            ):
                return True
    return False


def _set(module: CodeModule) -> Iterator[tuple[str | None, Node, bool]]:
    """Yield the names that a module sets, None for one not known, and whether in a function."""
    if "environ" not in module.tree.source.text:
        return
    pending = [(module.tree.root, False)]
    while pending:
        node, is_inside = pending.pop()
        if node.kind in {"assignment", "augmented_assignment"}:
            left = node.get("left")
            if left is not None and left.kind == "subscript":
                if module.scope.qualified(left.get("value")) == _ENVIRONMENT:
                    yield _text(module, left.get("subscript")), node, is_inside
            elif node.kind == "augmented_assignment" and (
                module.scope.qualified(left) == _ENVIRONMENT
            ):
                for name in _keys(module, node.get("right")):
                    yield name, node, is_inside
        elif node.kind == "call":
            called = module.scope.qualified(node.get("function"))
            arguments = module.arguments(node)
            if called == f"{_ENVIRONMENT}.update":
                for name in arguments.named:
                    yield name, node, is_inside
                if arguments.has_more:
                    yield None, node, is_inside
                for each in arguments.positional:
                    for name_ in _keys(module, each):
                        yield name_, node, is_inside
            elif called == f"{_ENVIRONMENT}.setdefault":
                yield _text(module, arguments.at(0)), node, is_inside
        is_inside = is_inside or node.kind in {"function_definition", "lambda"}
        pending += [(child, is_inside) for child in node.children]


def _keys(module: CodeModule, node: Node | None) -> Iterator[str | None]:
    """Yield the keys of a mapping that is written out; None for what is not."""
    if node is None or node.kind != "dictionary":
        yield None
        return
    for pair in node.children:
        yield _text(module, pair.get("key")) if pair.kind == "pair" else None


def _text(module: CodeModule, node: Node | None) -> str | None:
    return None if node is None else evaluate(node, module.scope).text
