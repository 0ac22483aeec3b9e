"""Kustomizations: which manifests are patches, which objects they change, which images they name.

A patch is no object of its own, and an object that a patch changes may get there what it seems to
lack.  Nothing is merged here: rules leave alone what a patch may have changed.

Source: Kubernetes SIG CLI, Kustomize reference, "kustomization".
"""

# Paths are strings throughout.
# ruff: noqa: PTH118, PTH119, PTH120

from __future__ import annotations

import os.path
from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.kubernetes.values import below, items_of, value_of
from dockwright.model.unknown import Unknown
from dockwright.syntax.yaml import Scalar, read_yaml
from dockwright.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.kubernetes.workload import KubeObject
    from dockwright.model.project import Project
    from dockwright.syntax.yaml import Node

__all__ = ["Kustomization", "kustomizations_for"]

_NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_OVERLAYS = frozenset({"overlays", "variants", "environments", "envs"})
"""Folders beside a base that hold, by Kustomize's own examples, what changes it."""
_MOST_FOLDERS = 64
"""Folders that are looked into for overlays of a base."""


class Kustomization(NamedTuple):
    """A Kustomization.

    Attributes:
        path: the file's absolute path.
        resources: the absolute paths that it takes objects from.
        patch_files: the absolute paths of its patches.
        targets: what its patches change: kind and name, each ``""`` where any is meant.
        images: by the name in manifests, the name that is put in its place.
    """

    path: str
    resources: frozenset[str]
    patch_files: frozenset[str]
    targets: tuple[tuple[str, str], ...]
    images: dict[str, str]

    def changes(self, of: KubeObject) -> bool:
        """Tell whether one of its patches may change an object."""
        name = None if of.name is None else of.name.known
        return any(
            kind in {"", of.kind} and (other in {"", name} or not _is_plain(other))
            for kind, other in self.targets
        )


def kustomizations_for(path: str, project: Project) -> tuple[Kustomization, ...]:
    """Return the Kustomizations of a manifest's folder, and of overlays beside it that take it in.

    Args:
        path: the manifest's absolute path.
        project: reads files.
    """
    directory = os.path.dirname(path)

    def make() -> tuple[Kustomization, ...]:
        found: list[Kustomization] = []
        taken = {directory}
        own = _read_in(directory, project)
        if own is not None:
            found.append(own)
        for folder in _overlay_folders(directory, project):
            other = _read_in(folder, project)
            if other is not None and not taken.isdisjoint(other.resources | _files(other)):
                found.append(other)
                taken.add(folder)
        return tuple(found)

    def _files(other: Kustomization) -> frozenset[str]:
        return frozenset(os.path.dirname(each) for each in other.resources)

    return project.remembered(("kustomizations", directory), make)


def _overlay_folders(directory: str, project: Project) -> Iterator[str]:
    parent = os.path.dirname(directory)
    left = _MOST_FOLDERS
    for folder in _folders(parent, project):
        if folder == directory:
            continue
        left -= 1
        if left < 0:
            return
        yield folder
        if os.path.basename(folder) in _OVERLAYS:
            for inner in _folders(folder, project):
                left -= 1
                if left < 0:
                    return
                yield inner


def _folders(directory: str, project: Project) -> list[str]:
    entries = project.listing(directory)
    if isinstance(entries, Unknown):
        return []
    return [os.path.join(directory, each.name) for each in entries if each.kind == "directory"]


def _read_in(directory: str, project: Project) -> Kustomization | None:
    entries = project.listing(directory)
    if isinstance(entries, Unknown):
        return None
    names = {entry.name for entry in entries}
    name = next((name for name in _NAMES if name in names), None)
    if name is None:
        return None
    path = os.path.join(directory, name)
    data = project.read(path)
    if isinstance(data, Unknown):
        return None
    root = read_yaml(Source.from_bytes(path, data)).root
    if root is None:
        return None

    def absolute(written: str) -> str:
        return os.path.normpath(os.path.join(directory, written))

    resources = {
        absolute(text)
        for key in ("resources", "bases", "components")
        for text in _texts(below(root, key))
        if _is_plain(text)
    }
    files: set[str] = set()
    targets: list[tuple[str, str]] = []
    for written in _patches(root):
        target = below(written, "target")
        if target is not None:
            targets.append((_text(target, "kind"), _text(target, "name")))
        text = written.text if isinstance(written, Scalar) else _text(written, "path")
        inline = _text(written, "patch")
        if inline:
            targets += _objects_in(inline, path) if target is None else ()
        elif "\n" in text:
            targets += _objects_in(text, path)
        elif text:
            files.add(absolute(text))
            if target is None:
                content = project.read(absolute(text))
                if isinstance(content, Unknown):
                    targets.append(("", ""))
                else:
                    targets += _objects_in(content.decode("utf-8", "replace"), absolute(text))
    images = {
        _text(item, "name"): _text(item, "newName") or _text(item, "name")
        for item in items_of(below(root, "images"))
    }
    return Kustomization(path, frozenset(resources), frozenset(files), tuple(targets), images)


def _patches(root: Node) -> Iterator[Node]:
    for key in ("patches", "patchesStrategicMerge", "patchesJson6902"):
        yield from items_of(below(root, key))


def _objects_in(text: str, path: str) -> list[tuple[str, str]]:
    """Return kind and name of each object of a patch."""
    found: list[tuple[str, str]] = []
    for document in read_yaml(Source(path, text)).documents:
        kind = _text(document, "kind")
        if kind:
            found.append((kind, _text(below(document, "metadata"), "name")))
    return found


def _texts(node: Node | None) -> list[str]:
    return [item.text for item in items_of(node) if isinstance(item, Scalar)]


def _text(node: Node | None, key: str) -> str:
    value = value_of(below(node, key), is_shell=True)
    return "" if value is None else value.text


def _is_plain(text: str) -> bool:
    """Tell whether a name is neither an address nor a regular expression."""
    return "://" not in text and not any(sign in text for sign in "*?[]()|^$+\\")
