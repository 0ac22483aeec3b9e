"""Conda's files: environments, locks and explicit lists; Pixi's manifest and lock."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from dockwright.packages.parsing import conda_requirement, read_requirement
from dockwright.packages.places import Places
from dockwright.packages.pyproject import toml_of
from dockwright.packages.records import (
    DependencyFile,
    DependencyProblem,
    LockedFile,
    LockedPackage,
    Requirement,
    canonical_name,
)
from dockwright.syntax.yaml import Mapping, Node, Scalar, Sequence, read_yaml
from dockwright.text import Span

if TYPE_CHECKING:
    from dockwright.text import Source

__all__ = ["read_conda_lock", "read_environment", "read_explicit", "read_pixi", "read_pixi_lock"]

_CONDA_FILE = re.compile(r"/([^/]+)-([^-/]+)-([^-/]+)\.(?:conda|tar\.bz2)(?:#.*)?\Z")

_EDITABLE = re.compile(r"(?:-e|--editable)[\s=]\s*(.+)")


def _opened(source: Source, kind: str) -> Mapping | DependencyFile:
    stream = read_yaml(source)
    problems = tuple(
        DependencyProblem(each.message, each.span)
        for each in stream.problems
        if each.kind != "duplicate-key"
    )
    root = stream.root
    if isinstance(root, Mapping) and not problems:
        return root
    if not problems:
        span = root.span if root is not None else Span(0, 0)
        problems = (DependencyProblem("the top of the file has to be a mapping", span),)
    return DependencyFile(source, kind, problems=problems)


def _items(node: Node | None) -> tuple[Node, ...]:
    return tuple(each.node for each in node.items) if isinstance(node, Sequence) else ()


def _string(node: Node | None) -> str:
    return node.text if isinstance(node, Scalar) else ""


def read_environment(source: Source) -> DependencyFile:
    """Read conda's ``environment.yml``."""
    root = _opened(source, "conda-environment")
    if isinstance(root, DependencyFile):
        return root
    found: list[Requirement] = []
    problems: list[DependencyProblem] = []

    def take(read: Requirement | str, span: Span) -> None:
        if isinstance(read, str):
            problems.append(DependencyProblem(read, span))
        else:
            found.append(read)

    python, python_span = "", Span(0, 0)
    for item in _items(root.get("dependencies")):
        if isinstance(item, Scalar):
            read = conda_requirement(item.text, item.span)
            take(read, item.span)
            if isinstance(read, Requirement) and read.name == "python":
                python, python_span = read.specifier, item.span
        elif isinstance(item, Mapping):
            for entry in _items(item.get("pip")):
                text = _string(entry)
                editable = _EDITABLE.match(text)
                if not text or (text.startswith("-") and editable is None):
                    continue
                plain = text.partition(" --hash")[0] if editable is None else editable[1]
                read = read_requirement(plain, entry.span, "pip", editable=editable is not None)
                take(read, entry.span)
    channels = tuple(_string(each) for each in _items(root.get("channels")))
    return DependencyFile(
        source,
        "conda-environment",
        _string(root.get("name")),
        requirements=tuple(found),
        python=python,
        python_span=python_span,
        indexes=tuple(each for each in channels if each),
        problems=tuple(problems),
    )


def read_conda_lock(source: Source) -> DependencyFile:
    """Read a ``conda-lock.yml`` of version 1."""
    root = _opened(source, "conda-lock")
    if isinstance(root, DependencyFile):
        return root
    locked: list[LockedPackage] = []
    for item in _items(root.get("package")):
        if not isinstance(item, Mapping):
            continue
        name = item.get("name")
        manager = _string(item.get("manager"))
        url = _string(item.get("url"))
        category = _string(item.get("category")) or "main"
        locked.append(
            LockedPackage(
                canonical_name(_string(name)) if manager == "pip" else _string(name).lower(),
                _string(item.get("version")),
                "conda" if manager == "conda" else "index",
                (LockedFile(url.rpartition("/")[2], url),),
                (),
                "",
                (category,),
                "",
                name.span if name is not None else item.span,
                _string(item.get("optional")) == "true",
                platform=_string(item.get("platform")),
            )
        )
    return DependencyFile(source, "conda-lock", locked=tuple(locked))


def read_explicit(source: Source) -> DependencyFile:
    """Read an explicit list of conda: addresses of packages behind ``@EXPLICIT``."""
    locked: list[LockedPackage] = []
    at = 0
    for line in source.text.splitlines(keepends=True):
        start, at = at, at + len(line)
        match = _CONDA_FILE.search(line.strip())
        if match is None or line.lstrip().startswith("#"):
            continue
        text = line.strip()
        locked.append(
            LockedPackage(
                match[1].lower(),
                match[2],
                "conda",
                (LockedFile(text.partition("#")[0].rpartition("/")[2], text.partition("#")[0]),),
                (),
                "",
                (),
                "",
                Span(start, start + len(line.rstrip())),
            )
        )
    return DependencyFile(source, "conda-explicit", locked=tuple(locked))


def read_pixi(source: Source) -> DependencyFile:
    """Read a ``pixi.toml``."""
    data = toml_of(source)
    if isinstance(data, DependencyProblem):
        return DependencyFile(source, "pixi", problems=(data,))
    places = Places(source)
    found: list[Requirement] = []

    def take(table: Any, name: str, group: str, ecosystem: str) -> None:
        spans = places.tables(name)
        within = spans[0] if spans else None
        for package, form in (table if isinstance(table, dict) else {}).items():
            text = form if isinstance(form, str) else ""
            if isinstance(form, dict) and isinstance(form.get("version"), str):
                text = form["version"]
            found.append(
                Requirement(
                    canonical_name(package) if ecosystem == "python" else package.lower(),
                    "" if text == "*" else text,
                    (),
                    "",
                    "",
                    group,
                    places.key(package, within) or within or Span(0, 0),
                    ecosystem=ecosystem,
                )
            )

    take(data.get("dependencies"), "dependencies", "", "conda")
    take(data.get("pypi-dependencies"), "pypi-dependencies", "", "python")
    features = data.get("feature")
    for name, feature in (features if isinstance(features, dict) else {}).items():
        if isinstance(feature, dict):
            take(feature.get("dependencies"), f"feature.{name}.dependencies", name, "conda")
            key = f"feature.{name}.pypi-dependencies"
            take(feature.get("pypi-dependencies"), key, name, "python")
    return DependencyFile(source, "pixi", requirements=tuple(found))


def read_pixi_lock(source: Source) -> DependencyFile:
    """Read a ``pixi.lock``."""
    root = _opened(source, "pixi.lock")
    if isinstance(root, DependencyFile):
        return root
    locked: list[LockedPackage] = []
    for item in _items(root.get("packages")):
        if not isinstance(item, Mapping):
            continue
        address = item.get("conda") or item.get("pypi") or item.get("url")
        url = _string(address)
        match = _CONDA_FILE.search(url)
        is_python = item.get("pypi") is not None or _string(item.get("kind")) == "pypi"
        name = _string(item.get("name")) or (match[1] if match else "")
        version = _string(item.get("version")) or (match[2] if match else "")
        locked.append(
            LockedPackage(
                canonical_name(name) if is_python else name.lower(),
                version,
                "index" if is_python else "conda",
                (LockedFile(url.rpartition("/")[2], url),) if url else (),
                (),
                "",
                (),
                _string(item.get("requires_python")),
                address.span if address is not None else item.span,
            )
        )
    return DependencyFile(source, "pixi.lock", locked=tuple(locked))
