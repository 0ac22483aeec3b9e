"""Finds the facts of one module: what its calls mean is in the knowledge base."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Any

from dockwright.model.code.facts import (
    Connection,
    Download,
    GpuUse,
    Import,
    LibraryLoad,
    OpenedFile,
    ProgramCall,
    Route,
    ServerCall,
    SharedMemoryUse,
    VariableRead,
    Written,
)
from dockwright.model.code.settings import named_in_settings
from dockwright.model.code.values import Valued, evaluate
from dockwright.model.unknown import Unknown
from dockwright.text import regex as re

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.code.module import Arguments, CodeModule, Site
    from dockwright.syntax.python import Node

    Fact = (
        Connection
        | Download
        | GpuUse
        | Import
        | LibraryLoad
        | OpenedFile
        | ProgramCall
        | Route
        | ServerCall
        | SharedMemoryUse
        | VariableRead
        | Written
    )

__all__ = [
    "facts_of",
    "finds_modules_elsewhere",
    "is_import_borne",
    "is_tended",
    "path_opened",
    "routes_hidden",
]

_IMPORT_ERRORS = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException", ""})
_KEY_ERRORS = frozenset({"KeyError", "LookupError", "Exception", "BaseException", ""})
_WRITING = frozenset("wax+")
_PATHS = ("pathlib.Path.", "importlib.resources.files.")
_SEARCH_ASSIGNED = (
    r"\bsys\.(?:path|meta_path|path_hooks)\s*(?:\[[^\]\n]*\]\s*)?\+?=(?!=)"
    r"|\bsys\.modules\s*\[[^\]\n]*\]\s*=(?!=)"
)


def facts_of(module: CodeModule) -> Iterator[Fact]:
    """Yield the facts of a module; what runs only where it is a script counts for one alone."""
    yield from _imports(module)
    yield from _imports_of_settings(module)
    asked = _asked_variables(module)
    falls_back = _asks_for_gpu(module)
    tended = _Tended(module)
    calls = iter(module.calls)
    for site in module.sites:
        called = next(calls)[1] if site.node.kind == "call" else ""
        if site.is_typing or (site.in_main and not module.is_script):
            continue
        kind = site.node.kind
        if kind == "call":
            yield from _call(module, site, called, asked, tended, falls_back=falls_back)
        elif kind == "subscript":
            yield from _subscript(module, site, asked)
        elif kind == "class_definition":
            yield from _settings(module, site)


def routes_hidden(module: CodeModule) -> str | None:
    """Tell why an application of the module may answer more paths than its routes say, or None."""
    kb = module.kb
    makers = kb.name_set("code.route-makers")
    methods = kb.name_set("code.route-methods")
    free = kb.name_set("code.route-free-methods")
    callers = kb.name_set("code.route-free-callers")
    middleware = kb.name_set("code.route-free-middleware")
    for site in module.sites:
        node = site.node
        if node.kind != "call":
            continue
        name = site.scope.qualified(node.get("function"))
        owner, _, method = name.rpartition(".")
        arguments = module.arguments(node)
        if owner in makers:
            if method in {"add_middleware", "middleware"}:
                first = arguments.at(0)
                text = "" if first is None else module.text(first).rpartition(".")[2]
                if method == "middleware" or text not in middleware:
                    return "middleware may answer by itself"
            elif method in methods:
                if _route_text(site, arguments) is None:
                    return "a route's path is worked out"
            elif method not in free:
                return f"{method}() may add routes"
            elif method in kb.name_set("code.route-includes"):
                other = arguments.either("router", 0) or arguments.named.get("blueprint")
                if site.scope.qualified(other) not in makers:
                    return "routes come from elsewhere"
        elif name in makers:
            if arguments.has_more or {"routes", "middleware", "root_path"} & set(arguments.named):
                return "routes are given to the application as a list"
            if any(isinstance(each, Unknown) for each in _brought(module, site, name, arguments)):
                return "where a route of the framework lies is worked out"
        elif name not in callers:
            for argument in (*arguments.positional, *arguments.named.values()):
                is_name = argument.kind in {"identifier", "attribute"}
                if (
                    is_name
                    and site.scope.qualified(argument) in makers
                    and method not in kb.name_set("code.route-includes")
                ):
                    return "the application is given to other code"
    return None


def finds_modules_elsewhere(module: CodeModule) -> bool:
    """Tell whether the module has others found in places that the image need not show.

    It adds a directory to the search that lies outside the tree that the module itself lies in,
    puts modules or finders in place by itself, or has an installer run.
    """
    if re.search(_SEARCH_ASSIGNED, module.tree.source.text):
        return True
    searches = module.kb.mapping("code.search-changers")
    runs = module.kb.mapping("code.programs-run")
    own = posixpath.dirname(module.place).split("/")[:2]
    for site in module.sites:
        if site.node.kind != "call":
            continue
        name = site.scope.qualified(site.node.get("function"))
        arguments = module.arguments(site.node)
        if name in searches:
            place = evaluate(arguments.at(searches[name]), site.scope).text
            if place is None or (
                place.startswith("/") and posixpath.normpath(place).split("/")[:2] != own
            ):
                return True
        elif name in runs:
            words = arguments.at(runs[name])
            text = "" if words is None else module.text(words)
            if re.search(r"\b(?:pip3?|uv|conda)\b", text) and re.search(r"\binstall\b", text):
                return True
    return False


def is_import_borne(site: Site) -> bool:
    """Tell whether the program goes on where an import fails at a place."""
    return bool(_IMPORT_ERRORS.intersection(site.caught))


def _called(name: str) -> str:
    """Return the name of a call, the way to a path's method left out: what it gives is a path too.

    ``Path(__file__).resolve().parent.joinpath("a").open`` is ``pathlib.Path.open``.
    """
    return f"pathlib.Path.{name.rpartition('.')[2]}" if name.startswith(_PATHS) else name


def _imports(module: CodeModule) -> Iterator[Import]:
    for each in module.imports:
        site = each.site
        if site.is_typing or not each.module or (site.in_main and not module.is_script):
            continue
        statement = module.text(each.node)
        name = statement if each.node.kind == "dotted_name" else each.module
        is_own = module.find(name.partition(".")[0]) is not None or module.find(name) is not None
        yield Import(
            module.path,
            each.node.span,
            name,
            bool(site.function),
            is_import_borne(site) or site.in_condition or site.in_loop,
            is_own,
        )


def _imports_of_settings(module: CodeModule) -> Iterator[Import]:
    for name, node in named_in_settings(module):
        is_own = module.find(name.partition(".")[0]) is not None or module.find(name) is not None
        yield Import(module.path, node.span, name, is_deferred=False, guarded=False, is_own=is_own)


def _asked_variables(module: CodeModule) -> frozenset[str]:
    """Return the variables of which the module asks whether they are set, or sets them itself."""
    found: set[str] = set()
    for site in module.sites:
        node = site.node
        if node.kind == "comparison_operator" and "os.environ" in module.text(node):
            for child in node.children:
                value = evaluate(child, site.scope).value
                if isinstance(value, str):
                    found.add(value)
    for site, called in module.calls:
        if called == "os.environ.setdefault":
            value = evaluate(module.arguments(site.node).at(0), site.scope).value
            if isinstance(value, str):
                found.add(value)
    return frozenset(found)


def _asks_for_gpu(module: CodeModule) -> bool:
    """Tell whether the module asks whether there is a GPU, so that it may do without."""
    known = module.kb.name_set("code.cuda-questions")
    return any(called in known for _, called in module.calls)


def _call(
    module: CodeModule,
    site: Site,
    called: str,
    asked: frozenset[str],
    tended: _Tended,
    *,
    falls_back: bool,
) -> Iterator[Fact]:
    kb = module.kb
    node = site.node
    function = node.get("function")
    name = _called(called)
    arguments = module.arguments(node)
    method = ""
    if function is not None and function.kind == "attribute":
        attribute = function.get("attribute")
        method = "" if attribute is None else f".{module.text(attribute)}"
    at_start = module.starts(site)
    guarded = site.in_condition or bool(site.caught)
    servers = kb.mapping("code.servers")
    if name in servers:
        yield from _server(module, site, servers[name], name, arguments)
    if name in kb.mapping("code.environment-readers"):
        yield from _variable(module, site, name, arguments, asked)
    downloads = kb.name_set("code.downloads")
    if (name in downloads or method in downloads) and not (
        set(arguments.named) & kb.name_set("code.local-only-arguments")
    ):
        what = evaluate(arguments.at(0), site.scope)
        if _may_download(what):
            title = name if name in downloads else method
            yield Download(module.path, node.span, title, what, guarded, at_start)
    yield from _files(module, site, name, method, arguments, tended)
    yield from _directories(module, site, name, arguments, tended)
    yield from _shared_memory(module, site, name, arguments)
    if not falls_back and _insists(module, site, name, method, arguments):
        yield GpuUse(module.path, node.span, guarded, at_start)
    yield from _programs(module, site, name, arguments)
    yield from _libraries(module, site, name, arguments)
    connections = kb.mapping("code.connections")
    if name in connections:
        index = connections[name]
        named = kb.names("code.connection-arguments")
        made = function.get("object") if index < 0 and function is not None else None
        given = module.arguments(made) if made is not None and made.kind == "call" else arguments
        address = next((given.named[each] for each in named if each in given.named), None)
        address = address or given.at(max(index, 0))
        retries = kb.name_set("code.retries")
        retried = (
            site.in_loop
            or bool(site.caught)
            or any(
                site.scope.qualified(inner) in retries
                for decorator in site.decorators
                for inner in decorator.children
            )
        )
        value = evaluate(address, site.scope)
        yield Connection(module.path, node.span, name, value, retried, at_start)
    yield from _routes(module, site, name, arguments)


def _server(
    module: CodeModule, site: Site, facts: dict[str, Any], name: str, arguments: Arguments
) -> Iterator[ServerCall]:
    if any(each in arguments.named for each in facts.get("unless", ())):
        return
    if facts.get("unless_caught") and site.caught:
        return  # it tries whether a port is free
    hidden = Unknown("arguments are unpacked")
    if "bind_at" in facts:
        text = evaluate(arguments.at(facts["bind_at"]), site.scope).text
        host_text, colon, port_text = (text or "").rpartition(":")
        if not colon or not port_text.isdecimal() or "/" in host_text:
            return
        host, port = Valued(host_text.strip("[]")), Valued(int(port_text))
    elif "address_at" in facts:
        address = arguments.at(facts["address_at"])
        parts = address.children if address is not None and address.kind == "tuple" else []
        if len(parts) != 2:
            return
        host, port = (evaluate(part, site.scope) for part in parts)
        if host.value == "":
            host = host._replace(value="0.0.0.0")  # noqa: S104 - Python's meaning of ""
    else:
        given_host = arguments.either(facts.get("host", ""), facts.get("host_at", -1))
        given_port = arguments.either(facts.get("port", ""), facts.get("port_at", -1))
        default_host = hidden if arguments.has_more else facts.get("default_host")
        default_port = hidden if arguments.has_more else facts.get("default_port")
        host = _or_default(given_host, site, default_host, tuple(facts.get("host_env", ())))
        port = _or_default(given_port, site, default_port, tuple(facts.get("port_env", ())))
    yield ServerCall(
        module.path,
        site.node.span,
        name,
        host,
        port,
        site.in_condition,
        module.starts(site),
        bool(facts.get("is_aside", False)),
    )


def _or_default(
    node: Node | None, site: Site, default: str | int | Unknown | None, variables: tuple[str, ...]
) -> Valued:
    if node is None:
        return Valued(default, variables)
    found = evaluate(node, site.scope)
    if found.value is None:
        # Given as None, which servers take for "not given".
        return Valued(default, (*found.variables, *variables), found.options)
    return found


def _may_download(what: Valued) -> bool:
    """Tell whether a first argument may name something elsewhere, not a directory."""
    text = what.value
    return not (isinstance(text, str) and text.startswith(("/", "./", "../")))


def _variable(
    module: CodeModule, site: Site, name: str, arguments: Arguments, asked: frozenset[str]
) -> Iterator[VariableRead]:
    key = evaluate(arguments.at(0), site.scope).value
    if not isinstance(key, str):
        return
    given = arguments.either("default", 1)
    if given is None and "cast" not in arguments.named and arguments.has_more:
        return
    default: str | Unknown | None = None
    if given is not None:
        value = evaluate(given, site.scope).value
        default = value if isinstance(value, (str, Unknown)) or value is None else str(value)
    gives_none = bool(module.kb.mapping("code.environment-readers")[name])
    required = given is None and not gives_none and not _is_set_elsewhere(module, key)
    yield VariableRead(
        module.path,
        site.node.span,
        key,
        required,
        default,
        _bears(site, key, asked),
        module.starts(site),
    )


def _bears(site: Site, name: str, asked: frozenset[str]) -> bool:
    return site.in_condition or name in asked or bool(_KEY_ERRORS.intersection(site.caught))


def _subscript(module: CodeModule, site: Site, asked: frozenset[str]) -> Iterator[VariableRead]:
    node = site.node
    if site.scope.qualified(node.get("value")) != "os.environ":
        return
    name = evaluate(node.get("subscript"), site.scope).value
    if not isinstance(name, str) or _is_set(module, node):
        return
    yield VariableRead(
        module.path,
        node.span,
        name,
        required=not _is_set_elsewhere(module, name),
        default=None,
        guarded=_bears(site, name, asked),
        at_start=module.starts(site),
    )


def _is_set_elsewhere(module: CodeModule, name: str) -> bool:
    """Tell whether a launcher or the container's runtime sets a variable by itself."""
    return name in module.kb.name_set("code.launcher-variables")


def _is_set(module: CodeModule, node: Node) -> bool:
    """Tell whether a variable is set there, or deleted, and not read."""
    text = module.tree.source.text
    after = text[node.end :].lstrip()
    # The left side of `+` has that field too.
    is_target = node.field == "left" and after[:1] == "=" and after[:2] != "=="
    return is_target or text[: node.start].endswith("del ")


def _settings(module: CodeModule, site: Site) -> Iterator[VariableRead]:
    """Yield the fields of a class that reads the environment."""
    node = site.node
    name = node.get("name")
    body = node.get("body")
    if name is None or body is None or not module.reads_environment(module.text(name)):
        return
    text = module.text(node)
    if "env_prefix" in text or "env_file" in text or "alias" in text or "validation_alias" in text:
        # Another name, or another source, may give the fields.
        return
    for statement in body.children:
        field = next((each for each in statement.children if each.kind == "assignment"), None)
        left = None if field is None else field.get("left")
        if field is None or left is None or left.kind != "identifier":
            continue
        if field.get("type") is None or module.text(left).startswith(("_", "model_config")):
            continue
        right = field.get("right")
        default: str | Unknown | None = None
        required = right is None
        if right is not None:
            value = evaluate(right, site.scope).value
            default = value if isinstance(value, (str, Unknown)) or value is None else str(value)
        yield VariableRead(
            module.path,
            field.span,
            module.text(left).upper(),
            required,
            default,
            guarded=False,
            at_start=not required or _is_made(module, module.text(name)),
        )


def _is_made(module: CodeModule, name: str) -> bool:
    """Tell whether the class is called when the module runs."""
    for site in module.sites:
        function = site.node.get("function") if site.node.kind == "call" else None
        if function is not None and module.text(function) == name and module.starts(site):
            return True
    return False


def _path_argument(
    module: CodeModule, site: Site, index: int, arguments: Arguments
) -> Valued | None:
    if index < 0:
        function = site.node.get("function")
        owner = None if function is None else function.get("object")
        return None if owner is None else evaluate(owner, site.scope)
    node = arguments.at(index)
    if node is None:
        names = module.kb.names("code.write-arguments")
        node = next((arguments.named[each] for each in names if each in arguments.named), None)
    return None if node is None else evaluate(node, site.scope)


def _files(
    module: CodeModule,
    site: Site,
    name: str,
    method: str,
    arguments: Arguments,
    tended: _Tended,
) -> Iterator[Written | OpenedFile]:
    kb = module.kb
    writes = kb.mapping("code.writes")
    reads = kb.mapping("code.reads")
    title = name if name in writes or name in reads else method
    with_mode = kb.mapping("code.opening-with-mode")
    writing = title in writes
    if title in with_mode:
        mode = arguments.either("mode", with_mode[title])
        text = "r" if mode is None else evaluate(mode, site.scope).value
        if not isinstance(text, str):
            return
        writing = bool(_WRITING.intersection(text))
    if writing and title in writes:
        target = _path_argument(module, site, writes[title], arguments)
        if target is None or target.value is None or not _is_path(target):
            return
        yield Written(
            module.path,
            site.node.span,
            title,
            target,
            title in kb.name_set("code.checkpoints"),
            site.in_condition or bool(site.caught),
            module.starts(site),
        )
    elif not writing and title in reads:
        target = _path_argument(module, site, reads[title], arguments)
        yield from _opened(module, site, target, tended, is_directory=False)


def _directories(
    module: CodeModule, site: Site, name: str, arguments: Arguments, tended: _Tended
) -> Iterator[OpenedFile]:
    """Yield the directory without which a call fails."""
    facts = module.kb.mapping("code.directories-needed").get(name)
    if facts is None:
        return
    off = arguments.named.get(facts.get("unless_false", ""))
    if arguments.has_more or (off is not None and evaluate(off, site.scope).value is not True):
        return
    if facts["at"] < 0:
        target = _path_argument(module, site, facts["at"], arguments)
    else:
        node = arguments.either(facts.get("named", ""), facts["at"])
        target = None if node is None else evaluate(node, site.scope)
    yield from _opened(module, site, target, tended, is_directory=True)


def _opened(
    module: CodeModule, site: Site, target: Valued | None, tended: _Tended, *, is_directory: bool
) -> Iterator[OpenedFile]:
    text = None if target is None else target.text
    if not text or "://" in text or text.startswith("~"):
        return
    text = posixpath.normpath(text)
    folder = posixpath.dirname(module.place)
    above = posixpath.dirname(folder)
    # Nothing of the system, where the code lies in a directory of the root.
    own = folder if above == "/" else above
    if text == "." or (text[0] == "/" and not text.startswith(f"{own.rstrip('/')}/")):
        return
    yield OpenedFile(
        module.path,
        site.node.span,
        text,
        site.in_condition or bool(site.caught) or text in tended.paths,
        module.starts(site),
        is_directory,
    )


def path_opened(module: CodeModule, site: Site) -> Valued | None:
    """Return the path that a call opens for reading; None where it is no such call."""
    kb = module.kb
    name = _called(site.scope.qualified(site.node.get("function")))
    arguments = module.arguments(site.node)
    with_mode = kb.mapping("code.opening-with-mode")
    reads = kb.mapping("code.reads")
    if name in with_mode:
        mode = arguments.either("mode", with_mode[name])
        text = "r" if mode is None else evaluate(mode, site.scope).text
        if text is None or _WRITING.intersection(text):
            return None
    return _path_argument(module, site, reads[name], arguments) if name in reads else None


def is_tended(module: CodeModule, path: str) -> bool:
    """Tell whether a module asks whether a file is there, or makes it."""
    return posixpath.normpath(path) in _Tended(module).paths


class _Tended:
    """The paths of which a module asks whether they are there, or that it makes."""

    def __init__(self, module: CodeModule) -> None:
        self.module = module
        self._paths: frozenset[str] | None = None

    @property
    def paths(self) -> frozenset[str]:
        """Return them; worked out when a file is opened."""
        if self._paths is None:
            self._paths = frozenset(self._find())
        return self._paths

    def _find(self) -> Iterator[str]:
        module, kb = self.module, self.module.kb
        tests, writes = kb.mapping("code.existence-tests"), kb.mapping("code.writes")
        with_mode = kb.mapping("code.opening-with-mode")
        for site in module.sites:
            if site.node.kind != "call":
                continue
            name = _called(site.scope.qualified(site.node.get("function")))
            arguments = module.arguments(site.node)
            index = tests.get(name)
            if index is None and name in writes:
                mode = arguments.either("mode", with_mode[name]) if name in with_mode else None
                text = "" if mode is None else evaluate(mode, site.scope).text or ""
                if name not in with_mode or _WRITING.intersection(text):
                    index = writes[name]
            target = None if index is None else _path_argument(module, site, index, arguments)
            if target is not None and target.text is not None:
                yield posixpath.normpath(target.text)


def _is_path(target: Valued) -> bool:
    value = target.value
    if isinstance(value, Unknown):
        return True
    return isinstance(value, str) and value not in {"", ":memory:"} and "://" not in value


def _shared_memory(
    module: CodeModule, site: Site, name: str, arguments: Arguments
) -> Iterator[SharedMemoryUse]:
    kb = module.kb
    path, span, guarded = module.path, site.node.span, site.in_condition
    if name in kb.name_set("code.loaders") or name in kb.name_set("code.loader-configurations"):
        for each in kb.names("code.loader-arguments"):
            given = arguments.named.get(each)
            if given is not None:
                value = evaluate(given, site.scope)
                yield SharedMemoryUse(path, span, "workers", value, guarded)
    elif name in kb.name_set("code.process-groups"):
        backend = evaluate(arguments.either("backend", 0), site.scope).value
        if isinstance(backend, str) and "nccl" in backend.lower():
            count = Valued(Unknown("the launcher says how many"))
            yield SharedMemoryUse(path, span, "processes", count, guarded)
    elif name in kb.mapping("code.tensor-parallel"):
        given = arguments.named.get(kb.mapping("code.tensor-parallel")[name])
        if given is not None:
            value = evaluate(given, site.scope)
            yield SharedMemoryUse(path, span, "tensor-parallel", value, guarded)


def _insists(module: CodeModule, site: Site, name: str, method: str, arguments: Arguments) -> bool:
    kb = module.kb
    if site.in_condition or site.caught:
        return False
    if not name and method in kb.name_set("code.cuda-methods"):
        return not arguments.positional and not arguments.named
    if name.startswith("torch.") and method in kb.name_set("code.cuda-methods"):
        return name != "torch.cuda"
    placements = kb.mapping("code.cuda-placements")
    title = name if name in placements else method if method in placements else ""
    devices = [arguments.named.get(each) for each in kb.names("code.cuda-device-arguments")]
    if title:
        devices.append(arguments.at(placements[title]))
    elif not name.startswith("torch.") and not name.endswith(".from_pretrained"):
        return False
    for device in devices:
        value = None if device is None else evaluate(device, site.scope).text
        if value is not None and (value == "cuda" or value.startswith("cuda:")):
            return True
    return False


def _programs(
    module: CodeModule, site: Site, name: str, arguments: Arguments
) -> Iterator[ProgramCall]:
    kb = module.kb
    guarded = site.in_condition or bool(site.caught)
    needed = kb.mapping("code.programs-needed").get(name)
    if needed is not None:
        yield ProgramCall(module.path, site.node.span, needed, guarded)
    runs = kb.mapping("code.programs-run")
    if name not in runs:
        return
    value = evaluate(arguments.at(runs[name]), site.scope).value
    if isinstance(value, Unknown):
        return
    first = value[0] if isinstance(value, tuple) and value else value
    if isinstance(first, str) and first.split():
        program = first.split()[0].rpartition("/")[2]
        if program and not program.startswith(("$", "-", "{")) and "=" not in program:
            yield ProgramCall(module.path, site.node.span, program, guarded)


def _libraries(
    module: CodeModule, site: Site, name: str, arguments: Arguments
) -> Iterator[LibraryLoad]:
    loaders = module.kb.mapping("code.library-loaders")
    given = arguments.at(loaders[name]) if name in loaders else None
    if given is None:
        return
    node = _bound_once(given, site)
    if node.kind == "boolean_operator":
        # What is taken where nothing is found.
        node = node.get("right") or node
    searched = site.scope.qualified(node.get("function")) if node.kind == "call" else ""
    is_searched = searched in module.kb.name_set("code.library-finders")
    what = module.arguments(node).at(0) if is_searched else node
    library = evaluate(what, site.scope).text
    if library and "/" not in library and (is_searched or ".so" in library):
        yield LibraryLoad(
            module.path,
            site.node.span,
            library,
            is_searched,
            site.in_condition or bool(site.caught),
            module.starts(site),
        )


def _bound_once(node: Node, site: Site) -> Node:
    """Return what a name stands for where one statement alone sets it; others as they are."""
    holder = site.scope.holder(site.scope.module.text(node)) if node.kind == "identifier" else None
    bound = [] if holder is None else holder.bindings[site.scope.module.text(node)]
    return bound[0] if len(bound) == 1 and bound[0] is not None else node


def _route_text(site: Site, arguments: Arguments) -> tuple[Node, str] | None:
    node = next(
        (
            given
            for given in (
                arguments.at(0),
                arguments.named.get("path"),
                arguments.named.get("rule"),
                arguments.named.get("route"),
            )
            if given is not None
        ),
        None,
    )
    value = None if node is None else evaluate(node, site.scope).text
    return None if node is None or value is None else (node, value)


def _routes(module: CodeModule, site: Site, name: str, arguments: Arguments) -> Iterator[Route]:
    kb = module.kb
    makers = kb.name_set("code.route-makers")
    owner, _, method = name.rpartition(".")
    is_call = name in kb.name_set("code.route-classes")
    if not is_call and (owner not in makers or method not in kb.name_set("code.route-methods")):
        if name in makers:
            for each in _brought(module, site, name, arguments):
                if isinstance(each, str):
                    yield Route(module.path, site.node.span, each, is_below=False)
        return
    found = _route_text(site, arguments)
    if found is None:
        return
    node, text = found
    is_below = is_call or owner.rpartition(".")[2] in {"APIRouter", "Blueprint", "Router"}
    yield Route(module.path, node.span, _plain_route(text), is_below)


def _brought(
    module: CodeModule, site: Site, name: str, arguments: Arguments
) -> Iterator[str | Unknown]:
    """Yield the routes that a framework brings by itself, where its maker's arguments put them."""
    switches = module.kb.mapping("code.route-switches").get(name, {})
    for route in module.kb.mapping("code.routes-of-frameworks").get(name, ()):
        mover, *others = switches.get(route, ("",))
        given = [arguments.named[each] for each in others if each in arguments.named]
        if any(evaluate(each, site.scope).value is None for each in given):
            continue
        moved = arguments.named.get(mover)
        value = route if moved is None else evaluate(moved, site.scope).value
        if isinstance(value, (str, Unknown)):
            yield value


def _plain_route(text: str) -> str:
    """Return a route with ``{…}`` for its parameters, of Flask's and Django's forms too."""
    parts = text.replace("<", "{").replace(">", "}")
    return parts if parts.startswith("/") else f"/{parts.lstrip('^').rstrip('$')}"
