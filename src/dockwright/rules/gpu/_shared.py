"""What the GPU rules share: packages that an install names, and signs that a file is for GPUs."""

from __future__ import annotations

import posixpath

from dockwright.model.install import Install, install_of
from dockwright.model.unknown import Unknown
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.kb.records import ImageFacts
    from dockwright.model.requirement import PackageSpec
    from dockwright.model.stage import Stage
    from dockwright.rules.base import Context

__all__ = [
    "is_about",
    "is_given_gpu",
    "known_facts",
    "packages_with_role",
    "python_packages",
    "sets_variable",
    "stage_installs",
]


_COMPOSE_FILE = r"(?i:(?:docker-)?compose\b.*\.ya?ml)"
_MOST_ABOVE = 2
"""Directories above a Dockerfile in which is looked for what gives a container a GPU."""


def stage_installs(stage: Stage) -> Iterator[Install]:
    """Yield the installs of a stage's own RUNs in order."""
    for run in stage.runs():
        for command in run.commands:
            install = install_of(command)
            if install is not None:
                yield install


def python_packages(
    install: Install, packages: Iterable[PackageSpec] | None = None
) -> Iterator[tuple[str, PackageSpec]]:
    """Yield the Python packages that an install names, with the name or that of its repository.

    ``git+https://github.com/NVIDIA/apex`` is ``apex``.

    Args:
        install: the command.
        packages: its packages, where those that its files list count too.
    """
    if install.ecosystem != "python":
        return
    for package in install.packages if packages is None else packages:
        name = package.name
        if not name and package.url:
            path = re.split(
                r"[@#?]", package.url.rpartition("://")[2].replace("git@", "", 1), maxsplit=1
            )[0]
            name = (
                path.rstrip("/").rpartition("/")[2].removesuffix(".git").lower().replace("_", "-")
            )
        if name:
            yield name, package


def packages_with_role(install: Install, role: str, kb: KnowledgeBase) -> tuple[PackageSpec, ...]:
    """Return the packages of a system's install that have a role."""
    if install.ecosystem != "system":
        return ()
    found: list[PackageSpec] = []
    for package in install.packages:
        # A name with a hidden ending, nvidia-driver-$VERSION, is looked up as it is written.
        name = package.raw if package.is_dynamic else package.name
        facts = kb.system_package(install.manager, name) if name else None
        if facts is not None and role in facts.roles:
            found.append(package)
    return tuple(found)


def known_facts(stage: Stage) -> ImageFacts | None:
    """Return what is known of the image behind a stage."""
    facts = stage.image_facts
    return None if isinstance(facts, Unknown) else facts


def is_about(ctx: Context, words: tuple[str, ...], *, text: bool) -> bool:
    """Tell whether a file's place in its project, its stages' names, or its text hold a word."""
    dockerfile = ctx.dockerfile
    places = [_place(ctx).lower()]
    if text:
        places.append(dockerfile.source.lowered)
    else:
        for stage in dockerfile.stages:
            places.append((stage.name or "").lower())
            if stage.from_.image is not None:
                places.append(stage.from_.image.raw.lower())
    return any(word in place for word in words for place in places)


def is_given_gpu(ctx: Context) -> bool:
    """Tell whether the project gives the image's containers a GPU, or may.

    The services of Compose that build the Dockerfile are asked, then the scripts, pages and
    manifests around the Dockerfile, which seldom name it and so count for all of the project.
    Where there is such a service, what Compose files give to others counts for nothing.
    """
    context = ctx.build_context
    if isinstance(context, Unknown):
        return False
    from dockwright.model.told_context import builds_near, is_repository, path_in_repository

    project = context.project
    builds = tuple(builds_near(context.dockerfile, project))
    if any(each.has_gpu for each in builds):
        return True
    grants = [each.encode() for each in ctx.kb.names("gpu-build.grants")]
    directory = posixpath.dirname(context.dockerfile)
    in_repository = path_in_repository(context.dockerfile, project) is not None
    for _ in range(_MOST_ABOVE + 1):
        for folder in ctx.kb.names("gpu-build.granting-folders"):
            place = posixpath.normpath(posixpath.join(directory, folder))
            entries = project.listing(place)
            for entry in () if isinstance(entries, Unknown) else entries:
                if entry.kind != "file" or not entry.name.lower().endswith(
                    ctx.kb.names("gpu-build.granting-files")
                ):
                    continue
                if builds and re.fullmatch(_COMPOSE_FILE, entry.name):
                    continue
                data = project.read(f"{place}/{entry.name}")
                if isinstance(data, bytes) and any(grant in data for grant in grants):
                    return True
        if not in_repository or is_repository(directory, project):
            break
        directory = posixpath.dirname(directory)
    return False


def _place(ctx: Context) -> str:
    """Return a Dockerfile's path within its repository; outside of one, its path as it was named.

    What lies above says where somebody keeps the project, and nothing of the project.  Of an
    absolute path the file's name and directory count.
    """
    named = ctx.dockerfile.source.path
    context = ctx.build_context
    if not isinstance(context, Unknown):
        from dockwright.model.told_context import path_in_repository

        inside = path_in_repository(context.dockerfile, context.project)
        if inside is not None:
            return inside
    return "/".join(named.split("/")[-2:]) if named.startswith("/") else named


def sets_variable(stage: Stage, install: Install, name: str) -> bool:
    """Tell whether a variable is set around an install: by the file, its image, or before it."""
    run = install.instruction
    if install.variable(name) is not None:
        return True
    if run is None:
        return False
    if run.state.variables.get(name) is not None or name in run.state.declared_args:
        return True
    facts = known_facts(stage)
    if facts is None or name in facts.env_names:
        return True
    script = run.script
    if script is None:
        return False
    return any(
        made.name == name for simple in script.commands for made in simple.assignments
    ) or any(
        word.raw.startswith(f"{name}=")
        for simple in script.commands
        if simple.name == "export"
        for word in simple.words
    )
