"""What a function's parameters come to: options of a command line, the one call, the default."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.code.values import Parameter, Valued, evaluate
from dockwright.model.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dockwright.model.code.module import CodeModule, Scope, Site
    from dockwright.syntax.python import Node

__all__ = ["given_by_calls", "value_of_parameter"]


def value_of_parameter(name: str, site: Site, depth: int) -> Valued:
    """Return what a parameter of a function comes to when the program starts.

    That is the default of the option of Click or Typer that it stands for; what the one call in
    the module gives; or its own default, where the calls in the module leave it out.

    Args:
        name: the parameter.
        site: the function's definition, with its decorators.
        depth: how many names were followed to it.
    """
    module = site.scope.module
    found = _parameter(name, site.node, module)
    if found is None:
        return Valued(Unknown(f"{name} is set by a statement"))
    annotation, default = found
    hidden = Unknown(f"{name} is a parameter")
    if "auto_envvar_prefix" in module.tree.source.text:
        return Valued(Unknown("a variable may say each option"))
    option = _of_click(name, site)
    if option is not None:
        return option
    if _is_typer_command(site):
        return _of_typer(name, annotation, default, site, depth)
    if site.scope.kind != "module":
        return Valued(hidden)
    key = id(site.node), name
    if key in module.resolving:
        # A function that calls itself.
        return Valued(hidden)
    module.resolving.add(key)
    try:
        return _of_calls(name, default, site, depth) or Valued(hidden)
    finally:
        module.resolving.discard(key)


def _parameter(
    name: str, function: Node, module: CodeModule
) -> tuple[Node | None, Node | None] | None:
    """Return a parameter's annotation and default; None for ``*`` and ``**``."""
    parameters = function.get("parameters")
    for each in () if parameters is None else parameters.children:
        if each.kind == "identifier" and module.text(each) == name:
            return None, None
        given = each.get("name")
        if given is None and each.kind == "typed_parameter" and each.children:
            given = each.children[0]
        if given is not None and given.kind == "identifier" and module.text(given) == name:
            return each.get("type"), each.get("value")
    return None


def _names(function: Node, module: CodeModule) -> Iterator[str]:
    """Yield the parameters that may be given by position, in order."""
    parameters = function.get("parameters")
    for each in () if parameters is None else parameters.children:
        if each.kind in {"list_splat_pattern", "keyword_separator"}:
            return
        given = each if each.kind == "identifier" else each.get("name")
        if given is None and each.kind == "typed_parameter" and each.children:
            given = each.children[0]
        if given is not None and given.kind == "identifier":
            yield module.text(given)


def _called(decorator: Node) -> Node | None:
    """Return the call that a decorator is; None for one that is called with nothing."""
    return next((each for each in decorator.children if each.kind == "call"), None)


def _of_click(name: str, site: Site) -> Valued | None:
    module, scope = site.scope.module, site.scope
    options = module.kb.name_set("code.click-options")
    for decorator in site.decorators:
        call = _called(decorator)
        if call is None or scope.qualified(call.get("function")) not in options:
            continue
        arguments = module.arguments(call)
        texts = [
            text
            for each in arguments.positional
            if (text := evaluate(each, scope).text) is not None
        ]
        flags = tuple(text for text in texts if text.startswith("-"))
        plain = [text for text in texts if not text.startswith("-")]
        long = sorted(flags, key=lambda flag: len(flag) - len(flag.lstrip("-")), reverse=True)
        own = plain[0] if plain else long[0].lstrip("-") if long else ""
        if own.replace("-", "_").lower() != name.lower():
            continue
        return _option(arguments.named, "default", flags, scope)
    return None


def _option(named: dict[str, Node], key: str, flags: tuple[str, ...], scope: Scope) -> Valued:
    """Return what an option comes to, of a maker's arguments by name."""
    variables: tuple[str, ...] = ()
    if "envvar" in named:
        given = evaluate(named["envvar"], scope).value
        if isinstance(given, str):
            variables = (given,)
        elif isinstance(given, tuple):
            variables = tuple(each for each in given if isinstance(each, str))
        else:
            return Valued(Unknown("a variable says it whose name is worked out"), (), flags)
    default = named.get(key)
    if default is None:
        return Valued(Unknown("the command line says it"), variables, flags)
    inner = evaluate(default, scope)
    return Valued(inner.value, (*variables, *inner.variables), (*flags, *inner.options))


def _is_typer_command(site: Site) -> bool:
    """Tell whether a function is a command of a Typer application, or is given to ``typer.run``."""
    module = site.scope.module
    makers = module.kb.name_set("code.typer-applications")
    for decorator in site.decorators:
        call = _called(decorator)
        function = None if call is None else call.get("function")
        if function is None or function.kind != "attribute":
            continue
        attribute, owner = function.get("attribute"), function.get("object")
        method = "" if attribute is None else module.text(attribute)
        if method in {"command", "callback"} and site.scope.qualified(owner) in makers:
            return True
    name = site.node.get("name")
    text = "" if name is None else module.text(name)
    runners = module.kb.name_set("code.typer-runners")
    return any(
        called in runners
        and (first := module.arguments(each.node).at(0)) is not None
        and module.text(first) == text
        for each, called in module.calls
    )


def _of_typer(
    name: str, annotation: Node | None, default: Node | None, site: Site, depth: int
) -> Valued:
    scope = site.scope
    module = scope.module
    makers = module.kb.name_set("code.typer-options")
    flag = f"--{name.replace('_', '-')}"
    made = None
    if default is not None and default.kind == "call":
        made = default if scope.qualified(default.get("function")) in makers else None
    own_default = made is None
    for each in () if annotation is None or made is not None else annotation.walk():
        if each.kind == "call" and scope.qualified(each.get("function")) in makers:
            made = each
            break
    if made is None:
        if default is None:
            return Valued(Unknown("the command line says it"))
        inner = evaluate(default, scope, depth + 1)
        return Valued(inner.value, inner.variables, (flag, *inner.options))
    arguments = module.arguments(made)
    texts = [evaluate(each, scope).value for each in arguments.positional]
    flags = tuple(text for text in texts if isinstance(text, str) and text.startswith("-"))
    flags = tuple(each for flag_ in flags for each in flag_.split("/")) or (flag,)
    if scope.qualified(made.get("function")).endswith("Argument"):
        return Valued(Unknown("the command line says it"))
    named = dict(arguments.named)
    value = default if own_default else named.get("default") or arguments.at(0)
    if value is not None and module.text(value) != "...":
        named["default"] = value
    else:
        named.pop("default", None)
    return _option(named, "default", flags, scope)


def _of_calls(name: str, default: Node | None, site: Site, depth: int) -> Valued | None:
    """Return what the calls in the module give a parameter; None where they do not tell."""
    module = site.scope.module
    own = site.node.get("name")
    text = "" if own is None else module.text(own)
    if site.decorators or len(module.scope.bindings.get(text, ())) != 1:
        return None
    calls = []
    for each in module.sites:
        function = each.node.get("function") if each.node.kind == "call" else None
        if function is None or function.kind != "identifier" or module.text(function) != text:
            continue
        if not each.is_typing and (module.is_script or not each.in_main):
            calls.append(each)
    if not calls:
        reason = Unknown(f"{name} is a parameter")
        return Valued(reason, parameter=Parameter(module.path, text, name))
    return _of_all(name, default, site, calls, depth)


def given_by_calls(name: str, site: Site, calls: Iterable[Site]) -> Valued | None:
    """Return what calls of a function give a parameter; None where they do not tell.

    Args:
        name: the parameter.
        site: the function's definition.
        calls: the calls, of any module.
    """
    found = _parameter(name, site.node, site.scope.module)
    return None if found is None else _of_all(name, found[1], site, calls, 0)


def _of_all(
    name: str, default: Node | None, site: Site, calls: Iterable[Site], depth: int
) -> Valued | None:
    names = list(_names(site.node, site.scope.module))
    at = names.index(name) if name in names else -1
    values: list[Valued] = []
    for call in calls:
        arguments = call.scope.module.arguments(call.node)
        given = arguments.either(name, at)
        if arguments.has_more or (given is None and default is None):
            return None
        scope = site.scope if given is None else call.scope
        values.append(evaluate(default if given is None else given, scope, depth + 1))
    return values[0] if values and all(value == values[0] for value in values) else None
