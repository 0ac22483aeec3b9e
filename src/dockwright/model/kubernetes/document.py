"""Kubernetes manifests as documents to check."""

# Paths are strings throughout.
# ruff: noqa: PTH118, PTH120

from __future__ import annotations

import os.path
from typing import TYPE_CHECKING, Any

from dockwright.model.document import Document, Part, Remark, shown_from
from dockwright.model.find import is_manifest
from dockwright.model.kubernetes.kustomize import kustomizations_for
from dockwright.model.kubernetes.values import pairs_of
from dockwright.model.kubernetes.workload import ManifestFile, read_objects
from dockwright.model.unknown import Unknown
from dockwright.syntax.yaml import TooLarge, plain_value, read_yaml
from dockwright.text import Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.project import Project
    from dockwright.syntax.yaml import Node, YamlStream

__all__ = ["open_document", "read_manifest"]

_MOST_NEIGHBOURS = 60
"""Other manifests of a folder that are read."""
_TEMPLATE_SIGNS = ("{{", "{%", "<%")


def open_document(source: Source, path: str, project: Project) -> Document:
    """Read a manifest; what it leaves to Kustomize and other files of its folder is looked up."""
    stream = read_yaml(source)
    remarks = tuple(Remark(each.span, each.text) for each in stream.comments)
    own = Part(source, path, remarks, stream.scopes())
    declined = _declined(stream, path, project)
    if declined:
        return Document("kubernetes", own, None, (), declined=declined)
    root = _manifest(source, path, stream, project)
    nodes: list[Any] = [*root.workloads, *root.services]
    nodes += [container for workload in root.workloads for container in workload.containers]
    nodes.sort(key=lambda node: node.span)
    return Document(
        "kubernetes",
        own,
        root,
        (root, *nodes),
        tuple(problem.message for problem in stream.problems),
        lambda: _facets(root),
    )


def read_manifest(path: str, shown: str, project: Project) -> ManifestFile | Unknown:
    """Return a manifest by its absolute path, or why it is none."""
    data = project.read(path)
    if isinstance(data, Unknown):
        return data
    if not is_manifest(data):
        return Unknown(f"{shown} is no manifest")
    source = Source.from_bytes(shown, data)
    stream = read_yaml(source)
    declined = _declined(stream, path, project)
    return Unknown(f"{shown} {declined}") if declined else _manifest(source, path, stream, project)


def _manifest(source: Source, path: str, stream: YamlStream, project: Project) -> ManifestFile:
    found = kustomizations_for(path, project)

    def neighbours() -> tuple[ManifestFile, ...]:
        return _neighbours(path, source.path, project)

    file = ManifestFile(
        source,
        path,
        read_objects(stream.documents, path),
        problems=tuple(_problems(source, stream)),
        is_patch=any(path in each.patch_files for each in found),
        neighbours=neighbours,
    )
    for workload in file.workloads:
        workload.changed_in = next(
            (each.path for each in found if each.changes(workload.object)), None
        )
    return file


def _problems(source: Source, stream: YamlStream) -> Iterator[tuple[str, Span]]:
    """Yield why a manifest cannot be read; a key that is there twice hinders nobody."""
    for span in source.invalid_bytes()[:1]:
        yield "this byte is not UTF-8, as YAML has to be", span
    for problem in stream.problems:
        if problem.kind != "duplicate-key":
            yield problem.message, problem.span


def _neighbours(path: str, shown: str, project: Project) -> tuple[ManifestFile, ...]:
    directory = os.path.dirname(path)
    entries = project.listing(directory)
    if isinstance(entries, Unknown):
        return ()
    names = [
        each.name
        for each in entries
        if each.kind == "file" and each.name.lower().endswith((".yaml", ".yml"))
    ]
    found: list[ManifestFile] = []
    for name in names[:_MOST_NEIGHBOURS]:
        other = os.path.join(directory, name)
        if other == path:
            continue
        file = read_manifest(other, shown_from(other, path, shown), project)
        if not isinstance(file, Unknown):
            found.append(file)
    return tuple(found)


def _declined(stream: YamlStream, path: str, project: Project) -> str:
    """Return why a file is not checked; or nothing."""
    text = stream.source.text
    is_broken = any(problem.kind == "syntax" for problem in stream.problems)
    if any(sign in text for sign in _TEMPLATE_SIGNS):
        if is_broken:
            return "is a template, which is no YAML before it is filled in"
        if _is_in_chart(path, project):
            return "is a template of a Helm chart, which is no manifest before it is filled in"
    if not is_broken and not any({"apiVersion", "kind"} <= keys for keys in _keys(stream)):
        return "holds no object with apiVersion and kind, as manifests do"
    return ""


def _keys(stream: YamlStream) -> list[set[str]]:
    return [set(pairs_of(root)) for root in stream.documents]


def _is_in_chart(path: str, project: Project) -> bool:
    """Tell whether a file lies in a Helm chart's folder of templates."""
    parts = path.split("/")
    for at in range(len(parts) - 2, 0, -1):
        if parts[at] == "templates":
            entries = project.listing("/".join(parts[:at]) or "/")
            return not isinstance(entries, Unknown) and any(
                entry.name == "Chart.yaml" for entry in entries
            )
    return False


def _facets(root: ManifestFile) -> dict[str, object]:
    """Return what a manifest means by facet.

    ``containers.KEY`` and ``pods.KEY`` are those of all pods, ``services.KEY`` those of Services;
    ``KIND.*`` is all that is said of other objects.
    """
    found: dict[str, Any] = {}
    for index, workload in enumerate(root.workloads):
        for key, pair in pairs_of(workload.pod).items():
            if key not in {"containers", "initContainers"}:
                found.setdefault(f"pods.{key}", {})[index] = _plain(pair.value)
        for number, container in enumerate(workload.containers):
            for key, pair in pairs_of(container.node).items():
                found.setdefault(f"containers.{key}", {})[index, number] = _plain(pair.value)
    pods = {id(workload.object.node) for workload in root.workloads}
    for index, each in enumerate(root.objects):
        if id(each.node) in pods:
            continue
        if each.kind == "Service":
            for key, pair in pairs_of(each.node).items():
                found.setdefault(f"services.{key}", {})[index] = _plain(pair.value)
        else:
            found.setdefault(f"{each.kind}.*", {})[index] = _plain(each.node)
    return found


def _plain(node: Node) -> str:
    try:
        return repr(plain_value(node))
    except TooLarge:
        return "too large"
