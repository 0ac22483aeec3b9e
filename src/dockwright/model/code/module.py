"""A module of a project: its names, its scopes, and where everything in it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.code.values import Valued, evaluate
from dockwright.model.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.model.code.find import Fact
    from dockwright.syntax.python import Module, Node
    from dockwright.text import Span

__all__ = ["Arguments", "CodeModule", "ImportedName", "Scope", "Site"]

_DEEPEST = 12
_LOOPS = frozenset({"for_statement", "while_statement"})
_CONDITIONS = frozenset({"if_statement", "conditional_expression", "match_statement"})
_GUARDING = frozenset({"if_clause"})
_IMPORTS = frozenset({"import_statement", "import_from_statement", "future_import_statement"})
_NOTED = frozenset({"call", "subscript", "class_definition", "decorator", "comparison_operator"})
_BINDING = frozenset(
    {"assignment", "augmented_assignment", "for_statement", "named_expression"}
    | {"except_clause", "global_statement"}
)
_SPECIAL = (
    _IMPORTS
    | _BINDING
    | {"decorated_definition", "function_definition", "lambda", "class_definition"}
    | {"if_statement", "try_statement", "with_statement"}
)
"""The kinds of nodes of which ``_enter`` knows more than that they consist of others."""
_PATHS = ("pathlib.", "importlib.resources.files")
"""What makes a path, by the beginning of its name."""


class Arguments(NamedTuple):
    """The arguments of a call.

    Attributes:
        positional: those without a name, as far as none is unpacked.
        named: those with one.
        has_more: whether ``*`` or ``**`` brings others.
    """

    positional: tuple[Node, ...]
    named: dict[str, Node]
    has_more: bool

    def at(self, index: int) -> Node | None:
        """Return a positional argument, or None."""
        return self.positional[index] if 0 <= index < len(self.positional) else None

    def either(self, name: str, index: int = -1) -> Node | None:
        """Return an argument by its name or its position."""
        return self.named.get(name) or self.at(index)


class ImportedName(NamedTuple):
    """What an import statement brings under a name.

    Attributes:
        module: the module named, absolute; empty where that cannot be told.
        name: the name taken from it; empty where the module itself is meant.
        local: the name that it has here; ``*`` for all.
        node: where the module's name stands.
        site: where the statement stands.
    """

    module: str
    name: str
    local: str
    node: Node
    site: Site


class Site(NamedTuple):
    """Something in a module that may be a fact, and under what it runs.

    Attributes:
        node: the syntax.
        scope: what its names mean.
        function: the outermost function that it stands in; empty at the module's top.
        in_main: whether it stands below ``if __name__ == "__main__"``.
        in_condition: whether it stands below another ``if``.
        caught: the exceptions that are caught around it, ``""`` for all.
        in_loop: whether it stands in a loop.
        is_typing: whether only type checkers read it.
        decorators: the decorators of the functions around it.
    """

    node: Node
    scope: Scope
    function: str
    in_main: bool
    in_condition: bool
    caught: tuple[str, ...]
    in_loop: bool
    is_typing: bool
    decorators: tuple[Node, ...]


class Scope:
    """The names of a module, a class or a function.

    Attributes:
        module: the module.
        above: the scope around it; None for the module's.
        kind: ``module``, ``class`` or ``function``.
        function: the definition, for a function's.
        bindings: what each name is bound to; None for what no expression says.
    """

    __slots__ = ("above", "bindings", "function", "kind", "module")

    def __init__(
        self, module: CodeModule, above: Scope | None, kind: str, function: Site | None = None
    ) -> None:
        self.module = module
        self.above = above
        self.kind = kind
        self.function = function
        self.bindings: dict[str, list[Node | None]] = {}

    def bind(self, name: str, node: Node | None) -> None:
        """Note that a name is bound."""
        self.bindings.setdefault(name, []).append(node)

    def holder(self, name: str) -> Scope | None:
        """Return the scope that a name is looked up in."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.bindings and (scope is self or scope.kind != "class"):
                return scope
            scope = scope.above
        return None

    def value(self, name: str, depth: int = 0) -> Valued:
        """Return what a name stands for."""
        if depth > _DEEPEST:
            return Valued(Unknown("it goes through too many names"))
        if name == "__file__":
            return Valued(self.module.place)
        holder = self.holder(name)
        if holder is not None:
            bound = holder.bindings[name]
            if len(bound) != 1:
                return Valued(Unknown(f"{name} is set in several places"))
            if bound[0] is None and holder.function is not None:
                from dockwright.model.code.parameters import value_of_parameter

                return value_of_parameter(name, holder.function, depth + 1)
            if bound[0] is None:
                return Valued(Unknown(f"{name} is set by a statement"))
            return evaluate(bound[0], holder, depth + 1)
        imported = self.module.imported.get(name)
        if imported is not None and imported.name:
            other = self.module.find(imported.module)
            if other is not None:
                return other.scope.value(imported.name, depth + 1)
        return Valued(Unknown(f"nobody says here what {name} is"))

    def qualified(self, node: Node | None, depth: int = 0) -> str:
        """Return the full name of what an expression names, such as ``os.environ.get``.

        What a call makes has the name of what is called, so that a method of it is
        ``flask.Flask.run``; a method of what is not known begins with a dot.  Empty for others.
        """
        if node is None or depth > _DEEPEST:
            return ""
        module = self.module
        if node.kind == "identifier":
            return self._named(module.text(node), depth)
        if node.kind == "attribute":
            name = node.get("attribute")
            owner = self.qualified(node.get("object"), depth + 1)
            other = module.find(owner) if owner and name is not None else None
            if other is not None and name is not None:
                return other.scope.qualified_of(module.text(name), depth + 1)
            return f"{owner}.{module.text(name)}" if name is not None else ""
        if node.kind == "call":
            made = self.qualified(node.get("function"), depth + 1)
            return "" if made.startswith(".") else made
        if node.kind in {"parenthesized_expression", "await"} and len(node.children) == 1:
            return self.qualified(node.children[0], depth + 1)
        if node.kind == "binary_operator":
            # A path joined to another is a path still.
            left = self.qualified(node.get("left"), depth + 1)
            return left if left.startswith(_PATHS) else ""
        return ""

    def _named(self, name: str, depth: int) -> str:
        holder = self.holder(name)
        if holder is not None:
            bound = holder.bindings[name]
            if len(bound) == 1 and bound[0] is not None:
                found = holder.qualified(bound[0], depth + 1)
                if found.startswith(("pathlib.Path.", _PATHS[1])):
                    return "pathlib.Path"
                return found
            return ""
        imported = self.module.imported.get(name)
        if imported is None:
            return name if name in _BUILTINS else ""
        if not imported.name:
            return imported.module
        if self.module.find(f"{imported.module}.{imported.name}") is not None:
            return f"{imported.module}.{imported.name}"
        other = self.module.find(imported.module)
        if other is not None:
            return other.scope.qualified_of(imported.name, depth + 1)
        return f"{imported.module}.{imported.name}"

    def qualified_of(self, name: str, depth: int) -> str:
        """Return the full name of what a name of this scope stands for."""
        return "" if depth > _DEEPEST else self._named(name, depth)

    def attribute(self, owner: Node, name: str, depth: int) -> Valued | None:
        """Return what an attribute stands for, where a module, a class or a parser says it."""
        module = self.module
        if owner.kind != "identifier":
            return None
        text = module.text(owner)
        holder = self.holder(text)
        if holder is not None:
            bound = holder.bindings[text]
            only = bound[0] if len(bound) == 1 else None
            if only is not None and only.kind == "call":
                function = only.get("function")
                last = "" if function is None else module.text(function).rpartition(".")[2]
                if last in _PARSING or module.parses_arguments(last):
                    return module.option(name)
                if function is not None and function.kind == "identifier":
                    return module.field(module.text(function), name, depth)
            if only is not None and only.kind == "class_definition":
                return module.field(text, name, depth)
            if only is None and text in {"args", "opts", "opt", "options"}:
                return module.option(name)
            return None
        imported = module.imported.get(text)
        if imported is None:
            return None
        if not imported.name:
            other = module.find(imported.module)
            return None if other is None else other.scope.value(name, depth + 1)
        inner = module.find(f"{imported.module}.{imported.name}")
        if inner is not None:
            return inner.scope.value(name, depth + 1)
        other = module.find(imported.module)
        if other is None:
            return None
        bound = other.scope.bindings.get(imported.name, [])
        if len(bound) == 1 and bound[0] is not None:
            only = bound[0]
            if only.kind == "class_definition":
                return other.field(imported.name, name, depth)
            function = only.get("function") if only.kind == "call" else None
            if function is not None and function.kind == "identifier":
                return other.field(other.text(function), name, depth)
        return None


_PARSING = frozenset({"parse_args", "parse_known_args"})
_NAME_MAKERS = ("globals", "locals(", "vars(", "sys.modules")
_PATTERNS = frozenset({"as_pattern_target", "case_pattern", "type_alias_statement"})
_BUILTINS = frozenset({"open", "int", "float", "str", "print", "exec", "eval", "globals"})


class CodeModule:
    """A module as the project has it.

    Attributes:
        path: the absolute path of its file.
        place: where the file lies when it runs: in a container, or ``path``.
        name: its dotted name; ``__main__`` for a script.
        is_package: whether it is an ``__init__.py``.
        is_script: whether it is run, not imported.
        is_settings: whether it is the settings of a framework, or a part of them.
        tree: its syntax.
        kb: knows the libraries.
        known: what expressions came to, by the node's identity.
        resolving: the parameters that are being worked out, by their function.
        facts: its facts once they are worked out, else None.
        brought: what it brings in when it starts once that is worked out, else None.
        find: gives another module of the project by its dotted name, or None.
        scope: its own names.
        imported: what its imports bring, by the name that it has here.
        imports: all its imports.
        sites: its calls, subscripts, comparisons and classes, in order.
        functions: the definitions of its own functions, by their names.
        has_star: whether it takes all names of another module.
    """

    __slots__ = (
        "_calls",
        "_named_by_imports",
        "_options",
        "_started",
        "brought",
        "classes",
        "facts",
        "find",
        "functions",
        "has_star",
        "imported",
        "imports",
        "is_package",
        "is_script",
        "is_settings",
        "kb",
        "known",
        "name",
        "path",
        "place",
        "resolving",
        "scope",
        "sites",
        "tree",
    )

    def __init__(
        self,
        tree: Module,
        path: str,
        place: str,
        name: str,
        kb: KnowledgeBase,
        find: Callable[[str], CodeModule | None],
        *,
        is_package: bool = False,
        is_script: bool = False,
        is_settings: bool = False,
    ) -> None:
        self.path = path
        self.place = place
        self.name = name
        self.is_package = is_package
        self.is_script = is_script
        self.is_settings = is_settings
        self.kb = kb
        self.known: dict[int, Valued] = {}
        self.resolving: set[tuple[int, str]] = set()
        self.find = find
        self.tree = tree
        self.scope = Scope(self, None, "module")
        self.imported: dict[str, ImportedName] = {}
        self.imports: list[ImportedName] = []
        self.sites: list[Site] = []
        self.classes: dict[str, Scope] = {}
        self.functions: dict[str, Site] = {}
        self.has_star = False
        self._options: dict[str, Valued] | None = None
        self._started: frozenset[str] | None = None
        self._calls: tuple[tuple[Site, str], ...] | None = None
        self._named_by_imports: tuple[tuple[ImportedName, tuple[str, ...]], ...] | None = None
        self.facts: tuple[Fact, ...] | None = None
        self.brought: tuple[tuple[str, bool, tuple[str, ...]], ...] | None = None
        self._read()

    def __repr__(self) -> str:
        return f"CodeModule({self.name!r}, {self.path!r})"

    def text(self, node: Node) -> str:
        """Return a node's text as written."""
        return self.tree.text(node)

    def arguments(self, call: Node) -> Arguments:
        """Return the arguments of a call."""
        listed = call.get("arguments")
        positional: list[Node] = []
        named: dict[str, Node] = {}
        has_more = False
        for child in () if listed is None else listed.children:
            if child.kind == "keyword_argument":
                name, value = child.get("name"), child.get("value")
                if name is not None and value is not None:
                    named[self.text(name)] = value
            elif child.kind in {"list_splat", "dictionary_splat"}:
                has_more = True
            elif not has_more:
                positional.append(child)
        return Arguments(tuple(positional), named, has_more)

    def spans_of(self, names: frozenset[str]) -> Iterator[Span]:
        """Yield the places of its own functions of some names."""
        for name in names:
            if name in self.functions:
                yield self.functions[name].node.span

    @property
    def named_by_imports(self) -> tuple[tuple[ImportedName, tuple[str, ...]], ...]:
        """Return its imports, each with the modules that it may run.

        Of ``a.b.c``, ``a`` and ``a.b`` too.
        """
        if self._named_by_imports is None:
            self._named_by_imports = tuple(
                (each, tuple(self._named_by(each))) for each in self.imports
            )
        return self._named_by_imports

    def _named_by(self, each: ImportedName) -> Iterator[str]:
        name = self.text(each.node) if not each.name else each.module
        parts = name.split(".")
        for end in range(1, len(parts) + 1):
            yield ".".join(parts[:end])
        if each.name and each.name != "*":
            yield f"{each.module}.{each.name}"

    @property
    def calls(self) -> tuple[tuple[Site, str], ...]:
        """Return its calls, each with the full name of what is called."""
        if self._calls is None:
            self._calls = tuple(
                (site, site.scope.qualified(site.node.get("function")))
                for site in self.sites
                if site.node.kind == "call"
            )
        return self._calls

    @property
    def started(self) -> frozenset[str]:
        """Return the functions that run when the module does: those called at its top, and on."""
        if self._started is None:
            calls: dict[str, set[str]] = {}
            for site in self.sites:
                function = site.node.get("function") if site.node.kind == "call" else None
                if function is not None and (self.is_script or not site.in_main):
                    called = function if function.kind == "identifier" else None
                    if called is None:
                        # asyncio.run(main()) is told by the inner call.
                        continue
                    calls.setdefault(site.function, set()).add(self.text(called))
            found: set[str] = set()
            pending = list(calls.get("", ()))
            while pending:
                name = pending.pop()
                if name not in found:
                    found.add(name)
                    pending += calls.get(name, ())
            self._started = frozenset(found)
        return self._started

    def starts(self, site: Site) -> bool:
        """Tell whether something runs when the module does."""
        return not site.function or site.function in self.started

    def has_name(self, name: str) -> bool | Unknown:
        """Tell whether the module has an attribute of a name."""
        if name in self.scope.bindings or name in self.imported:
            return True
        if self.has_star:
            return Unknown("it takes all names of another module")
        text = self.tree.source.text
        if "__getattr__" in self.scope.bindings or any(each in text for each in _NAME_MAKERS):
            return Unknown("it makes names when it runs")
        if self.tree.problems or "exec(" in text:
            return Unknown("it is not read as a whole")
        if self._may_bind(name):
            return Unknown("a pattern may bind it")
        if self.is_package:
            return self.find(f"{self.name}.{name}") is not None
        return False

    def _may_bind(self, name: str) -> bool:
        """Tell whether a name stands in a pattern, whose values are not followed."""
        return any(
            each.kind == "identifier" and self.text(each) == name
            for node in self.tree.root.walk()
            if node.kind in _PATTERNS
            for each in node.walk()
        )

    def parses_arguments(self, name: str) -> bool:
        """Tell whether a function of its own gives what ``argparse`` read of the command line."""
        site = self.functions.get(name)
        body = None if site is None else site.node.get("body")
        for each in () if body is None else body.walk():
            if each.kind == "return_statement" and each.children:
                value = each.children[0]
                function = value.get("function") if value.kind == "call" else None
                if function is not None and self.text(function).rpartition(".")[2] in _PARSING:
                    return True
        return False

    def option(self, name: str) -> Valued:
        """Return the default of an option of the command line, by the attribute it becomes."""
        if self._options is None:
            self._options = {}
            defaults: dict[str, Node] = {}
            is_open = False
            for site in self.sites:
                function = site.node.get("function") if site.node.kind == "call" else None
                called = "" if function is None else self.text(function).rpartition(".")[2]
                if called not in {"add_argument", "set_defaults"}:
                    continue
                arguments = self.arguments(site.node)
                if called == "set_defaults":
                    defaults.update(arguments.named)
                    is_open = is_open or arguments.has_more
                    continue
                flags = [evaluate(each, site.scope).value for each in arguments.positional]
                texts = [flag for flag in flags if isinstance(flag, str)]
                first = texts[0] if texts else ""
                flag = next((each for each in texts if each.startswith("--")), first)
                dest = evaluate(arguments.named.get("dest"), site.scope).value
                key = dest if isinstance(dest, str) else flag.lstrip("-").replace("-", "_")
                default = arguments.named.get("default")
                value = evaluate(default, site.scope) if default is not None else Valued(None)
                if not flag.startswith("-"):
                    value = Valued(Unknown("the command line says it"))
                if key in self._options:
                    value = Valued(Unknown(f"two options are called {key}"))
                self._options[key] = value._replace(options=tuple(texts) or (key,))
            for key, value in self._options.items():
                if is_open or key in defaults:
                    reason = Unknown("set_defaults() may say another default")
                    self._options[key] = value._replace(value=reason)
        return self._options.get(name) or Valued(Unknown("the command line says it"))

    def field(self, owner: str, name: str, depth: int) -> Valued | None:
        """Return what a field of a class is set to in the class itself."""
        scope = self.classes.get(owner)
        if scope is None or name not in scope.bindings:
            return None
        found = scope.value(name, depth + 1)
        if self.reads_environment(owner):
            return Valued(found.value, (name.upper(), name, *found.variables), found.options)
        return found

    def reads_environment(self, owner: str) -> bool:
        """Tell whether a class's fields are read from variables."""
        known = self.kb.name_set("code.settings-classes")
        for site in self.sites:
            if site.node.kind == "class_definition":
                name = site.node.get("name")
                if name is not None and self.text(name) == owner:
                    bases = site.node.get("superclasses")
                    return bases is not None and any(
                        self.scope.qualified(base) in known for base in bases.children
                    )
        return False

    # Reading

    def _read(self) -> None:
        start = Site(
            self.tree.root,
            self.scope,
            "",
            in_main=False,
            in_condition=False,
            caught=(),
            in_loop=False,
            is_typing=False,
            decorators=(),
        )
        pending: list[tuple[Node, Site]] = [(self.tree.root, start)]
        while pending:
            node, around = pending.pop()
            kind = node.kind
            if kind in _NOTED:
                self.sites.append(around._replace(node=node))
            if kind in _SPECIAL:
                pending += [
                    (each.node, each)
                    for each in reversed(list(self._enter(around._replace(node=node))))
                ]
                continue
            if kind in _LOOPS:
                around = around._replace(in_loop=True)
            elif kind in _CONDITIONS or kind in _GUARDING:
                around = around._replace(in_condition=True)
            pending += [(child, around) for child in reversed(node.children)]

    def _enter(self, site: Site) -> Iterator[Site]:
        """Note what a node of a kind with a meaning is, and yield what it consists of."""
        node, scope = site.node, site.scope
        kind = node.kind
        if kind in _IMPORTS:
            self._import(site)
            return
        if kind == "decorated_definition":
            own = tuple(each for each in node.children if each.kind == "decorator")
            yield from (site._replace(node=each) for each in own)
            definition = node.get("definition")
            if definition is not None:
                yield site._replace(node=definition, decorators=(*site.decorators, *own))
            return
        if kind in {"function_definition", "lambda"}:
            yield from self._function(site)
            return
        if kind == "class_definition":
            name = node.get("name")
            inner = Scope(self, scope, "class")
            if name is not None:
                scope.bind(self.text(name), node)
                self.classes.setdefault(self.text(name), inner)
            for child in node.children:
                yield site._replace(node=child, scope=inner if child.field == "body" else scope)
            return
        self._bind(node, scope)
        if kind == "if_statement":
            yield from self._branches(site)
            return
        if kind == "try_statement":
            caught = tuple(self._caught(node))
            for child in node.children:
                is_body = child.field == "body"
                yield site._replace(
                    node=child,
                    caught=(*site.caught, *caught) if is_body else site.caught,
                    # What follows `else` runs where nothing failed before it.
                    in_condition=site.in_condition or child.kind == "else_clause",
                )
            return
        if kind == "except_clause":
            for child in node.children:
                yield site._replace(node=child, in_condition=True)
            return
        if kind == "with_statement":
            yield from self._with(site)
            return
        if kind in _LOOPS:
            site = site._replace(in_loop=True)
        elif kind in _CONDITIONS or kind in _GUARDING:
            site = site._replace(in_condition=True)
        yield from (site._replace(node=child) for child in node.children)

    def _function(self, site: Site) -> Iterator[Site]:
        node, scope = site.node, site.scope
        name = node.get("name")
        function = site.function
        if name is not None:
            scope.bind(self.text(name), None)
            function = function or (
                self.text(name) if scope.kind == "module" else f".{self.text(name)}"
            )
        else:
            function = function or ".lambda"
        if name is not None and scope.kind == "module":
            self.functions.setdefault(self.text(name), site)
        inner = Scope(self, scope, "function", site)
        parameters = node.get("parameters")
        for parameter in () if parameters is None else parameters.children:
            for each in _bound_by(parameter):
                inner.bindings.setdefault(self.text(each), []).append(None)
        if parameters is not None:
            yield site._replace(node=parameters)
        body = node.get("body")
        if body is not None:
            yield site._replace(
                node=body,
                scope=inner,
                function=function,
                caught=(),
                in_condition=False,
                in_loop=False,
            )

    def _branches(self, site: Site) -> Iterator[Site]:
        condition = site.node.get("condition")
        text = "" if condition is None else self.text(condition)
        is_main = "__name__" in text and "__main__" in text and "!=" not in text
        is_typing = text.rpartition(".")[2] == "TYPE_CHECKING"
        for child in site.node.children:
            if child.field == "condition":
                yield site._replace(node=child)
            elif child.field == "consequence" and is_main:
                yield site._replace(node=child, in_main=True)
            elif child.field == "consequence" and is_typing:
                yield site._replace(node=child, is_typing=True)
            else:
                yield site._replace(node=child, in_condition=True)

    def _caught(self, node: Node) -> Iterator[str]:
        for child in node.children:
            if child.kind not in {"except_clause", "except_group_clause"}:
                continue
            values = [each for each in child.children if each.kind != "block"]
            if not values:
                yield ""
            for value in values:
                for each in value.walk():
                    if each.kind == "identifier":
                        yield self.text(each)

    def _with(self, site: Site) -> Iterator[Site]:
        node, scope = site.node, site.scope
        caught: list[str] = []
        heads = [child for child in node.children if child.field != "body"]
        for each in (inner for head in heads for inner in head.walk()):
            if each.kind == "with_item":
                value = each.get("value")
                if value is not None and value.kind == "as_pattern":
                    target = value.get("alias")
                    if target is not None and value.children:
                        name = target.children[0] if target.children else target
                        if name.kind == "identifier":
                            scope.bind(self.text(name), value.children[0])
                if value is not None and value.kind == "call":
                    function = value.get("function")
                    if function is not None and self.text(function).endswith("suppress"):
                        names = self.arguments(value).positional
                        caught += [self.text(name) for name in names]
        for child in node.children:
            is_body = child.field == "body"
            yield site._replace(
                node=child, caught=(*site.caught, *caught) if is_body else site.caught
            )

    def _bind(self, node: Node, scope: Scope) -> None:
        if node.kind == "assignment":
            left, right = node.get("left"), node.get("right")
            if left is None:
                return
            if left.kind == "identifier":
                if right is not None or scope.kind == "class":
                    scope.bind(self.text(left), right)
            elif left.kind in {"pattern_list", "tuple_pattern", "list_pattern"}:
                for each in left.walk():
                    if each.kind == "identifier":
                        scope.bind(self.text(each), _first_of(left, each, right))
        elif node.kind in {"augmented_assignment", "for_statement", "named_expression"}:
            left = node.get("left") or node.get("name")
            for each in () if left is None else left.walk():
                if each.kind == "identifier":
                    scope.bind(self.text(each), None)
        elif node.kind == "except_clause":
            alias = next((each for each in node.children if each.kind == "as_pattern"), None)
            for each in () if alias is None else alias.walk():
                if each.kind == "as_pattern_target":
                    scope.bind(self.text(each), None)
        elif node.kind == "global_statement":
            for each in node.children:
                self.scope.bind(self.text(each), None)

    def _import(self, site: Site) -> None:
        node = site.node
        if node.kind == "import_statement":
            for child in node.children:
                named = child.get("name") if child.kind == "aliased_import" else child
                if named is None:
                    continue
                module = self.text(named)
                alias = child.get("alias")
                local = module.partition(".")[0] if alias is None else self.text(alias)
                found = ImportedName(module, "", local, named, site)
                self.imports.append(found)
                if alias is None:
                    found = found._replace(module=local)
                self.imported.setdefault(local, found)
            return
        origin = node.get("module_name")
        if origin is None:
            return
        module = self._absolute(self.text(origin))
        if any(child.kind == "wildcard_import" for child in node.children):
            self.has_star = True
            self.imports.append(ImportedName(module, "*", "*", origin, site))
            return
        for child in node.all("name"):
            named = child.get("name") if child.kind == "aliased_import" else child
            if named is None:
                continue
            alias = child.get("alias")
            local = self.text(named if alias is None else alias)
            found = ImportedName(module, self.text(named), local, origin, site)
            self.imports.append(found)
            self.imported.setdefault(local, found)

    def _absolute(self, text: str) -> str:
        dots = len(text) - len(text.lstrip("."))
        if not dots:
            return text
        parts = self.name.split(".")
        kept = parts[: len(parts) - dots + (1 if self.is_package else 0)]
        if not kept:
            return ""
        rest = text.lstrip(".")
        return ".".join([*kept, rest] if rest else kept)


def _bound_by(parameter: Node) -> Iterator[Node]:
    """Yield the names that a parameter binds; not those of its annotation and default."""
    named = parameter.get("name")
    if named is None and parameter.kind == "typed_parameter" and parameter.children:
        named = parameter.children[0]
    for each in (parameter if named is None else named).walk():
        if each.kind == "identifier":
            yield each


def _first_of(left: Node, name: Node, right: Node | None) -> Node | None:
    """Return what one of several names is bound to, where both sides are written out.

    ``args, rest = parser.parse_known_args()`` binds the first name to what the call makes.
    """
    at = left.children.index(name) if name in left.children else -1
    if right is None or at < 0:
        return None
    if right.kind in {"expression_list", "tuple"} and len(right.children) == len(left.children):
        return right.children[at]
    return right if at == 0 and right.kind == "call" else None
