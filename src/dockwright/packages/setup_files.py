"""``setup.cfg`` and ``setup.py``: the first is text, of the second only what is plain is read."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from dockwright.model.unknown import Unknown
from dockwright.packages.parsing import read_requirement
from dockwright.packages.records import (
    DependencyFile,
    DependencyProblem,
    Reference,
    Requirement,
    canonical_name,
)
from dockwright.text import Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.syntax.python import Module, Node

__all__ = [
    "SetupReader",
    "cfg_options",
    "files_read_by_setup",
    "read_python_version",
    "read_runtime",
    "read_setup_cfg",
    "read_setup_py",
]

_SECTION = re.compile(r"^\[([^\]]+)\]")
_MOST_DEPTH = 20


def read_setup_cfg(source: Source) -> DependencyFile:
    """Read a ``setup.cfg``."""
    options = list(cfg_options(source))
    found: list[Requirement] = []
    problems: list[DependencyProblem] = []
    references: list[Reference] = []
    unknown: list[Unknown] = []
    extras: dict[str, tuple[Requirement, ...]] = {}
    name = python = ""
    python_span = Span(0, 0)
    for section, key, values in options:
        group = None
        if section == "options" and key in {"install_requires", "install-requires"}:
            group = ""
        elif section == "options.extras_require":
            group = canonical_name(key)
        if group is not None:
            own: list[Requirement] = []
            for text, span in values:
                if text.startswith("file:"):
                    paths = text.removeprefix("file:").split(",")
                    references += [Reference("dynamic", each.strip(), span) for each in paths]
                    unknown.append(Unknown(f"{key} comes from a file"))
                    continue
                read = read_requirement(text, span, group)
                if isinstance(read, str):
                    problems.append(DependencyProblem(read, span))
                else:
                    own.append(read)
            found += own
            if group:
                extras[group] = tuple(own)
        elif section == "metadata" and values:
            text, span = values[0]
            if key == "name":
                name = canonical_name(text)
            elif key in {"long_description", "long-description"} and text.startswith("file:"):
                for each in text.removeprefix("file:").split(","):
                    references.append(Reference("readme", each.strip(), span))
            elif key in {"license_file", "license_files"}:
                references += [Reference("licence-pattern", each, at) for each, at in values]
        elif section == "options" and key in {"python_requires", "python-requires"} and values:
            python, python_span = values[0]
    return DependencyFile(
        source,
        "setup.cfg",
        name,
        tuple(found),
        python=python,
        python_span=python_span,
        references=tuple(references),
        unknown=tuple(unknown),
        problems=tuple(problems),
        extras=extras,
        is_package=bool(name),
    )


def cfg_options(source: Source) -> Iterator[tuple[str, str, list[tuple[str, Span]]]]:
    """Yield each option: its section, its key, and its lines with their places."""
    section = key = ""
    values: list[tuple[str, Span]] = []
    at = 0
    for line in source.text.splitlines(keepends=True):
        start, at = at, at + len(line)
        text = (
            line.split(" #")[0].split(" ;")[0] if key != "install_requires" else line.split(" #")[0]
        )
        stripped = text.strip()
        if not stripped or stripped[0] in "#;":
            continue
        header = _SECTION.match(text)
        if header or text[0] not in " \t":
            if key:
                yield section, key, values
            key, values = "", []
        if header:
            section = header[1].strip()
            continue
        if text[0] in " \t" and key:
            begin = start + line.index(stripped)
            values.append((stripped, Span(begin, begin + len(stripped))))
            continue
        match = re.match(r"([^=:]+?)\s*[=:]\s*(.*)", text.rstrip())
        if match:
            key = match[1].strip().lower()
            if match[2]:
                begin = start + match.start(2)
                values.append((match[2], Span(begin, begin + len(match[2]))))
    if key:
        yield section, key, values


def read_setup_py(source: Source) -> DependencyFile:
    """Read what a ``setup.py`` says plainly; it is never run.

    A value that code works out is ``Unknown``.
    """
    from dockwright.syntax.python import parse

    reader = SetupReader(parse(source))
    reader.look()
    return reader.file()


class SetupReader:
    """Finds the call of ``setup`` and reads its literal arguments."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self.source = module.source
        self.constants: dict[str, Node] = {}
        self.call: Node | None = None
        self.requirements: list[Requirement] = []
        self.extras: dict[str, tuple[Requirement, ...]] = {}
        self.problems: list[DependencyProblem] = []
        self.unknown: list[Unknown] = []

    def text(self, node: Node) -> str:
        """Return a node's text as written."""
        return self.module.text(node)

    def look(self) -> None:
        """Find the call and the constants around it."""
        for node in self.module.root.walk():
            if node.kind == "assignment":
                left, right = node.get("left"), node.get("right")
                if left is not None and right is not None and left.kind == "identifier":
                    self.constants[self.text(left)] = right
            if node.kind == "call":
                function = node.get("function")
                if function is not None and self.text(function).rpartition(".")[2] == "setup":
                    self.call = node

    def file(self) -> DependencyFile:
        """Return what the call says about dependencies."""
        name = python = ""
        python_span = Span(0, 0)
        if self.call is None:
            self.unknown.append(Unknown("the file calls no setup()"))
        for key, value in self.arguments():
            if key in {"install_requires", "requires"}:
                self.requirements += self.listed(value, "", key)
            elif key == "extras_require":
                self.extras_of(value)
            elif key == "name":
                name = canonical_name(self.string(value) or "")
            elif key == "python_requires":
                python = self.string(value) or ""
                python_span = value.span
            elif key == "**":
                python_span = python_span if python else value.span
                self.unknown.append(Unknown("setup() is given arguments that code works out"))
        return DependencyFile(
            self.source,
            "setup.py",
            name,
            tuple(self.requirements),
            python=python,
            python_span=python_span,
            unknown=tuple(self.unknown),
            problems=tuple(self.problems),
            extras=self.extras,
            is_package=self.call is not None,
        )

    def arguments(self) -> Iterator[tuple[str, Node]]:
        """Yield the names and values of the call's arguments, ``**`` for unpacked ones."""
        listed = None if self.call is None else self.call.get("arguments")
        for child in () if listed is None else listed.children:
            if child.kind == "keyword_argument":
                key, value = child.get("name"), child.get("value")
                if key is not None and value is not None:
                    yield self.text(key), value
            elif child.kind == "dictionary_splat":
                yield "**", child

    def resolved(self, node: Node) -> Node:
        """Return what a name stands for, where a constant says it."""
        for _ in range(_MOST_DEPTH):
            if node.kind != "identifier" or self.text(node) not in self.constants:
                break
            node = self.constants[self.text(node)]
        return node

    def string(self, node: Node) -> str | None:
        """Return a plain string's text; None for anything else."""
        from dockwright.syntax.python import string_value

        node = self.resolved(node)
        return string_value(self.module, node)

    def listed(self, node: Node, group: str, key: str, depth: int = 0) -> list[Requirement]:
        """Return the requirements of a list, with what is added to it."""
        node = self.resolved(node)
        if depth > _MOST_DEPTH:
            return []
        if node.kind in {"list", "tuple", "set"}:
            found: list[Requirement] = []
            for child in node.children:
                text = self.string(child)
                if text is None:
                    self.unknown.append(Unknown(f"code works out an entry of {key}"))
                    continue
                found += self.one(text, group, child.span)
            return found
        if node.kind == "binary_operator":
            sides = [node.get("left"), node.get("right")]
            return [
                each
                for side in sides
                if side is not None
                for each in self.listed(side, group, key, depth + 1)
            ]
        text = self.string(node)
        if text is not None:
            lines = [line.strip() for line in text.splitlines()]
            return [each for line in lines if line for each in self.one(line, group, node.span)]
        self.unknown.append(Unknown(f"code works out {key}"))
        return []

    def one(self, text: str, group: str, span: Span) -> list[Requirement]:
        """Return a requirement, or nothing and note the problem."""
        read = read_requirement(text, span, group)
        if isinstance(read, str):
            self.problems.append(DependencyProblem(read, span))
            return []
        return [read]

    def extras_of(self, node: Node) -> None:
        """Note the extras of a dictionary."""
        node = self.resolved(node)
        if node.kind != "dictionary":
            self.unknown.append(Unknown("code works out extras_require"))
            return
        for child in node.children:
            key, value = child.get("key"), child.get("value")
            name = self.string(key) if key is not None else None
            if child.kind != "pair" or name is None or value is None:
                self.unknown.append(Unknown("code works out an extra"))
                continue
            group = canonical_name(name)
            self.extras[group] = tuple(self.listed(value, group, f"the extra {name}"))
            self.requirements += self.extras[group]


def files_read_by_setup(source: Source, kb: KnowledgeBase) -> tuple[Reference, ...]:
    """Return the files that a ``setup.py`` opens whenever it runs, by their paths from its folder.

    Those that it may do without are left out: below an ``if``, in a ``try``, or asked for before.
    Of a function that opens what it is given, its calls with a plain text count.
    """
    from dockwright.model.code.find import is_tended, path_opened
    from dockwright.model.code.module import CodeModule
    from dockwright.model.code.values import evaluate
    from dockwright.syntax.python import parse

    place = "/project/setup.py"
    module = CodeModule(
        parse(source), source.path, place, "setup", kb, lambda _: None, is_script=True
    )
    calls = [site for site in module.sites if site.node.kind == "call" and not site.is_typing]
    opening: set[str] = set()
    found: dict[str, Reference] = {}
    sure = [site for site in calls if not site.in_condition and not site.caught]
    for site in sure:
        target = path_opened(module, site)
        if target is None:
            continue
        if site.function:
            opening.add(site.function)
        text = target.text
        if text is not None and module.starts(site) and not is_tended(module, text):
            path = posixpath.relpath(posixpath.join("/project", text), "/project")
            found[path] = Reference("read", path, site.node.span)
    # The call that names the file is a better place than the `open` that takes what it is given.
    for site in sure:
        function = site.node.get("function")
        if function is None or module.text(function) not in opening or not module.starts(site):
            continue
        given = module.arguments(site.node).positional
        texts = [evaluate(each, site.scope).text for each in given]
        path = "/".join(text for text in texts if text is not None)
        if path and None not in texts:
            found[path] = Reference("read", path, site.node.span)
    return tuple(found.values())


def read_python_version(source: Source) -> DependencyFile:
    """Read a ``.python-version``: the first version that it names."""
    at = 0
    for line in source.text.removeprefix("\ufeff").splitlines(keepends=True):
        text = line.partition("#")[0].strip()
        start, at = at, at + len(line)
        match = re.fullmatch(r"(?:c?python[-@]?)?(\d+(?:\.\d+)*)(?:[-+].*|t|[abr][c\d]*)?", text)
        if match:
            begin = start + line.index(match[1])
            version = match[1]
            wanted = f"=={version}" if version.count(".") == 2 else f"=={version}.*"
            return DependencyFile(
                source,
                "python-version",
                python=wanted,
                python_span=Span(begin, begin + len(version)),
            )
        if text:
            unknown = Unknown(f"{text!r} names no version of CPython")
            return DependencyFile(source, "python-version", unknown=(unknown,))
    return DependencyFile(source, "python-version", unknown=(Unknown("the file is empty"),))


def read_runtime(source: Source) -> DependencyFile:
    """Read a ``runtime.txt``, as Heroku and repo2docker have it."""
    return read_python_version(source)._replace(kind="runtime.txt")
