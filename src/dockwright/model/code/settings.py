"""The settings of Django: which module they are, and which modules they name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.code.values import evaluate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dockwright.model.code.module import CodeModule
    from dockwright.model.unknown import Unknown
    from dockwright.syntax.python import Node

    Lookup = Callable[[str], str | Unknown | None]

__all__ = ["named_in_settings", "settings_named"]


def settings_named(module: CodeModule, lookup: Lookup) -> Iterator[str]:
    """Yield the module of settings that a module says is to be taken.

    A variable of the environment goes before what the code has as its default.
    """
    if "setdefault" not in module.tree.source.text:
        return
    variables = module.kb.name_set("code.settings-variables")
    for site, called in module.calls:
        if called != "os.environ.setdefault" or site.is_typing:
            continue
        arguments = module.arguments(site.node)
        name = evaluate(arguments.at(0), site.scope).text
        if name not in variables:
            continue
        given = lookup(name)
        text = evaluate(arguments.at(1), site.scope).text if given is None else given
        if isinstance(text, str):
            yield text


def named_in_settings(module: CodeModule) -> Iterator[tuple[str, Node]]:
    """Yield the modules that settings name whatever holds, each with its place.

    Of a class that is named, such as a middleware, the module that it lies in.
    """
    if not module.is_settings:
        return
    for name, has_classes in module.kb.mapping("code.settings-with-modules").items():
        for bound in module.scope.bindings.get(name, ()):
            for node in _texts(bound):
                text = evaluate(node, module.scope).text
                if text is None or not all(part.isidentifier() for part in text.split(".")):
                    continue
                last = text.rpartition(".")[2]
                is_class = has_classes or last[:1].isupper()
                yield (text.rpartition(".")[0] or text) if is_class else text, node


def _texts(node: Node | None) -> Iterator[Node]:
    """Yield the texts of a list that is written out, or of several that are added."""
    if node is None:
        return
    if node.kind == "string":
        yield node
    elif node.kind in {"list", "tuple", "binary_operator", "parenthesized_expression"}:
        for child in node.children:
            yield from _texts(child)
