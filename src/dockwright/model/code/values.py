"""The values of expressions, as far as constants, defaults and literals say them."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.unknown import Unknown
from dockwright.syntax.python import parts_of_string

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockwright.model.code.module import Scope
    from dockwright.syntax.python import Node

    Plain = str | int | float | bool | None | tuple["Plain", ...]

__all__ = ["Parameter", "Valued", "evaluate"]

_DEEPEST = 12
_MOST_ITEMS = 100
_LONGEST = 10_000


class Parameter(NamedTuple):
    """A parameter that the calls of other modules give a value.

    Attributes:
        path: the file of the module that defines the function.
        function: the function.
        name: the parameter.
    """

    path: str
    function: str
    name: str


class Valued(NamedTuple):
    """What an expression comes to.

    Attributes:
        value: the value where no variable and no option says otherwise.
        variables: the variables of the environment that are heeded, the first first.
        options: the options of the command line that are heeded, such as ``--port``.
        parameter: the parameter that it is, where other modules may say it; else None.
    """

    value: Plain | Unknown
    variables: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    parameter: Parameter | None = None

    @property
    def text(self) -> str | None:
        """Return the value where it is a text that nothing changes from outside."""
        if self.variables or self.options:
            return None
        return self.value if isinstance(self.value, str) else None

    @property
    def number(self) -> int | None:
        """Return the value where it is a whole number, or a text of one."""
        value = self.value
        if isinstance(value, bool):
            return None
        if isinstance(value, str) and value.isdecimal() and len(value) < 10:
            return int(value)
        return value if isinstance(value, int) else None

    def under(self, lookup: Callable[[str], str | Unknown | None]) -> Plain | Unknown:
        """Return the value where ``lookup`` gives the variables; options count as not given."""
        for name in self.variables:
            given = lookup(name)
            if given is not None:
                return given
        return self.value


_TOO_FAR = Valued(Unknown("it goes through too many names"))


def evaluate(node: Node | None, scope: Scope, depth: int = 0) -> Valued:
    """Return what an expression of a scope comes to."""
    if node is None:
        return Valued(Unknown("nothing is there"))
    if depth > _DEEPEST:
        return _TOO_FAR
    # A name may stand in many places, and those in many others: each is worked out once.
    known = scope.module.known
    found = known.get(id(node))
    if found is None:
        found = known[id(node)] = _evaluate(node, scope, depth)
    return found


def _evaluate(node: Node, scope: Scope, depth: int) -> Valued:
    module = scope.module
    kind = node.kind
    if kind in {"string", "concatenated_string"}:
        return _string(node, scope, depth)
    if kind == "integer":
        return _integer(module.text(node))
    if kind == "float":
        try:
            return Valued(float(module.text(node).replace("_", "")))
        except ValueError:
            return Valued(Unknown("it is no number"))
    if kind in {"true", "false"}:
        return Valued(kind == "true")
    if kind == "none":
        return Valued(None)
    if kind in {"parenthesized_expression", "await"} and len(node.children) == 1:
        return evaluate(node.children[0], scope, depth + 1)
    if kind in {"list", "tuple"} and len(node.children) <= _MOST_ITEMS:
        items = [evaluate(child, scope, depth + 1) for child in node.children]
        values = [each.value for each in items]
        if any(isinstance(value, Unknown) for value in values):
            return _list_with_unknown(items)
        known = tuple(value for value in values if not isinstance(value, Unknown))
        return Valued(known, _names(items, "variables"), _names(items, "options"))
    if kind == "unary_operator":
        inner = evaluate(node.get("argument"), scope, depth + 1)
        is_minus = module.text(node).startswith("-")
        if is_minus and isinstance(inner.value, (int, float)) and not isinstance(inner.value, bool):
            return inner._replace(value=-inner.value)
    if kind == "boolean_operator":
        operator = node.get("operator")
        left = evaluate(node.get("left"), scope, depth + 1)
        if operator is not None and operator.kind == "or" and left.variables:
            right = evaluate(node.get("right"), scope, depth + 1)
            return Valued(
                right.value,
                (*left.variables, *right.variables),
                (*left.options, *right.options),
            )
    if kind == "binary_operator":
        return _operation(node, scope, depth)
    if kind == "identifier":
        return scope.value(module.text(node), depth + 1)
    if kind == "attribute":
        return _attribute(node, scope, depth)
    if kind == "subscript":
        name = scope.qualified(node.get("value"))
        key = evaluate(node.get("subscript"), scope, depth + 1)
        if name == "os.environ" and isinstance(key.value, str):
            return Valued(Unknown(f"the variable {key.value} says it"), (key.value,))
        return _parent(node, scope, depth)
    if kind == "call":
        return _call(node, scope, depth)
    return Valued(Unknown("code works it out"))


def _list_with_unknown(items: list[Valued]) -> Valued:
    """Keep what is known of a list whose first words tell enough, such as a command's."""
    known: list[Plain] = []
    for item in items:
        if isinstance(item.value, Unknown):
            break
        known.append(item.value)
    if known:
        return Valued((*known, ""), _names(items, "variables"), _names(items, "options"))
    return Valued(Unknown("code works out a part of it"))


def _names(items: list[Valued], field: str) -> tuple[str, ...]:
    return tuple(name for item in items for name in getattr(item, field))


def _integer(text: str) -> Valued:
    try:
        return Valued(int(text.replace("_", ""), 0))
    except ValueError:
        return Valued(Unknown("it is no number"))


def _string(node: Node, scope: Scope, depth: int) -> Valued:
    found = ""
    variables: list[str] = []
    options: list[str] = []
    for part in parts_of_string(scope.module.tree, node):
        if part is None:
            return Valued(Unknown("it is no plain text"))
        if isinstance(part, str):
            found += part
            continue
        inner = evaluate(part, scope, depth + 1)
        variables += inner.variables
        options += inner.options
        if isinstance(inner.value, Unknown):
            return Valued(inner.value, tuple(variables), tuple(options))
        if isinstance(inner.value, tuple) or len(found) > _LONGEST:
            return Valued(Unknown("it is no plain text"))
        found += str(inner.value)
    if variables or options:
        # The variable is a part of the text, not all of it.
        return Valued(Unknown("a variable says a part of it"))
    return Valued(found)


def _operation(node: Node, scope: Scope, depth: int) -> Valued:
    operator = node.get("operator")
    left = evaluate(node.get("left"), scope, depth + 1)
    right = evaluate(node.get("right"), scope, depth + 1)
    if left.variables or right.variables or left.options or right.options:
        return Valued(Unknown("a variable says a part of it"))
    if operator is None or isinstance(left.value, Unknown):
        return Valued(left.value if isinstance(left.value, Unknown) else Unknown("unread"))
    if isinstance(right.value, Unknown):
        return Valued(right.value)
    if not isinstance(left.value, str) or not isinstance(right.value, str):
        return Valued(Unknown("code works it out"))
    if len(left.value) + len(right.value) > _LONGEST:
        return Valued(Unknown("it is too long"))
    if operator.kind == "/":
        return Valued(posixpath.join(left.value, right.value))
    if operator.kind == "+":
        return Valued(left.value + right.value)
    return Valued(Unknown("code works it out"))


def _attribute(node: Node, scope: Scope, depth: int) -> Valued:
    module = scope.module
    owner, name = node.get("object"), node.get("attribute")
    if owner is None or name is None:
        return Valued(Unknown("code works it out"))
    attribute = module.text(name)
    found = scope.attribute(owner, attribute, depth + 1)
    if found is not None:
        return found
    if attribute == "parent":
        base = evaluate(owner, scope, depth + 1)
        if isinstance(base.value, str) and not base.variables and not base.options:
            return Valued(posixpath.dirname(base.value) or ".")
    return Valued(Unknown("code works it out"))


def _parent(node: Node, scope: Scope, depth: int) -> Valued:
    """Return ``path.parents[n]``."""
    owner = node.get("value")
    if owner is not None and owner.kind == "attribute":
        attribute, inner = owner.get("attribute"), owner.get("object")
        number = evaluate(node.get("subscript"), scope, depth + 1).value
        if attribute is not None and scope.module.text(attribute) == "parents":
            base = evaluate(inner, scope, depth + 1).value
            if isinstance(base, str) and isinstance(number, int) and 0 <= number < 50:
                for _ in range(number + 1):
                    base = posixpath.dirname(base)
                return Valued(base)
    return Valued(Unknown("code works it out"))


def _call(node: Node, scope: Scope, depth: int) -> Valued:
    kb = scope.module.kb
    name = scope.qualified(node.get("function"))
    arguments = scope.module.arguments(node)
    readers = kb.mapping("code.environment-readers")
    if name in readers:
        key = evaluate(arguments.at(0), scope, depth + 1).value
        if not isinstance(key, str):
            return Valued(Unknown("the variable's name is worked out"))
        default = arguments.either("default", 1)
        if default is not None:
            inner = evaluate(default, scope, depth + 1)
            return Valued(inner.value, (key, *inner.variables), inner.options)
        if readers[name]:
            return Valued(None, (key,))
        return Valued(Unknown(f"the variable {key} says it"), (key,))
    if name in {"int", "float"} and arguments.at(0) is not None:
        inner = evaluate(arguments.at(0), scope, depth + 1)
        if isinstance(inner.value, str) and inner.value.strip().isdecimal():
            return inner._replace(value=int(inner.value))
        return inner
    if name in kb.name_set("code.constructors-of-path"):
        parts = [evaluate(each, scope, depth + 1) for each in arguments.positional]
        return _joined(parts) if parts else Valued(".")
    if name == "os.path.join":
        return _joined([evaluate(each, scope, depth + 1) for each in arguments.positional])
    if name in kb.name_set("code.path-keepers"):
        inner = evaluate(arguments.at(0), scope, depth + 1)
        if inner.text is not None and len(arguments.positional) == 1:
            return inner
    if name == "importlib.resources.files":
        found = _package_folder(arguments.either("anchor", 0), scope, depth)
        if found is not None:
            return found
    if name == "os.path.dirname":
        inner = evaluate(arguments.at(0), scope, depth + 1)
        if inner.text is not None:
            return Valued(posixpath.dirname(inner.text))
    method = node.get("function")
    if method is not None and method.kind == "attribute":
        attribute, owner = method.get("attribute"), method.get("object")
        text = "" if attribute is None else scope.module.text(attribute)
        if text in {"resolve", "absolute", "as_posix", "strip"} and owner is not None:
            return evaluate(owner, scope, depth + 1)
        if text == "with_name" and arguments.at(0) is not None:
            base = evaluate(owner, scope, depth + 1).text
            if base is not None:
                beside = Valued(posixpath.dirname(base))
                return _joined([beside, evaluate(arguments.at(0), scope, depth + 1)])
        if text == "joinpath":
            rest = [evaluate(each, scope, depth + 1) for each in arguments.positional]
            return _joined([evaluate(owner, scope, depth + 1), *rest])
    return Valued(Unknown("code works it out"))


def _package_folder(anchor: Node | None, scope: Scope, depth: int) -> Valued | None:
    """Return the directory of a package of the project, or of the one that the module is in."""
    module = scope.module
    own = {"__package__", "__name__"} if module.is_package else {"__package__"}
    if anchor is None or (anchor.kind == "identifier" and module.text(anchor) in own):
        return Valued(posixpath.dirname(module.place))
    name = evaluate(anchor, scope, depth + 1).text or scope.qualified(anchor)
    package = module.find(name) if name else None
    if package is None or not package.is_package:
        return None
    return Valued(posixpath.dirname(package.place))


def _joined(parts: list[Valued]) -> Valued:
    if len(parts) == 1:
        return parts[0]
    texts = [each.text for each in parts]
    known = [text for text in texts if text is not None]
    if len(known) != len(texts) or not known:
        return Valued(Unknown("code or a variable says a part of it"))
    return Valued(posixpath.join(*known))
