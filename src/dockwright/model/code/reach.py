"""Which functions run when a program starts, from module to module.

A module by itself tells the functions that it calls (``CodeModule.started``).  This adds what a
console script calls, what the modules call of each other, and the commands of Click and Typer that
the words of the command line choose.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.code.values import evaluate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dockwright.model.code.module import CodeModule, Scope, Site
    from dockwright.syntax.python import Node

__all__ = ["Reached", "entry_of", "reached_by", "resolved_name"]

_DEEPEST = 8
_MOST = 2000


class Reached(NamedTuple):
    """The functions of one module that run when the program starts.

    Attributes:
        surely: those that nothing keeps from running.
        perhaps: those that are called below a condition besides.
        left_out: the commands that the words of the command line do not choose.
    """

    surely: frozenset[str]
    perhaps: frozenset[str]
    left_out: frozenset[str] = frozenset()


class _Named(NamedTuple):
    module: CodeModule
    name: str


def reached_by(
    modules: Iterable[CodeModule],
    at_start: frozenset[str],
    entries: Iterable[tuple[CodeModule, str]],
    words: tuple[str, ...],
) -> dict[str, Reached]:
    """Return the functions that run when a program starts, by the paths of their modules.

    Args:
        modules: the modules of the program.
        at_start: the paths of those that are surely imported.
        entries: the functions that a console script calls.
        words: the words of the command line, which choose commands.
    """
    reader = _Reader(tuple(modules), words)
    for module, name in entries:
        reader.call(_Named(module, name), is_sure=True)
    for module in reader.modules:
        if module.path in at_start:
            reader.calls_in(module, "", is_sure=True)
    reader.follow()
    called = {*reader.sure, *reader.perhaps}
    left_out = [each for each in reader.left_out if each not in called]
    found: dict[str, tuple[set[str], set[str], set[str]]] = {}
    for at, named in enumerate((reader.sure, reader.perhaps, left_out)):
        for module, name in named:
            found.setdefault(module.path, (set(), set(), set()))[at].add(name)
    return {
        path: Reached(*(frozenset(each) for each in own)) for path, own in sorted(found.items())
    }


class _Reader:
    def __init__(self, modules: tuple[CodeModule, ...], words: tuple[str, ...]) -> None:
        self.modules = modules
        self.words = words
        self.sure: dict[_Named, None] = {}
        self.perhaps: dict[_Named, None] = {}
        self.left_out: list[_Named] = []
        self.pending: list[tuple[_Named, bool]] = []

    def call(self, named: _Named, *, is_sure: bool) -> None:
        """Note that something is called."""
        if named in self.sure or (named in self.perhaps and not is_sure):
            return
        if len(self.sure) + len(self.perhaps) > _MOST:
            return
        (self.sure if is_sure else self.perhaps)[named] = None
        self.pending.append((named, is_sure))

    def follow(self) -> None:
        """Note what is called by what is called."""
        while self.pending:
            named, is_sure = self.pending.pop()
            module, name = named
            if name in module.functions:
                self.calls_in(module, name, is_sure=is_sure)
            if self.is_group(named):
                for command in self.chosen(named):
                    self.call(command, is_sure=is_sure)

    def calls_in(self, module: CodeModule, function: str, *, is_sure: bool) -> None:
        """Note what a function calls; the top of the module for the empty name."""
        kb = module.kb
        runners = kb.name_set("code.typer-runners") | kb.name_set("code.function-runners")
        for site, called in module.calls:
            if site.function != function or site.is_typing:
                continue
            if site.in_main and not module.is_script:
                continue
            sure = is_sure and not site.in_condition
            node = site.node.get("function")
            if called in runners:
                node = module.arguments(site.node).at(0)
            named = resolved_name(node, site.scope, module)
            if named is not None and (named.name in named.module.functions or self.is_group(named)):
                self.call(named, is_sure=sure)

    def is_group(self, named: _Named) -> bool:
        """Tell whether something is a group of commands: Click's function, or an application."""
        module, name = named
        site = module.functions.get(name)
        if site is not None:
            return any(
                _decorates(each, site.scope)[1].rpartition(".")[2] == "group"
                for each in site.decorators
            )
        bound = module.scope.bindings.get(name, [])
        makers = module.kb.name_set("code.typer-applications")
        return len(bound) == 1 and module.scope.qualified(bound[0]) in makers

    def chosen(self, group: _Named) -> Iterator[_Named]:
        """Yield the commands of a group that the words of the command line choose."""
        commands: list[tuple[str, _Named]] = []
        has_more = False
        for module in self.modules:
            for name, site in module.functions.items():
                for decorator in site.decorators:
                    owner, called = _decorates(decorator, site.scope)
                    if owner is None or resolved_name(owner, site.scope, module) != group:
                        continue
                    method = called.rpartition(".")[2]
                    named = _Named(module, name)
                    if method == "callback":
                        has_more = True
                        yield named
                    elif method in {"command", "group"}:
                        commands.append((_name_of(decorator, site, name), named))
            for site, _ in module.calls:
                function = site.node.get("function")
                if function is None or function.kind != "attribute":
                    continue
                attribute, owner = function.get("attribute"), function.get("object")
                method = "" if attribute is None else module.text(attribute)
                if method not in {"add_typer", "add_command"}:
                    continue
                if resolved_name(owner, site.scope, module) != group:
                    continue
                arguments = module.arguments(site.node)
                added = resolved_name(arguments.at(0), site.scope, module)
                given = arguments.either("name", 1)
                text = None if given is None else evaluate(given, site.scope).text
                has_more = True
                if added is not None:
                    commands.append((text or added.name.replace("_", "-"), added))
        is_application = group.name not in group.module.functions
        if is_application and len(commands) == 1 and not has_more:
            # Typer makes an application of one command that command.
            yield commands[0][1]
            return
        for name, named in commands:
            if name in self.words:
                yield named
            else:
                self.left_out.append(named)


def _decorates(decorator: Node, scope: Scope) -> tuple[Node | None, str]:
    """Return what a decorator is a method of, and its full name; None for a plain function."""
    inner = decorator.children[0] if decorator.children else None
    function = inner.get("function") if inner is not None and inner.kind == "call" else inner
    if function is None:
        return None, ""
    text = scope.module.text(function)
    owner = function.get("object") if function.kind == "attribute" else None
    return owner, scope.qualified(function) or text


def _name_of(decorator: Node, site: Site, function: str) -> str:
    """Return the name of a command: the one given, or the function's."""
    module = site.scope.module
    call = decorator.children[0] if decorator.children else None
    if call is not None and call.kind == "call":
        given = module.arguments(call).either("name", 0)
        text = None if given is None else evaluate(given, site.scope).text
        if text is not None:
            return text
    return function.replace("_", "-")


def resolved_name(node: Node | None, scope: Scope, module: CodeModule) -> _Named | None:
    """Return the module and the name there that an expression means, imports followed."""
    if node is None:
        return None
    if node.kind == "identifier":
        holder = scope.holder(module.text(node))
        if holder is not None and holder.kind != "module":
            return None
        return _at(module, module.text(node))
    if node.kind != "attribute":
        return None
    owner, attribute = node.get("object"), node.get("attribute")
    if owner is None or attribute is None or owner.kind not in {"identifier", "attribute"}:
        return None
    name = scope.qualified(owner)
    other = module.find(name) if name else None
    return None if other is None else _at(other, module.text(attribute))


def _at(module: CodeModule, name: str) -> _Named | None:
    """Return where a name of a module is defined."""
    for _ in range(_DEEPEST):
        if name in module.scope.bindings:
            return _Named(module, name)
        imported = module.imported.get(name)
        if imported is None or not imported.name:
            return None
        other = module.find(imported.module)
        if other is None:
            return None
        module, name = other, imported.name
    return None


def entry_of(module: CodeModule, attribute: str) -> tuple[CodeModule, str] | None:
    """Return the function that an entry point of a module names; None for none known."""
    return _at(module, attribute.partition(".")[0])
