"""The installs of Python packages of a Dockerfile, for what asks an index about them."""

# Paths are strings throughout.
# ruff: noqa: PTH120

from __future__ import annotations

import os

from dockwright.model.context import BuildContext
from dockwright.model.install import install_of
from dockwright.model.told_context import told_context
from dockwright.model.unknown import Unknown
from dockwright.model.workspace import dockerfile_at
from dockwright.packages import Target
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.kb.records import ImageFacts
    from dockwright.model.dockerfile import Dockerfile
    from dockwright.model.install import Install
    from dockwright.model.project import Project
    from dockwright.model.stage import Stage
    from dockwright.rules.settings import CheckSettings

__all__ = ["PythonInstall", "python_installs", "target_of"]

_USUAL_GLIBC = (2, 36)


class PythonInstall(NamedTuple):
    """An install of Python packages, and what it stands in."""

    install: Install
    stage: Stage
    model: Dockerfile
    context: BuildContext


def python_installs(
    path: str, settings: CheckSettings, project: Project
) -> Iterator[PythonInstall]:
    """Give the installs of a Dockerfile that its target runs, in order."""
    model = dockerfile_at(
        path,
        project,
        build_args=settings.build_args,
        target=settings.target,
        platform=settings.platform,
    )
    if isinstance(model, Unknown):
        return
    told = told_context(path, project) if settings.is_context_assumed else None
    root = os.path.dirname(path) if settings.context is None else settings.context
    if not isinstance(told, Unknown) and told is not None:
        root = told.root
    context = BuildContext(root, path, project)
    for stage in model.stages:
        for run in stage.runs() if stage.is_reachable else ():
            for command in run.commands:
                install = install_of(command)
                if install is not None and install.ecosystem == "python":
                    yield PythonInstall(install, stage, model, context)


def target_of(stage: Stage, platform: str | None, kb: KnowledgeBase) -> Target | None:
    """Return what packages are installed for in a stage; None where that is not known."""
    from dockwright.model.contents import Python, contents_of

    contents = contents_of(stage, kb)
    python, facts = contents.python, contents.facts
    if facts is None or not isinstance(python, Python) or isinstance(python.version, Unknown):
        return None
    return Target(
        python.version,
        platform or "linux/amd64",
        is_musl=facts.is_musl,
        glibc=_glibc(facts),
    )


def _glibc(facts: ImageFacts) -> tuple[int, int]:
    """Return the version of an image's glibc; of one that is not known, a usual one."""
    major, _, minor = (facts.libc_version or "").partition(".")
    if facts.libc == "glibc" and major.isdigit() and minor.isdigit():
        return int(major), int(minor)
    return _USUAL_GLIBC
