"""The programs that a Python project declares: console scripts, each a function of a module.

Read from ``pyproject.toml`` (PEP 621, Poetry, Flit), ``setup.cfg`` and ``setup.py``, whose code is
not run.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.code.values import evaluate
from dockwright.text import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.model.code.module import CodeModule
    from dockwright.syntax.python import Node
    from dockwright.text import Source

__all__ = ["DECLARING", "USUAL_FOLDERS", "EntryPoint", "Programs", "programs_declared"]

DECLARING = ("pyproject.toml", "setup.cfg", "setup.py")
"""The files in which a project declares its programs."""
USUAL_FOLDERS = ("src", ".", "lib", "python")
"""The directories of a project in which packages mostly lie."""
_ENTRY = re.compile(
    r"\s*([\w][\w. -]*?)\s*=\s*([A-Za-z_][\w.]*)\s*(?::\s*([A-Za-z_][\w.]*))?\s*(?:\[.*\])?\s*"
)
_TABLES = (
    ("project", "scripts"),
    ("project", "gui-scripts"),
    ("tool", "poetry", "scripts"),
    ("tool", "flit", "scripts"),
)
_GROUPS = ("console_scripts", "gui_scripts")


class EntryPoint(NamedTuple):
    """A program, and what it starts.

    Attributes:
        name: the program.
        module: the dotted name of the module.
        attribute: what is called in it; empty for none.
        source: the file that declares it.
        span: the place of the target in it.
    """

    name: str
    module: str
    attribute: str
    source: Source
    span: Span


class Programs(NamedTuple):
    """What a project declares.

    Attributes:
        entries: its programs, by name.
        folders: the directories, relative to the project's, that its modules lie in: the first
            that holds one counts.
    """

    entries: dict[str, EntryPoint]
    folders: tuple[str, ...]


def programs_declared(read: Callable[[str], Source | None], kb: KnowledgeBase) -> Programs:
    """Return the programs that a project declares.

    Args:
        read: gives a file of the project by its name; None for none.
        kb: knows the libraries of the world.
    """
    entries: dict[str, EntryPoint] = {}
    folders: list[str] = []
    for name in DECLARING:
        source = read(name)
        if source is None:
            continue
        if name == "pyproject.toml":
            data = _toml(source)
            found = _of_pyproject(source, data)
            folders += _folders_of_pyproject(data)
        elif name == "setup.cfg":
            found = _of_cfg(source)
            folders += re.findall(
                r"(?m)^(?:where\s*=\s*|package_dir\s*=\s*\n?\s*=\s*)([\w./-]+)\s*$", source.text
            )
        else:
            found = _of_setup(source, kb)
            folders += re.findall(
                r"""(?:where\s*=|["']{2}\s*:)\s*["']([\w./-]+)["']""", source.text
            )
        for each in found:
            entries.setdefault(each.name, each)
    all_folders = map(posixpath.normpath, (*folders, *USUAL_FOLDERS))
    return Programs(entries, tuple(dict.fromkeys(all_folders)))


def _toml(source: Source) -> dict[str, object]:
    import tomllib

    try:
        return tomllib.loads(source.text.removeprefix("\ufeff").replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}


def _table(data: object, *keys: str) -> dict[str, object]:
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else {}


def _of_pyproject(source: Source, data: dict[str, object]) -> Iterator[EntryPoint]:
    for keys in _TABLES:
        for name, value in _table(data, *keys).items():
            if isinstance(value, dict):
                value = value.get("reference", value.get("callable"))
            if isinstance(value, str):
                yield from _read(name, value, source, source.text.find(value))


def _folders_of_pyproject(data: dict[str, object]) -> Iterator[str]:
    """Yield the directories that the build back end is told to take packages from."""
    setuptools = _table(data, "tool", "setuptools")
    where = _table(setuptools, "packages", "find").get("where")
    yield from (
        each for each in (where if isinstance(where, list) else ()) if isinstance(each, str)
    )
    root = _table(setuptools, "package-dir").get("")
    if isinstance(root, str):
        yield root
    packages = _table(data, "tool", "poetry").get("packages")
    for each in packages if isinstance(packages, list) else ():
        origin = each.get("from") if isinstance(each, dict) else None
        if isinstance(origin, str):
            yield origin
    wheel = _table(data, "tool", "hatch", "build", "targets", "wheel").get("packages")
    for each in wheel if isinstance(wheel, list) else ():
        if isinstance(each, str):
            yield posixpath.dirname(each) or "."
    module_root = _table(data, "tool", "uv", "build-backend").get("module-root")
    if isinstance(module_root, str):
        yield module_root or "."


def _of_cfg(source: Source) -> Iterator[EntryPoint]:
    """Read the section ``options.entry_points``."""
    match = re.search(r"(?m)^\[options\.entry_points\][ \t]*$", source.text)
    if match is None:
        return
    rest = source.text[match.end() :]
    end = re.search(r"(?m)^\[", rest)
    yield from _of_ini(rest[: end.start()] if end else rest, source, match.end(), _GROUPS, "=")


def _of_ini(
    text: str, source: Source, at: int, groups: Iterable[str], mark: str
) -> Iterator[EntryPoint]:
    """Read lines below the names of groups, ``group =`` or ``[group]``."""
    group = ""
    for line in text.splitlines(keepends=True):
        plain = line.strip()
        header = re.fullmatch(r"\[([\w.]+)\]" if mark == "[" else r"([\w.]+)\s*=", plain)
        if header is not None and (mark == "[" or line[:1] not in " \t"):
            group = header[1]
        elif group in groups and plain and plain[0] not in "#;":
            name, _, target = plain.partition("=")
            yield from _read(name, target.strip(), source, at + line.find(target.strip()))
        at += len(line)


def _read(name: str, target: str, source: Source, at: int) -> Iterator[EntryPoint]:
    match = _ENTRY.fullmatch(f"{name}={target}")
    if match is not None:
        span = Span(at, at + len(target)) if at >= 0 else Span(0, 0)
        yield EntryPoint(match[1], match[2], match[3] or "", source, span)


def _of_setup(source: Source, kb: KnowledgeBase) -> Iterator[EntryPoint]:
    """Read ``entry_points`` of a ``setup.py``, as far as it is written out."""
    from dockwright.model.code.module import CodeModule
    from dockwright.syntax.python import parse

    if "entry_points" not in source.text:
        return
    module = CodeModule(parse(source), source.path, source.path, "setup", kb, _no_module)
    for site in module.sites:
        function = site.node.get("function") if site.node.kind == "call" else None
        if function is None or module.text(function).rpartition(".")[2] != "setup":
            continue
        node = _bound(module.arguments(site.node).named.get("entry_points"), module)
        if node is None:
            continue
        if node.kind == "dictionary":
            for pair in node.children:
                if _text(pair.get("key"), module) in _GROUPS:
                    yield from _of_list(pair.get("value"), module)
        else:
            text = _text(node, module) or ""
            for each in _of_ini(text, source, 0, _GROUPS, "["):
                yield each._replace(span=node.span)


def _of_list(node: Node | None, module: CodeModule) -> Iterator[EntryPoint]:
    node = _bound(node, module)
    if node is None:
        return
    for child in node.children if node.kind in {"list", "tuple"} else (node,):
        for line in (_text(child, module) or "").splitlines():
            name, _, target = line.partition("=")
            for each in _read(name, target.strip(), module.tree.source, child.start):
                yield each._replace(span=child.span)


def _bound(node: Node | None, module: CodeModule) -> Node | None:
    """Return what a name of the module stands for; other expressions as they are."""
    if node is None or node.kind != "identifier":
        return node
    found = module.scope.bindings.get(module.text(node), [])
    return found[0] if len(found) == 1 else None


def _text(node: Node | None, module: CodeModule) -> str | None:
    return None if node is None else evaluate(node, module.scope).text


def _no_module(name: str) -> None:
    del name
