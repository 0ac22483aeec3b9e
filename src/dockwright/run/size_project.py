"""What installing a project of the build context writes: its own code, and what building leaves."""

from __future__ import annotations

import posixpath
import tomllib
import zlib
from typing import TYPE_CHECKING, Any

from dockwright.kb.snapshot import bytecode_weights
from dockwright.report.sizes import Part
from dockwright.text.light import fnmatchcase

if TYPE_CHECKING:
    from dockwright.kb import KnowledgeBase
    from dockwright.model.context import BuildContext, ContextEntry
    from dockwright.packages.records import DependencyFile

__all__ = ["installed_project"]


def installed_project(
    file: DependencyFile,
    root: str,
    context: BuildContext,
    kb: KnowledgeBase,
    python: str,
    *,
    editable: bool,
    compiles: bool,
) -> list[Part]:
    """Return what the project itself adds.

    Args:
        file: its ``pyproject.toml``.
        root: its directory in the build context.
        context: the build context.
        kb: the knowledge base.
        python: the version of the image's Python.
        editable: whether it is installed in place.
        compiles: whether the installer writes compiled files.
    """
    name = file.name or "the project"
    few = kb.integer("installed-size.project-metadata")
    if editable:
        return [Part(name, few, None, "build context", "installed in place: a link to its code")]
    data = tomllib.loads(file.source.text)
    backend = _text(_table(data.get("build-system")).get("build-backend"))
    is_setuptools = not backend or backend.partition(".")[0] in {"setuptools", "_setuptools"}
    packages = _packages(root, file.name, data, context, is_setuptools=is_setuptools)
    if not packages:
        return [Part(name, None, reason="which of its files are packages cannot be told")]
    own = compiled = 0
    row = bytecode_weights(kb, ".".join(python.split(".")[:2]))
    for package, entry in packages:
        if is_setuptools and not _is_taken(package, entry, data):
            continue
        own += entry.size
        if compiles and entry.path.endswith(".py"):
            source = context.read(entry.path)
            packed = len(zlib.compress(source)) if isinstance(source, bytes) else entry.size // 3
            values = (1, entry.size, packed)
            compiled += round(sum(a * b for a, b in zip(row, values, strict=True)))
    parts = [Part(name, own + compiled + few, None, "build context", "the project itself")]
    if is_setuptools and own:
        told = "what setuptools leaves beside the code when it builds"
        parts.append(Part(f"build of {name}", own, None, "build context", told))
    return parts


def _packages(
    root: str, name: str, data: dict[str, Any], context: BuildContext, *, is_setuptools: bool
) -> list[tuple[str, ContextEntry]]:
    """Return the files of the packages that are installed, each with its package's directory."""
    tool = _table(data.get("tool"))
    folders: list[str] = []
    if is_setuptools:
        setuptools = _table(tool.get("setuptools"))
        packages = setuptools.get("packages")
        where = ["src"] if _is_directory(context, root, "src") else ["."]
        if isinstance(packages, dict):
            told = _table(packages.get("find")).get("where")
            where = [each for each in told if isinstance(each, str)] if told else where
        elif isinstance(packages, list):
            base = _text(_table(setuptools.get("package-dir")).get("")) or "."
            folders = [posixpath.join(base, str(each).replace(".", "/")) for each in packages]
        if not folders:
            for each in where:
                folders += _with_code(context, posixpath.normpath(posixpath.join(root, each)), root)
    else:
        hatch = _table(_table(_table(tool.get("hatch")).get("build")).get("targets"))
        told = _table(hatch.get("wheel")).get("packages")
        folders = [each for each in told if isinstance(each, str)] if told else []
        if not folders:
            module = name.replace("-", "_")
            tried = (module, f"src/{module}")
            folders = [each for each in tried if _is_directory(context, root, each)]
    found: list[tuple[str, ContextEntry]] = []
    for folder in dict.fromkeys(map(posixpath.normpath, folders)):
        top = posixpath.normpath(posixpath.join(root, folder))
        if context.find(top) is None:
            continue
        found += [(top, each) for each in context.walk(top) if each.kind == "file"]
    return found


def _with_code(context: BuildContext, top: str, root: str) -> list[str]:
    """Return the directories right below ``top`` that are packages, as paths below ``root``."""
    found = []
    prefix = "" if top == "." else f"{top}/"
    for each in context.walk(top):
        rest = each.path[len(prefix) :]
        if rest.count("/") == 1 and rest.endswith("/__init__.py"):
            found.append(posixpath.relpath(posixpath.dirname(each.path), root))
    return found


def _is_taken(package: str, entry: ContextEntry, data: dict[str, Any]) -> bool:
    """Tell whether setuptools takes a file of a package: code, and data that is named."""
    if entry.path.endswith((".py", ".pyi")) or posixpath.basename(entry.path) == "py.typed":
        return True
    table = _table(_table(_table(data.get("tool")).get("setuptools")).get("package-data"))
    name = posixpath.basename(package)
    inner = posixpath.relpath(entry.path, package)
    for key in ("*", name):
        patterns = table.get(key)
        for pattern in patterns if isinstance(patterns, list) else ():
            plain = str(pattern).replace("**/", "*")
            if fnmatchcase(inner, plain) or fnmatchcase(posixpath.basename(inner), plain):
                return True
    return False


def _is_directory(context: BuildContext, root: str, name: str) -> bool:
    found = context.find(posixpath.normpath(posixpath.join(root, name)))
    return found is not None and found.kind == "directory"


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
