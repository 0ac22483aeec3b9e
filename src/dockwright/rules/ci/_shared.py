"""What the rules about workflows share: the Dockerfile of a build, and what it costs."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from dockwright.model.document import DocumentPlace
from dockwright.model.find import dockerfile_read
from dockwright.model.listed import listed_packages
from dockwright.model.unknown import Unknown
from dockwright.model.workspace import built_image
from dockwright.rules._caches import installs_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.model.ci.builds import WorkflowBuild
    from dockwright.model.ci.values import Text
    from dockwright.model.ci.workflow import Job, Step
    from dockwright.model.install import Install
    from dockwright.model.instructions import Run
    from dockwright.model.project import Project
    from dockwright.model.requirement import PackageSpec
    from dockwright.model.workspace import ImageBuild
    from dockwright.rules.diagnostic import Label
    from dockwright.rules.document import DocumentContext
    from dockwright.text import Span

__all__ = [
    "compressed_bytes",
    "dockerfile_of",
    "has_moved_files",
    "image_of",
    "is_hosted",
    "packages_of",
    "place_of",
    "places_of",
    "unpacked_bytes",
    "uses_of",
]

_DEFAULT_CONTEXT = "{{defaultContext}}"
"""What build-push-action puts the address of the repository at this commit in for."""


def paths_of(build: WorkflowBuild, project: Project) -> tuple[str, str] | None:
    """Return the context and the Dockerfile of a build, absolute; None where one is not known."""
    root = build.directory
    if isinstance(root, Unknown):
        return None
    context = "." if build.context is None else build.context.known
    if context is None or "://" in context or context.startswith(("git@", "github.com/", "-")):
        return None
    if context.startswith(_DEFAULT_CONTEXT):
        # The repository as a Git context, in which the Dockerfile is looked for.
        root = posixpath.join(root, context[len(_DEFAULT_CONTEXT) :].removeprefix(":"))
        context = "."
    folder = posixpath.normpath(posixpath.join(root, context))
    if build.file is None:
        names = ("Containerfile", "Dockerfile") if build.kind == "podman" else ("Dockerfile",)
        places = [posixpath.join(folder, name) for name in names]
        path = next((each for each in places if _is_there(each, project)), places[-1])
        return folder, _read_for(path, build, project)
    file = build.file.known
    if file is None or file == "-" or "://" in file:
        return None
    # The file is relative to where the command runs; Podman looks in the context next.
    path = posixpath.normpath(posixpath.join(root, file))
    if build.kind == "podman" and not _is_there(path, project):
        other = posixpath.normpath(posixpath.join(folder, file))
        path = other if _is_there(other, project) else path
    return folder, _read_for(path, build, project)


def _read_for(path: str, build: WorkflowBuild, project: Project) -> str:
    """Return the file that the builder reads where it is asked for a Dockerfile."""
    if build.kind in {"kaniko", "podman"}:
        return path
    return dockerfile_read(path, project.read)


def _is_there(path: str, project: Project) -> bool:
    return isinstance(project.read(path), bytes)


def dockerfile_of(build: WorkflowBuild, project: Project) -> str | None:
    """Return the absolute path of a build's Dockerfile; None where it is not known."""
    found = paths_of(build, project)
    return None if found is None or _is_moved(build) else found[1]


def _is_moved(build: WorkflowBuild) -> bool:
    return has_moved_files(build.job)


def has_moved_files(job: Job) -> bool:
    """Tell whether a job's files may lie elsewhere: another repository, another directory."""
    return any(
        step.action == "actions/checkout"
        and (step.input("repository") is not None or step.input("path") is not None)
        for step in job.steps
    )


def place_of(text: Text, build: WorkflowBuild) -> Span | DocumentPlace:
    """Return where a value is decided: in the call of the workflow, where it is one of its inputs.

    Also where the input is the first of several values (`inputs.target || 'app'`), and given.
    """
    name = re.match(r"\$\{\{\s*(inputs\.[\w-]+)\s*(\|\||\}\}$)", text.raw)
    if name is None or build.call is None or name[1] not in build.call.places:
        return text.span
    if name[2] == "||" and not build.call.inputs.get(name[1]):
        return text.span
    return DocumentPlace(build.call.path, build.call.places[name[1]])


def uses_of(text: Text, build: WorkflowBuild, ctx: DocumentContext) -> tuple[Label, ...]:
    """Return the place that a value is used at, where it is decided elsewhere."""
    if isinstance(place_of(text, build), DocumentPlace):
        return (ctx.label(text.span, "it is used here"),)
    return ()


def image_of(build: WorkflowBuild, ctx: DocumentContext) -> ImageBuild | None:
    """Return the image that a workflow builds; None where its Dockerfile is not known."""
    found = paths_of(build, ctx.project)
    if found is None or _is_moved(build):
        return None
    target = None if build.target is None else build.target.known
    if build.target is not None and target is None:
        return None
    arguments = {
        each.name: each.value
        for each in build.arguments
        if each.value is not None and "$" not in each.value
    }
    image = built_image(*found, ctx.project, build_args=arguments, target=target)
    if isinstance(image, Unknown) or image.dockerfile.is_broken:
        return None
    return image


def is_hosted(job: Job, kb: KnowledgeBase) -> bool:
    """Tell whether a job runs on a standard hosted machine, fresh each time."""
    labels = job.runs_on
    pattern = kb.text("ci.hosted-runners")
    return len(labels) == 1 and re.fullmatch(pattern, labels[0].known or "") is not None


def packages_of(install: Install, image: ImageBuild) -> tuple[PackageSpec, ...]:
    """Return the packages that an install names, and those that its files of requirements list."""
    if not install.requirement_files:
        return install.packages
    return (*install.packages, *listed_packages(install, image.context).packages)


def places_of(
    package: PackageSpec, install: Install, image: ImageBuild
) -> Iterator[tuple[str, Span]]:
    """Yield the file and the line that list a package; nothing for one that the install names."""
    if package.listed:
        place = listed_packages(install, image.context).places.get(package.listed)
        if place is not None:
            yield place


def unpacked_bytes(image: ImageBuild, kb: KnowledgeBase) -> tuple[int, Run | None] | None:
    """Return the bytes that an image is known to take at least, and the install that weighs most.

    None where the base image's size is not known.
    """
    stage = image.stage
    if stage is None:
        return None
    facts = stage.image_facts
    if isinstance(facts, Unknown) or facts.unpacked_bytes is None:
        return None
    total = facts.unpacked_bytes
    counted: set[str] = set()
    heaviest: tuple[int, Run | None] = (0, None)
    for each in stage.lineage:
        for run, install in installs_of(each):
            size = 0
            packages = packages_of(install, image) if install.ecosystem == "python" else ()
            for package in packages:
                known = kb.package(package.name)
                if known is not None and known.name not in counted:
                    counted.add(known.name)
                    size += known.unpacked_bytes or known.wheel_bytes or 0
                    if known.download_bytes:
                        size = max(size, known.download_bytes)
            total += size
            heaviest = max(heaviest, (size, run), key=lambda pair: pair[0])
    return total, heaviest[1]


def compressed_bytes(image: ImageBuild, kb: KnowledgeBase) -> tuple[int, Run | None] | None:
    """Return the bytes that an image's layers are known to take at least as they are kept.

    With the install that weighs most.  A package counts with its wheel, or, if that is more, all
    of them as the one that brings most along.  None where the base image's size is not known.
    """
    stage = image.stage
    facts = None if stage is None else stage.image_facts
    if stage is None or facts is None or isinstance(facts, Unknown):
        return None
    if facts.compressed_bytes is None:
        return None
    wheels: dict[str, int] = {}
    most: tuple[int, Run | None] = (0, None)
    heaviest: tuple[int, Run | None] = (0, None)
    for each in stage.lineage:
        for run, install in installs_of(each):
            packages = packages_of(install, image) if install.ecosystem == "python" else ()
            for package in packages:
                known = kb.package(package.name)
                if known is not None:
                    wheels[known.name] = known.wheel_bytes or 0
                    brought = (known.download_bytes or 0, run)
                    most = max(most, brought, key=lambda pair: pair[0])
                    heaviest = max(heaviest, (wheels[known.name], run), key=lambda pair: pair[0])
    total = facts.compressed_bytes + max(sum(wheels.values()), most[0])
    return total, most[1] or heaviest[1]


def frees_disk(job: Job, before: Step | None, kb: KnowledgeBase) -> bool:
    """Tell whether a step before another frees the machine's disk."""
    actions = kb.name_set("ci.disk-actions")
    for step in job.steps:
        if before is not None and step.node is before.node:
            return False
        if step.action in actions:
            return True
        if any(
            command.program == "rm" or "prune" in [w.value for w in command.words]
            for command in step.commands
        ):
            return True
    return False
