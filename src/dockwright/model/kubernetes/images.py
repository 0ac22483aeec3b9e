"""Which image of the project a container runs: the one place where names become Dockerfiles.

A name says nothing certain of where an image is built.  It is taken for the project's own where a
Compose file of the project builds an image of that name, or where the project has one Dockerfile
and the name is no public image's.
"""

# Paths are strings throughout.
# ruff: noqa: PTH118, PTH119, PTH120

from __future__ import annotations

import os.path
from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.document import DocumentPlace
from dockwright.model.find import is_passed_over, kind_of_name
from dockwright.model.image_ref import parse_image_ref
from dockwright.model.kubernetes.kustomize import kustomizations_for
from dockwright.model.unknown import Unknown
from dockwright.model.workspace import built_image
from dockwright.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dockwright.model.image_ref import ImageRef
    from dockwright.model.kubernetes.container import Container
    from dockwright.model.kubernetes.workload import ManifestFile
    from dockwright.model.project import Project
    from dockwright.model.workspace import ImageBuild

__all__ = ["RunImage", "mounted_in_pods", "project_root", "run_image"]

_MOST_UP = 8
"""Folders above a manifest that are asked whether they are the project's root."""
_MOST_DEPTH = 5
_MOST_FOLDERS = 400
"""How far below the root builds are looked for."""


class RunImage(NamedTuple):
    """The image that a container runs, as the project builds it.

    Attributes:
        build: how it is built.
        named_at: where a file of the project gives it its name; None where it is taken for the
            container's as it is the project's only one.
    """

    build: ImageBuild
    named_at: DocumentPlace | None


class _NamedBuild(NamedTuple):
    """A build that gives its image a name."""

    context: str
    dockerfile: str
    target: str | None
    arguments: tuple[tuple[str, str], ...]
    place: DocumentPlace


class _Builds(NamedTuple):
    """What the project builds.

    Attributes:
        named: builds by their images' names, without tags.
        contexts: the contexts that Compose files build each Dockerfile with, by its path.
        dockerfiles: the absolute paths of all Dockerfiles; None where the project is too large
            to be looked through.
    """

    named: Mapping[str, tuple[_NamedBuild, ...]]
    contexts: Mapping[str, frozenset[str]]
    dockerfiles: tuple[str, ...] | None


def run_image(container: Container, project: Project) -> RunImage | Unknown:
    """Return the image of the project that a container runs, or why that is not known."""
    image = container.image
    if image is None:
        return Unknown("the container names no image")
    text = image.known
    if text is None:
        return image.value if isinstance(image.value, Unknown) else Unknown("no image is named")
    ref = parse_image_ref(text)
    if ref is None:
        return Unknown(f"{text} is no image's name")
    root = project_root(container.path, project)
    if root is None:
        return Unknown("no folder above the manifest holds a Dockerfile")
    builds = project.remembered(("image builds", root), lambda: _builds_of(root, project))
    refs = (ref, *_renamed(ref, container.path, project))
    named = tuple(dict.fromkeys(own for each in refs for own in builds.named.get(each.name, ())))
    if len(named) > 1:
        return Unknown(f"several builds of the project are called {ref.name}")
    if named:
        (own,) = named
        build = built_image(
            own.context,
            own.dockerfile,
            project,
            build_args=dict(own.arguments),
            target=own.target,
        )
        return build if isinstance(build, Unknown) else RunImage(build, own.place)
    if builds.dockerfiles is None:
        return Unknown("the project is too large to tell whether it has one Dockerfile")
    if len(builds.dockerfiles) != 1:
        return Unknown(f"nothing says which Dockerfile builds {ref.name}")
    file = container.workload.file
    if not any(_may_be_own(each, root, file) for each in refs):
        return Unknown(f"{ref.name} may be another project's image")
    (dockerfile,) = builds.dockerfiles
    contexts = builds.contexts.get(dockerfile, frozenset({os.path.dirname(dockerfile)}))
    if len(contexts) != 1:
        return Unknown(f"{dockerfile} is built with several contexts")
    (context,) = contexts
    build = built_image(context, dockerfile, project)
    return build if isinstance(build, Unknown) else RunImage(build, None)


def mounted_in_pods(dockerfile: str, project: Project) -> frozenset[str]:
    """Return the paths at which containers of a Dockerfile's image have volumes that hold files.

    Those of the manifests of the Dockerfile's project; volumes that begin empty do not count.
    """
    root = project_root(dockerfile, project)
    if root is None:
        return frozenset()

    def make() -> tuple[tuple[str, str], ...]:
        return tuple(_mounts_below(root, project))

    found = project.remembered(("mounted in pods", root), make)
    return frozenset(path for built, path in found if built == dockerfile)


def _mounts_below(root: str, project: Project) -> Iterator[tuple[str, str]]:
    """Yield the Dockerfiles of containers, each with a path at which it has a volume."""
    from dockwright.model.kubernetes.document import read_manifest

    pending = [(root, 0)]
    count = 0
    while pending and count < _MOST_FOLDERS:
        directory, depth = pending.pop()
        count += 1
        entries = project.listing(directory)
        for entry in () if isinstance(entries, Unknown) else entries:
            path = os.path.join(directory, entry.name)
            if entry.kind == "directory" and depth < _MOST_DEPTH:
                if not is_passed_over(entry.name):
                    pending.append((path, depth + 1))
                continue
            if entry.kind != "file" or not entry.name.lower().endswith((".yaml", ".yml")):
                continue
            data = project.read(path)
            if isinstance(data, Unknown) or b"volumeMounts" not in data:
                continue
            file = read_manifest(path, path, project)
            workloads = () if isinstance(file, Unknown) else file.workloads
            for container in (each for one in workloads for each in one.containers):
                image = run_image(container, project) if container.mounts else Unknown("none")
                if isinstance(image, Unknown):
                    continue
                for mount in container.mounts:
                    volume = container.volume_of(mount)
                    if mount.path.known and (volume is None or volume.kind != "emptyDir"):
                        yield image.build.path, mount.path.known


def project_root(path: str, project: Project) -> str | None:
    """Return the folder of the project that a file belongs to.

    It is the work tree's top, or else the nearest folder above the file that holds a Dockerfile or
    a Compose file; None where there is none.
    """
    nearest: str | None = None
    directory = os.path.dirname(path)
    for _ in range(_MOST_UP):
        entries = project.listing(directory)
        if isinstance(entries, Unknown):
            break
        if any(entry.name == ".git" for entry in entries):
            return directory
        if nearest is None and any(
            entry.kind == "file" and kind_of_name(entry.name) in {"dockerfile", "compose", "bake"}
            for entry in entries
        ):
            nearest = directory
        parent = os.path.dirname(directory)
        if parent == directory:
            break
        directory = parent
    return nearest


def _builds_of(root: str, project: Project) -> _Builds:
    named: dict[str, list[_NamedBuild]] = {}
    contexts: dict[str, set[str]] = {}
    dockerfiles: list[str] = []
    is_whole = True
    pending = [(root, 0)]
    count = 0
    while pending:
        directory, depth = pending.pop()
        count += 1
        if count > _MOST_FOLDERS:
            is_whole = False
            break
        entries = project.listing(directory)
        if isinstance(entries, Unknown):
            continue
        for entry in entries:
            path = os.path.join(directory, entry.name)
            if entry.kind == "directory":
                if depth == _MOST_DEPTH:
                    is_whole = False
                elif not is_passed_over(entry.name):
                    pending.append((path, depth + 1))
            elif entry.kind == "file":
                kind = kind_of_name(entry.name)
                if kind == "dockerfile":
                    dockerfiles.append(path)
                elif kind == "compose":
                    for name, build in _of_compose(path, project):
                        built = os.path.normpath(os.path.join(build.context, build.dockerfile))
                        contexts.setdefault(built, set()).add(build.context)
                        if name:
                            named.setdefault(name, []).append(build)
    return _Builds(
        {name: _one_of_each(builds) for name, builds in named.items()},
        {path: frozenset(found) for path, found in contexts.items()},
        tuple(dockerfiles) if is_whole else None,
    )


def _one_of_each(builds: list[_NamedBuild]) -> tuple[_NamedBuild, ...]:
    """Return builds that differ in more than the place that asks for them."""
    return tuple({each[:-1]: each for each in reversed(builds)}.values())


def _of_compose(path: str, project: Project) -> list[tuple[str, _NamedBuild]]:
    """Return the builds of a Compose file, with the images' names, empty where none is given."""
    from dockwright.model.compose.document import open_document

    data = project.read(path)
    if isinstance(data, Unknown):
        return []
    document = open_document(Source.from_bytes(path, data), path, project)
    if document.declined or document.root is None:
        return []
    found: list[tuple[str, _NamedBuild]] = []
    for service in document.root.services:
        build, image = service.build, service.image
        if build is None or not build.is_local or isinstance(build.context, Unknown):
            continue
        if isinstance(build.dockerfile, Unknown) or isinstance(build.target, Unknown):
            continue
        ref = parse_image_ref(image) if isinstance(image, str) else None
        arguments = tuple(
            (name, each.value)
            for name, each in build.arguments.items()
            if isinstance(each.value, str)
        )
        item = service.get("image") or service.item
        place = DocumentPlace(item.path, item.span)
        made = _NamedBuild(build.context, build.dockerfile, build.target, arguments, place)
        found.append(("" if ref is None else ref.name, made))
    return found


def _renamed(ref: ImageRef, path: str, project: Project) -> list[ImageRef]:
    """Return the names that Kustomizations put in an image's place."""
    found = (each.images.get(ref.name) for each in kustomizations_for(path, project))
    refs = (parse_image_ref(name) for name in found if name)
    return [each for each in refs if each is not None]


def _may_be_own(ref: ImageRef, root: str, file: ManifestFile) -> bool:
    """Tell whether a name may be that of the image of the project's only Dockerfile.

    One that bears the project's name is.  Else it must be no public image, and the only such name
    in the manifests of the folder.
    """
    if ref.repository.rpartition("/")[2].lower() == os.path.basename(root).lower():
        return True
    others = (each for one in (file, *file.neighbours) for each in _images_of(one))
    return not _is_public(ref) and len({each.name for each in others if not _is_public(each)}) <= 1


def _images_of(file: ManifestFile) -> Iterator[ImageRef]:
    for workload in file.workloads:
        for container in workload.containers:
            text = None if container.image is None else container.image.known
            ref = None if text is None else parse_image_ref(text)
            if ref is not None:
                yield ref


def _is_public(ref: ImageRef) -> bool:
    """Tell whether a name is that of a public image, or looks like one."""
    from dockwright.kb import load

    knowledge = load()
    if ref.registry == "docker.io":
        repository = ref.repository.removeprefix("library/")
        return (
            "/" in repository
            or repository in knowledge.name_set("registry.official-images")
            or knowledge.image(ref.name, ref.tag, ref.digest) is not None
        )
    hosts = knowledge.names("registry.trusted")
    return any(ref.registry == host or ref.registry.endswith(f".{host}") for host in hosts)
