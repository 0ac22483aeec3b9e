"""Compose files as documents to check: which files belong together, and what they mean."""

# Paths are strings throughout.
# ruff: noqa: PTH118, PTH119, PTH120

from __future__ import annotations

import os.path
from typing import TYPE_CHECKING, Any

from dockwright.model.compose.load import LoadOptions, load
from dockwright.model.compose.project import ComposeProject
from dockwright.model.compose.together import files_of_project, including_file
from dockwright.model.compose.tree import Item, plain
from dockwright.model.document import Document, Part, Remark, shown_from
from dockwright.model.unknown import Unknown
from dockwright.syntax.yaml import Mapping, Scalar, Sequence, read_yaml
from dockwright.text import Source

if TYPE_CHECKING:
    from dockwright.model.compose.load import Loaded
    from dockwright.model.project import Project
    from dockwright.syntax.yaml import Node, YamlStream

__all__ = ["open_document"]

MAIN_NAMES = ("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml")
"""What Compose looks for, in this order."""
OVERRIDE_NAMES = (
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
)
"""What Compose merges with it where nothing else is asked for; the first that is there."""

_OF_ITSELF = frozenset({"image", "build", "extends", "provider"})
_PLACES = frozenset({"context", "dockerfile_inline"})
"""Keys of `build` that say what is built; the context of a file of its own may be left out."""
_NAMING = {
    "depends_on": "services",
    "volumes": "volumes",
    "networks": "networks",
    "secrets": "secrets",
    "configs": "configs",
}
"""Keys of a service whose entries name what is declared at the top, below which key."""
_DECLARED = ("services", "volumes", "networks", "secrets", "configs")
_TEMPLATE_SIGNS = ("{{", "{%", "<%", "@@")


def open_document(source: Source, path: str, project: Project) -> Document:
    """Read a Compose file, with the files that Compose would merge with it."""
    stream = read_yaml(source)
    own = _part(source, path, stream)
    declined = _declined(stream)
    if declined:
        return Document("compose", own, None, (), declined=declined)
    name = os.path.basename(path)
    directory = os.path.dirname(path)
    sources = [(path, source)]
    is_main = name in MAIN_NAMES
    is_fragment = False
    env_files: tuple[str, ...] = ()
    together = files_of_project(path, project)
    if together is not None:
        began, listed = together
        sources = _sources(listed, path, source, project)
        is_main = sources[0][0] == path
        directory = os.path.dirname(sources[0][0])
        # Compose reads the one where it is started, then the one of the project.
        env_files = tuple(os.path.join(each, ".env") for each in (began, directory))
    elif is_main:
        found = _first(directory, OVERRIDE_NAMES, path, source.path, project)
        sources += [found] if found else []
    else:
        found = _first(directory, MAIN_NAMES, path, source.path, project)
        if not _stands_alone(stream):
            sources = [found, *sources] if found else sources
            is_fragment = not found
        elif found is not None and _is_laid_over(stream, found[1]):
            sources = [found, *sources]
        else:
            from dockwright.model.compose.starting import files_started_with

            started = files_started_with(path, project)
            if started:
                sources = _sources(started, path, source, project)
                directory = os.path.dirname(started[0])
    options = LoadOptions(env_files=env_files, home=project.variable("HOME") or "")
    loaded = load(sources, directory, project.read, options)
    outer = None if together is not None else including_file(path, project)
    whole = None if outer is None else _loaded_whole(outer, path, source, project)
    if whole is not None:
        # Compose checks what is included as a part of the whole alone.
        loaded, is_main, is_fragment = whole, False, False
    root = ComposeProject(loaded, path, read=project.read, is_fragment=is_fragment)
    others = tuple(
        _part(
            Source(shown_from(file.path, path, source.path), file.source.text),
            file.path,
            file.stream,
        )
        for file in loaded.files
        if file.path != path and file.role in {"main", "override"}
    )
    return Document(
        "compose",
        own,
        root,
        (root, *root.services),
        tuple(problem.message for problem in root.problems),
        lambda: _facets(root.root),
        others if is_main else (),
        keeps_own=not is_main,
    )


def _loaded_whole(outer: str, own: str, source: Source, project: Project) -> Loaded | None:
    """Return the project that includes the checked file; None where it does not come to that."""

    def read(path: str) -> bytes | Unknown:
        return source.encode() if path == own else project.read(path)

    directory = os.path.dirname(outer)
    sources = _sources((outer,), own, source, project)
    if os.path.basename(outer) in MAIN_NAMES:
        found = _first(directory, OVERRIDE_NAMES, own, source.path, project)
        sources += [found] if found else []
    if not sources:
        return None
    loaded = load(sources, directory, read, LoadOptions(home=project.variable("HOME") or ""))
    return loaded if any(file.path == own for file in loaded.files) else None


def _part(source: Source, path: str, stream: YamlStream) -> Part:
    remarks = tuple(Remark(each.span, each.text) for each in stream.comments)
    return Part(source, path, remarks, stream.scopes())


def _sources(
    listed: tuple[str, ...], own: str, source: Source, project: Project
) -> list[tuple[str, Source]]:
    """Return those of some files that are there; the checked one is among them."""
    found: list[tuple[str, Source]] = []
    for path in listed:
        if path == own:
            found.append((path, source))
            continue
        data = project.read(path)
        if not isinstance(data, Unknown):
            shown = shown_from(path, own, source.path)
            found.append((path, Source.from_bytes(shown, data)))
    return found


def _first(
    directory: str, names: tuple[str, ...], own: str, shown: str, project: Project
) -> tuple[str, Source] | None:
    """Return the first of some files that is there."""
    for name in names:
        path = os.path.join(directory, name)
        data = project.read(path)
        if not isinstance(data, Unknown):
            return path, Source.from_bytes(shown_from(path, own, shown), data)
    return None


def _declined(stream: YamlStream) -> str:
    """Return why a file is no Compose file, whatever its name says; or nothing."""
    text = stream.source.text
    if any(problem.kind == "syntax" for problem in stream.problems):
        if any(sign in text for sign in _TEMPLATE_SIGNS):
            return "is a template, which is no YAML before it is filled in"
        return ""
    keys: set[str] = set()
    for root in stream.documents:
        if isinstance(root, Mapping):
            keys.update(root.entries())
        elif not isinstance(root, Scalar) or not root.is_null:
            return ""
    if {"apiVersion", "kind"} <= keys or {"on", "jobs"} <= keys or "pipeline" in keys:
        return "is named like a Compose file, and its content is of another kind"
    return ""


def _stands_alone(stream: YamlStream) -> bool:
    """Tell whether each service of a file says what runs."""
    for root in stream.documents:
        services = root.get("services") if isinstance(root, Mapping) else None
        if not isinstance(services, Mapping):
            continue
        for pair in services.entries().values():
            service = pair.value.node
            if isinstance(service, Mapping) and not _OF_ITSELF & set(service.entries()):
                return False
    return True


def _is_laid_over(stream: YamlStream, main: Source) -> bool:
    """Tell whether a file only makes sense with the main one, though its services name images.

    A service of both has `build` without a context, or the file names a service, a volume, a
    network, a secret or a config that the main one alone declares.
    """
    own = [each for each in stream.documents if isinstance(each, Mapping)]
    services = [pair for root in own for pair in _pairs(root, "services")]
    if not services:
        return False
    other = [each for each in read_yaml(main).documents if isinstance(each, Mapping)]
    declared = {
        kind: ({name for name, _ in _all(own, kind)}, {name for name, _ in _all(other, kind)})
        for kind in _DECLARED
    }
    for name, service in services:
        if not isinstance(service, Mapping):
            continue
        build = service.get("build")
        if (
            isinstance(build, Mapping)
            and not _PLACES & set(build.entries())
            and name in declared["services"][1]
        ):
            return True
        for key, kind in _NAMING.items():
            here, there = declared[kind]
            if any(each in there and each not in here for each in _named(service.get(key))):
                return True
    return False


def _all(roots: list[Mapping], key: str) -> list[tuple[str, Node | None]]:
    return [pair for root in roots for pair in _pairs(root, key)]


def _pairs(root: Mapping, key: str) -> list[tuple[str, Node | None]]:
    """Return the keys of a section with what stands there."""
    section = root.get(key)
    if not isinstance(section, Mapping):
        return []
    return [(name, pair.value.node) for name, pair in section.entries().items()]


def _named(node: Node | None) -> list[str]:
    """Return the names of declared things that a list or mapping of a service refers to."""
    if isinstance(node, Mapping):
        return list(node.entries())
    found = []
    for entry in node.items if isinstance(node, Sequence) else ():
        each: Node | None = entry.node
        if isinstance(each, Mapping):
            each = each.get("source")
        if isinstance(each, Scalar):
            found.append(each.text.partition(":")[0])
    return found


def _facets(root: Item) -> dict[str, object]:
    """Return what a project means by facet: ``services.KEY`` for all services, and top keys."""
    found: dict[str, Any] = {}
    for key, value in root.mapping.items():
        if key != "services":
            found[f"{key}.*"] = repr(plain(value))
    services = root.get("services")
    for name, service in (services.mapping if services is not None else {}).items():
        for key, value in service.mapping.items():
            found.setdefault(f"services.{key}", {})[name] = repr(plain(value))
    return found
