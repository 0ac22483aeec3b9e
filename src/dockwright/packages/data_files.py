"""The files besides code that a project declares as parts of its package.

Backends are read by their own documentation: setuptools' ``package-data`` and ``MANIFEST.in``,
``include`` of Hatch, Poetry, PDM and Maturin.  What a project does not say in so many words is not
taken for declared, though most backends take whatever lies in the package's directory.
"""

from __future__ import annotations

import posixpath
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from dockwright.model.unknown import Unknown
from dockwright.packages.places import Places
from dockwright.packages.pyproject import toml_of
from dockwright.packages.records import DependencyProblem
from dockwright.packages.setup_files import SetupReader, cfg_options
from dockwright.text import Source, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from dockwright.syntax.python import Node

    Read = Callable[[str], bytes | Unknown]

__all__ = ["DataFile", "DataFiles", "data_files"]


class DataFile(NamedTuple):
    """A file that a declaration takes into the package.

    Attributes:
        path: relative to the project's folder.
        file: the name of the file with the declaration, such as ``pyproject.toml``.
        span: the declaration's place in it.
        is_pattern: whether the declaration may mean other files as well.
    """

    path: str
    file: str
    span: Span
    is_pattern: bool


class DataFiles(NamedTuple):
    """What a project says about the files of its package.

    Attributes:
        declared: the files that are declared, each once.
        takes_all: whether the backend takes whatever lies in a package's directory.
    """

    declared: tuple[DataFile, ...]
    takes_all: bool


class _Rule(NamedTuple):
    """A declaration.

    Attributes:
        pattern: what it takes, with ``*`` and ``**``.
        bases: the folders that the pattern is relative to.
        file: the file with it.
        span: its place.
        takes: whether it takes or leaves out.
        is_anywhere: whether a name without ``/`` is one of any folder, as in ignore files of Git.
        is_of_package: whether it counts below packages alone.
    """

    pattern: str
    bases: tuple[str, ...]
    file: str
    span: Span
    takes: bool = True
    is_anywhere: bool = False
    is_of_package: bool = False


def data_files(paths: Iterable[str], read: Read) -> DataFiles:
    """Return the files that a project declares as data of its package.

    Args:
        paths: the files of the project's folder, relative to it; those that a build lacks as well.
        read: gives a file's bytes by that path, or why a build does not have them.
    """
    reader = _Reader(tuple(paths), read)
    rules = [*reader.rules()]
    found: dict[str, DataFile] = {}
    packages = tuple(f"{each}/" for each in reader.packages)
    for path in reader.paths:
        if path.endswith((".py", ".pyc")):
            continue
        for rule in rules:
            if rule.is_of_package and not path.startswith(packages):
                continue
            if _takes(rule, path):
                found.pop(path, None)
                if rule.takes:
                    found[path] = DataFile(path, rule.file, rule.span, _is_wide(rule))
    return DataFiles(tuple(found.values()), reader.takes_all)


def _is_wide(rule: _Rule) -> bool:
    return "*" in rule.pattern or "?" in rule.pattern or not posixpath.splitext(rule.pattern)[1]


def _takes(rule: _Rule, path: str) -> bool:
    for base in rule.bases:
        if base and not path.startswith(f"{base}/"):
            continue
        rest = path[len(base) + 1 :] if base else path
        if _expression(rule.pattern, rule.is_anywhere).fullmatch(rest):
            return True
    return False


@lru_cache(maxsize=256)
def _expression(pattern: str, is_anywhere: bool) -> re.Pattern[str]:
    """Return what a pattern matches: a file, or a folder with all that lies below it."""
    text = pattern.removeprefix("./").strip("/")
    lead = "(?:.*/)?" if is_anywhere and "/" not in pattern.rstrip("/") else ""
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", text)
    signs = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    middle = "".join(signs.get(part, re.escape(part)) for part in parts)
    return re.compile(f"{lead}{middle}(?:/.*)?", re.DOTALL)


class _Reader:
    """Reads the files of one project."""

    def __init__(self, paths: tuple[str, ...], read: Read) -> None:
        self.paths = paths
        self.takes_all = False
        self._read = read
        self.packages = sorted(
            {posixpath.dirname(path) for path in paths if path.endswith("/__init__.py")}
        )
        self._folders = {posixpath.dirname(path) for path in paths}
        self._bases = ["src", ""]

    def source(self, name: str) -> Source | None:
        data = self._read(name)
        return None if isinstance(data, Unknown) else Source.from_bytes(name, data)

    def rules(self) -> Iterator[_Rule]:
        pyproject = self.source("pyproject.toml")
        data = {} if pyproject is None else toml_of(pyproject)
        if isinstance(data, DependencyProblem):
            return
        tool = _table(data.get("tool"))
        backend = str(_table(data.get("build-system")).get("build-backend", "setuptools"))
        name = backend.partition(".")[0]
        self.takes_all = name not in {"setuptools", "mesonpy", "scikit_build_core"}
        if name == "setuptools":
            yield from self._setuptools(_table(tool.get("setuptools")), pyproject)
        elif pyproject is not None:
            yield from self._listed(name, tool, Places(pyproject))

    # setuptools

    def _setuptools(self, table: Mapping[str, Any], pyproject: Source | None) -> Iterator[_Rule]:
        rules: list[_Rule] = []
        takes_manifest = pyproject is not None and "setuptools" in pyproject.text
        if pyproject is not None:
            places = Places(pyproject)
            takes_manifest = table.get("include-package-data", takes_manifest) is not False
            for where in _texts(_table(_table(table.get("packages")).get("find")).get("where")):
                self._bases.insert(0, where.strip("/").removeprefix("."))
            root = _table(table.get("package-dir")).get("")
            if isinstance(root, str):
                self._bases.insert(0, root)
            for key, takes in (("package-data", True), ("exclude-package-data", False)):
                for package, patterns in _table(table.get(key)).items():
                    for pattern in _texts(patterns):
                        span = places.text(pattern) or Span(0, 0)
                        rules.append(_Rule(pattern, (package,), "pyproject.toml", span, takes))
        takes_manifest |= self._setup_cfg(rules)
        takes_manifest |= self._setup_py(rules)
        for rule in sorted(rules, key=lambda each: not each.takes):
            yield rule._replace(bases=self._folders_of(rule.bases[0]))
        if takes_manifest:
            yield from self._manifest()

    def _folders_of(self, package: str) -> tuple[str, ...]:
        if package in {"", "*"}:
            return tuple(self.packages)
        below = package.replace(".", "/")
        for base in self._bases:
            folder = posixpath.join(base, below)
            if folder in self._folders:
                return (folder,)
        return ()

    def _setup_cfg(self, rules: list[_Rule]) -> bool:
        source = self.source("setup.cfg")
        takes_manifest = False
        for section, key, values in () if source is None else cfg_options(source):
            if section == "options" and key == "include_package_data":
                takes_manifest = any(text.lower() in {"true", "1", "yes"} for text, _ in values)
            elif section == "options" and key == "package_dir":
                self._bases[:0] = [
                    text.partition("=")[2].strip()
                    for text, _ in values
                    if not text.partition("=")[0].strip()
                ]
            elif section == "options.packages.find" and key == "where":
                self._bases[:0] = [text for text, _ in values]
            elif section in {"options.package_data", "options.exclude_package_data"}:
                takes = section == "options.package_data"
                for text, span in values:
                    for each in re.finditer(r"[^,\s]+", text):
                        at = Span(span.start + each.start(), span.start + each.end())
                        rules.append(_Rule(each[0], (key,), "setup.cfg", at, takes))
        return takes_manifest

    def _setup_py(self, rules: list[_Rule]) -> bool:
        source = self.source("setup.py")
        if source is None:
            return False
        from dockwright.syntax.python import parse

        reader = SetupReader(parse(source))
        reader.look()
        takes_manifest = False
        for key, value in reader.arguments():
            if key == "include_package_data":
                takes_manifest = reader.text(reader.resolved(value)) == "True"
            elif key == "package_dir":
                self._bases[:0] = [
                    text for name, _, text in _pairs(value, reader) if not name and text
                ]
            elif key in {"package_data", "exclude_package_data"}:
                for name, listed, _ in _pairs(value, reader):
                    for child in listed.children:
                        pattern = reader.string(child)
                        if pattern:
                            takes = key == "package_data"
                            rules.append(_Rule(pattern, (name,), "setup.py", child.span, takes))
        return takes_manifest

    def _manifest(self) -> Iterator[_Rule]:
        """Yield the lines of ``MANIFEST.in``; of what they take, data of packages alone counts."""
        source = self.source("MANIFEST.in")
        at = 0
        for line in () if source is None else source.text.splitlines(keepends=True):
            start, at = at, at + len(line)
            words = line.partition("#")[0].split()
            if not words:
                continue
            begin = start + line.index(words[0])
            span = Span(begin, begin + len(line.strip()))
            command, rest = words[0], words[1:]
            takes = not (command.endswith("exclude") or command == "prune")
            if command in {"graft", "prune"}:
                patterns = [f"{word.strip('/')}/**" for word in rest]
            elif command in {"recursive-include", "recursive-exclude"}:
                patterns = [f"{rest[0].strip('/')}/**/{word}" for word in rest[1:]]
            elif command in {"global-include", "global-exclude"}:
                patterns = [f"**/{word}" for word in rest]
            elif command in {"include", "exclude"}:
                patterns = rest
            else:
                continue
            for pattern in patterns:
                if not takes or not self._is_package(pattern):
                    text = pattern.removeprefix("./")
                    yield _Rule(text, ("",), "MANIFEST.in", span, takes, is_of_package=True)

    def _is_package(self, pattern: str) -> bool:
        """Tell whether a pattern means a whole package, its code above all."""
        folder = pattern.strip("/").removeprefix("./").removesuffix("*").removesuffix("/*")
        folder = folder.removesuffix("/**").strip("/")
        if "*" in folder or pattern.endswith(".py"):
            return pattern.endswith(".py")
        return any(path.startswith(f"{folder}/") and path.endswith(".py") for path in self.paths)

    # The other backends

    def _listed(self, name: str, tool: Mapping[str, Any], places: Places) -> Iterator[_Rule]:
        if name == "hatchling":
            build = _table(_table(tool.get("hatch")).get("build"))
            wheel = _table(_table(build.get("targets")).get("wheel"))
            for table in (build, wheel):
                forced = _table(table.get("force-include"))
                yield from (self._rule(pattern, places) for pattern in forced)
                for key in ("include", "artifacts"):
                    for pattern in _texts(table.get(key)):
                        if not pattern.startswith("!") and not self._is_package(pattern):
                            yield self._rule(pattern, places)._replace(is_anywhere=True)
        elif name == "pdm":
            build = _table(_table(tool.get("pdm")).get("build"))
            for pattern in _texts(build.get("includes")):
                if not self._is_package(pattern):
                    yield self._rule(pattern, places)
        elif name in {"poetry", "maturin"}:
            for entry in _table(tool.get(name)).get("include", []):
                table = _table(entry)
                path = entry if isinstance(entry, str) else table.get("path")
                formats = table.get("format", "wheel" if name == "maturin" else ["sdist", "wheel"])
                if not isinstance(path, str) or "wheel" not in formats:
                    continue
                if not self._is_package(path):
                    yield self._rule(path, places)

    def _rule(self, pattern: str, places: Places) -> _Rule:
        span = places.text(pattern) or Span(0, 0)
        return _Rule(pattern, ("",), "pyproject.toml", span)


def _pairs(node: Node, reader: SetupReader) -> Iterator[tuple[str, Node, str | None]]:
    """Yield the names and values of a dictionary that is written out."""
    for child in reader.resolved(node).children:
        key, value = child.get("key"), child.get("value")
        name = None if key is None else reader.string(key)
        if name is not None and value is not None:
            found = reader.resolved(value)
            yield name, found, reader.string(found)


def _table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _texts(value: object) -> tuple[str, ...]:
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()
