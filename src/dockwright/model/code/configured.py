"""What a server reads from a file of its own: Gunicorn's Python file, Streamlit's TOML."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.code.image import ImageFiles
from dockwright.model.code.module import CodeModule
from dockwright.model.code.values import Valued, evaluate
from dockwright.model.project import refusal_for_content
from dockwright.model.unknown import Unknown
from dockwright.syntax.python import parse, parts_of_string
from dockwright.text import Source, Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from dockwright.kb import KnowledgeBase
    from dockwright.model.command import Command
    from dockwright.model.context import BuildContext
    from dockwright.model.serving import Serving
    from dockwright.model.stage import Stage
    from dockwright.syntax.python import Node

    Lookup = Callable[[str], str | Unknown | None]

__all__ = ["Configured", "application_in_file", "told_by_file"]


class Configured(NamedTuple):
    """What a server's file says of where it listens.

    Attributes:
        host: the address; None where the file says nothing of it.
        port: the port; likewise.
        workers: how many processes serve; likewise.
        path: the file's absolute path.
        span: the place of the port or the address in it.
    """

    host: str | Unknown | None
    port: int | Unknown | None
    workers: int | Unknown | None
    path: str
    span: Span


def told_by_file(
    serving: Serving,
    stage: Stage,
    context: BuildContext,
    kb: KnowledgeBase,
    lookup: Lookup,
    *,
    workdir: str,
) -> Configured | Unknown | None:
    """Return what a server that a command starts reads from its file.

    Words of the command line go before it, and are the caller's.

    Args:
        serving: the server.
        stage: the stage that becomes the image.
        context: the directory that COPY takes from.
        kb: knows which file a server reads.
        lookup: gives the container's variables.
        workdir: the directory that the server starts in.

    Returns:
        None where it reads none, or a variable goes before what it reads; ``Unknown`` where it
        may read one that is not known.
    """
    name = kb.mapping("server-python.configuration-files").get(serving.server.program)
    if name is None:
        return None
    if not name.endswith(".py") and any(
        lookup(each) is not None for each in (*serving.server.port_env, *serving.server.bind_env)
    ):
        return None
    chosen = _chosen(serving.command, kb)
    if isinstance(chosen, Unknown):
        return chosen
    files = ImageFiles(stage, context, kb)
    path = files.locate(posixpath.normpath(posixpath.join(workdir, chosen or name)))
    if not isinstance(path, str):
        is_elsewhere = any(
            any(context.matches(pattern)) for pattern in (name, f"*/{name}", f"*/*/{name}")
        )
        if path is None and not chosen and not is_elsewhere:
            return None
        return Unknown("a configuration file may say it")
    data = context.project.read(path)
    if isinstance(data, Unknown) or refusal_for_content(data) is not None:
        return Unknown("the configuration file cannot be read")
    source = Source.from_bytes(path, data)
    if name.endswith(".py"):
        return _of_python(source, kb, lookup)
    return _of_toml(source)


def application_in_file(program: str, command: Command, cwd: str, files: ImageFiles) -> str | None:
    """Return the application that Gunicorn's file names, as the command line would; or None.

    Args:
        program: the server.
        command: the server's command.
        cwd: the directory that it starts in.
        files: the image's files.
    """
    name = files.kb.mapping("server-python.configuration-files").get(program)
    chosen = None if name is None else _chosen(command, files.kb)
    if name is None or not name.endswith(".py") or isinstance(chosen, Unknown):
        return None
    path = files.locate(posixpath.normpath(posixpath.join(cwd, chosen or name)))
    data = files.context.project.read(path) if isinstance(path, str) else None
    if not isinstance(path, str) or not isinstance(data, bytes):
        return None
    if refusal_for_content(data) is not None:
        return None
    tree = parse(Source.from_bytes(path, data))
    module = CodeModule(tree, path, path, "gunicorn.conf", files.kb, _no_module)
    return module.scope.value("wsgi_app").text


def _chosen(command: Command, kb: KnowledgeBase) -> str | Unknown | None:
    """Return the path of the file that the command line names; None where it names none."""
    options = kb.name_set("code.configuration-options")
    words = command.words
    for at, word in enumerate(words):
        name, equals, value = (word.value or "").partition("=")
        if name not in options:
            continue
        given = value if equals else words[at + 1].value if at + 1 < len(words) else ""
        if given is None:
            return Unknown("a variable names the configuration file")
        if given.startswith("python:"):
            return given.removeprefix("python:").replace(".", "/") + ".py"
        return given.removeprefix("file:")
    return None


def _of_python(source: Source, kb: KnowledgeBase, lookup: Lookup) -> Configured | Unknown | None:
    module = CodeModule(parse(source), source.path, source.path, "gunicorn.conf", kb, _no_module)
    bind, workers = module.has_name("bind"), module.has_name("workers")
    if isinstance(bind, Unknown) or isinstance(workers, Unknown):
        return Unknown("the configuration file makes names when it is read")
    number: int | Unknown | None = None
    if workers:
        told = module.scope.value("workers").under(lookup)
        is_number = isinstance(told, int) or (isinstance(told, str) and told.isdecimal())
        number = int(str(told)) if is_number else Unknown("code works the workers out")
    if not bind:
        span = Span(0, 0)
        return None if number is None else Configured(None, None, number, source.path, span)
    bound = module.scope.bindings.get("bind", [])
    node = bound[0] if len(bound) == 1 else None
    if node is None or not _is_at_top(node, module):
        hidden = Unknown("the configuration file sets it in several places")
        return Configured(hidden, hidden, number, source.path, Span(0, 0))
    host, port = _address(node, module, lookup)
    return Configured(host, port, number, source.path, node.span)


def _is_at_top(node: Node, module: CodeModule) -> bool:
    """Tell whether what a name is set to stands in a statement of the module itself."""
    return any(
        each.kind in {"expression_statement", "assignment"}
        and each.start <= node.start
        and node.end <= each.end
        for each in module.tree.root.children
    )


def _no_module(name: str) -> None:
    del name


def _address(
    node: Node, module: CodeModule, lookup: Lookup
) -> tuple[str | Unknown | None, int | Unknown | None]:
    """Return the address and the port of ``bind``: a text, or a list of one."""
    hidden = Unknown("code works it out")
    if node.kind in {"list", "tuple"} and len(node.children) == 1:
        node = node.children[0]
    text = evaluate(node, module.scope).under(lookup)
    if isinstance(text, tuple) and not isinstance(text, Unknown) and len(text) == 1:
        text = text[0]
    if isinstance(text, str):
        if text.startswith(("unix:", "fd:", "/")):
            return Unknown("a socket takes the address's place"), hidden
        host, colon, port = text.rpartition(":")
        if not colon:
            return text, None
        return host.strip("[]"), int(port) if port.isdecimal() else hidden
    # An address that is written out, and a port that a variable may say.
    pair = _pair(node, module)
    if pair is None:
        return hidden, hidden
    told = pair[1].under(lookup)
    number = Valued(told).number if not isinstance(told, Unknown) else None
    return pair[0], hidden if number is None else number


def _pair(node: Node, module: CodeModule) -> tuple[str, Valued] | None:
    """Return what stands before the colon, and what the port is, of a text that is put together."""
    if node.kind == "binary_operator":
        operator, right = node.get("operator"), node.get("right")
        left = evaluate(node.get("left"), module.scope).text
        if operator is not None and operator.kind == "+" and left and left.endswith(":"):
            return left[:-1], evaluate(right, module.scope)
        return None
    if node.kind != "string":
        return None
    parts = [part for part in parts_of_string(module.tree, node) if part != ""]
    if len(parts) == 2 and isinstance(parts[0], str) and parts[0].endswith(":"):
        port = parts[1]
        if port is not None and not isinstance(port, str):
            return parts[0][:-1], evaluate(port, module.scope)
    return None


def _of_toml(source: Source) -> Configured | Unknown | None:
    """Read the table ``server`` of Streamlit's file."""
    import tomllib

    try:
        table = tomllib.loads(source.text).get("server", {})
    except (tomllib.TOMLDecodeError, RecursionError):
        return Unknown("the configuration file is no TOML")
    if not isinstance(table, dict):
        return None
    port, host = table.get("port"), table.get("address")
    if port is None and host is None:
        return None
    key = "port" if port is not None else "address"
    match = re.search(rf"(?m)^[ \t]*{key}[ \t]*=[ \t]*([^\n#]*?)[ \t]*(?:#.*)?$", source.text)
    span = Span(0, 0) if match is None else Span(match.start(1), match.end(1))
    number = port if isinstance(port, int) and not isinstance(port, bool) else None
    return Configured(host if isinstance(host, str) else None, number, None, source.path, span)
