"""Pipelines of GitLab CI: jobs with what they extend, refer to and include.

A pipeline is its ``.gitlab-ci.yml`` with the local files that it includes.  What it includes from
elsewhere is not known; a job whose script comes from there builds nothing that could be told.
"""

# Paths are strings throughout.
# ruff: noqa: PTH118, PTH120

from __future__ import annotations

import os.path
import posixpath
import re
from fnmatch import fnmatchcase
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.ci.bakes import bake_of_command
from dockwright.model.ci.builds import Built, Shell, build_of_command, with_variables
from dockwright.model.ci.values import below, items_of, text_of
from dockwright.model.ci.workflow import Job, Workflow, commands_in, variables_of
from dockwright.model.told_context import path_in_repository
from dockwright.model.unknown import Unknown
from dockwright.syntax.yaml import Mapping, Node, Pair, Scalar, Sequence, read_yaml
from dockwright.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.ci.bakes import WorkflowBake
    from dockwright.model.ci.builds import WorkflowBuild
    from dockwright.model.ci.values import Text
    from dockwright.model.project import Project

__all__ = ["PipelineJob", "PipelineWorkflow", "open_pipeline", "without_builds"]

_NAME = ".gitlab-ci.yml"
_MOST_FILES = 100
_MOST_LINES = 2000
"""Lines of a job's scripts that are looked at; aliases can make any number of a few."""
_MOST_LEVELS = 11
"""How deep GitLab follows ``extends``; it follows references not as deep."""
_WORDS = frozenset(
    "default include stages variables workflow services before_script after_script cache"  # noqa: SIM905
    " pages spec".split()
)
_DOCKER_SERVICE = re.compile(r"(^|/)docker:[\w.-]*dind")


class _Definition(NamedTuple):
    """What one file says of a job."""

    source: Source
    pair: Pair
    node: Mapping


class _Placed(NamedTuple):
    """A value with the file that it stands in."""

    source: Source
    node: Node


class PipelineWorkflow(Workflow):
    """A file of a pipeline, with what the whole pipeline says of its jobs.

    Attributes:
        begins: where commands begin: the repository's root, absolute.
    """

    __slots__ = ("begins", "definitions", "roots")

    def __init__(
        self,
        source: Source,
        path: str,
        root: Node | None,
        project: Project,
        directory: str | None = None,
    ) -> None:
        super().__init__(source, path, root, is_gitlab=True)
        self.directory = directory or _directory_of(path, project)
        self.begins: str | Unknown = self.directory
        self.roots: list[tuple[Source, Mapping]] = []
        self.definitions: dict[str, list[_Definition]] = {}
        self._read(project)

    def _read(self, project: Project) -> None:
        """Read the pipeline's files; what is said last, in the pipeline's own file, counts."""
        main = os.path.join(self.directory, _NAME)
        seen: list[str] = []
        pending = [self.path] if main == self.path else [main, self.path]
        while pending and len(seen) < _MOST_FILES:
            path = pending.pop(0)
            if path in seen:
                continue
            seen.append(path)
            source, root = self.source, self.root
            if path != self.path:
                data = project.read(path)
                if not isinstance(data, bytes):
                    continue
                source = Source.from_bytes(path, data)
                root = _root_of(source)
            if isinstance(root, Mapping):
                self.roots.insert(0, (source, root))
                pending += self._included(root, project)
        for source, root in self.roots:
            for pair in root.pairs:
                node = pair.value.node
                if pair.name not in _WORDS and isinstance(node, Mapping):
                    said = self.definitions.setdefault(pair.name, [])
                    said.append(_Definition(source, pair, node))

    def _included(self, root: Mapping, project: Project) -> Iterator[str]:
        node = root.get("include")
        for each in items_of(node) if isinstance(node, Sequence) else (node,):
            local = below(each, "local") if isinstance(each, Mapping) else each
            text = text_of(local)
            if text is None or text.known is None or "$" in text.raw or "://" in text.raw:
                continue
            name = os.path.normpath(text.raw.lstrip("/"))
            if name.startswith(".."):
                continue
            if "*" not in name:
                yield os.path.join(self.directory, name)
                continue
            folder, _, pattern = os.path.join(self.directory, name).rpartition("/")
            listing = () if "*" in folder else project.listing(folder)
            for entry in () if isinstance(listing, Unknown) else listing:
                if fnmatchcase(entry.name, pattern):
                    yield os.path.join(folder, entry.name)

    @property
    def environment(self) -> dict[str, str]:
        """Return the variables at the top of the pipeline's files."""
        found: dict[str, str] = {}
        for _, root in self.roots:
            found.update(variables_of(root.get("variables")))
        return found

    @property
    def jobs(self) -> tuple[Job, ...]:
        """Return the pipeline's jobs, those of its other files among them."""
        return tuple(
            PipelineJob(self, said[-1].pair, said[-1].node)
            for name, said in self.definitions.items()
            if not name.startswith(".")
        )

    @property
    def builds(self) -> tuple[WorkflowBuild, ...]:
        """Return the images that this file's commands build, each told once."""
        found: dict[object, WorkflowBuild] = {}
        for job in self.jobs:
            for build in job.builds:
                key = (build.span, build.directory, build.context, build.file, build.target)
                found.setdefault(key, build)
        return tuple(found.values())

    @property
    def bakes(self) -> tuple[WorkflowBake, ...]:
        """Return the runs of Bake in this file, each told once."""
        found: dict[object, WorkflowBake] = {}
        for job in self.jobs:
            for bake in job.bakes:
                found.setdefault((bake.span, bake.directory, bake.files, bake.targets), bake)
        return tuple(found.values())


class PipelineJob(Job):
    """A job of a pipeline, with what it extends."""

    __slots__ = ()

    workflow: PipelineWorkflow

    @property
    def runs_on(self) -> tuple[Text, ...]:
        """Return nothing: tags name machines that no file tells of."""
        return ()

    @property
    def environment(self) -> dict[str, str]:
        """Return the variables that are the same in every run of the job."""
        found = self.workflow.environment
        changing: set[str] = set()
        for node in [root for _, root in self.workflow.roots]:
            changing.update(_names_in_rules(below(node, "workflow", "rules")))
        for definition in reversed(self._chain()):
            found.update(variables_of(definition.node.get("variables")))
            changing.update(_names_in_rules(definition.node.get("rules")))
            for each in items_of(below(definition.node, "parallel", "matrix")):
                if isinstance(each, Mapping):
                    changing.update(pair.name for pair in each.pairs)
        return {name: value for name, value in found.items() if name not in changing}

    @property
    def services(self) -> tuple[str, ...]:
        """Return the images of the services beside it, such as an engine of its own."""
        placed = self._get("services")
        found: list[str] = []
        for each in items_of(None if placed is None else placed.node):
            text = text_of(below(each, "name") if isinstance(each, Mapping) else each)
            if text is not None:
                found.append(text.raw)
        return tuple(found)

    @property
    def has_own_engine(self) -> bool:
        """Tell whether its engine starts with the job, and so has no layers of earlier ones."""
        placed = self._get("tags")
        tags = [text_of(each) for each in items_of(None if placed is None else placed.node)]
        if any(text is not None and "shell" in text.raw.lower() for text in tags):
            return False  # a runner of shells starts no services
        return any(_DOCKER_SERVICE.search(name) for name in self.services)

    def may_make(self, name: str) -> bool:
        """Tell whether an earlier command, or an earlier job's artifacts, may make a file."""
        for each in self._script():
            text = each.node.text if isinstance(each.node, Scalar) else ""
            if name in without_builds(text):
                return True
        if any(name in text for text in self._changes()):
            return True  # it runs only where the file has changed, and so is there
        return any(
            definition.node.get("artifacts") is not None
            for other, said in self.workflow.definitions.items()
            if other != self.name
            for definition in said
        )

    def runs_for_changes_of(self, name: str) -> bool:
        """Tell whether it runs only where files that end with a name have changed."""
        changes = list(self._changes())
        return bool(changes) and all(each.endswith(name) for each in changes)

    def _changes(self) -> Iterator[str]:
        """Yield the paths whose change has the job run, with variables put in."""
        environment = self.environment
        for definition in self._chain():
            for rule in (*items_of(definition.node.get("rules")), definition.node.get("only")):
                node = below(rule, "changes", "paths") or below(rule, "changes")
                for each in items_of(node):
                    text = text_of(each)
                    if text is not None:
                        yield with_variables(text.raw, environment)

    def runs(self) -> Iterator[WorkflowBuild | WorkflowBake]:
        """Yield what its commands in the checked file build, with Bake and without, in order."""
        lines = list(self._script())
        texts = [each.node.text for each in lines if isinstance(each.node, Scalar)]
        shell = Shell(self.workflow.directory, self.environment, texts)
        shell.directory = self.workflow.begins
        built = Built()
        for each in lines:
            for command in commands_in(each.node, each.source):
                build = build_of_command(command, self, None, shell)
                bake = bake_of_command(command, self, None, shell)
                shell.follow(command, each.source)
                if each.source is not self.workflow.source:
                    continue
                if build is not None:
                    yield built.marked(build)
                elif bake is not None:
                    yield bake

    def _script(self) -> Iterator[_Placed]:
        """Yield the lines that run in the job's shell, references resolved, with their files."""
        for key in ("before_script", "script"):
            placed = self._get(key)
            if placed is not None:
                yield from self._lines(placed, 0, count())

    def _lines(self, placed: _Placed, depth: int, steps: Iterator[int]) -> Iterator[_Placed]:
        node = placed.node
        if next(steps) > _MOST_LINES:
            return
        if isinstance(node, Sequence) and node.tag == "!reference" and depth < _MOST_LEVELS:
            names = [text.raw for each in node.items if (text := text_of(each.node)) is not None]
            for definition in self.workflow.definitions.get(names[0] if names else "", ())[-1:]:
                value = below(definition.node, *names[1:])
                if value is not None:
                    yield from self._lines(_Placed(definition.source, value), depth + 1, steps)
        elif isinstance(node, Sequence) and depth < _MOST_LEVELS:
            for item in node.items:
                yield from self._lines(_Placed(placed.source, item.node), depth + 1, steps)
        elif isinstance(node, Scalar):
            yield placed

    def _get(self, key: str) -> _Placed | None:
        """Return what counts for a key: the job's own, what it extends, the default."""
        for definition in self._chain():
            value = definition.node.get(key)
            if value is not None:
                return _Placed(definition.source, value)
        for source, root in reversed(self.workflow.roots):
            value = below(root, "default", key) or root.get(key)
            if value is not None:
                return _Placed(source, value)
        return None

    def _chain(self) -> list[_Definition]:
        """Return the job's definitions and those that it extends, the nearest first."""
        found: list[_Definition] = []
        seen: set[str] = set()

        def add(name: str, depth: int) -> None:
            if name in seen or depth > _MOST_LEVELS:
                return
            seen.add(name)
            said = self.workflow.definitions.get(name, [])
            found.extend(reversed(said))
            for definition in reversed(said):
                node = definition.node.get("extends")
                parents = items_of(node) if isinstance(node, Sequence) else (node,)
                for parent in reversed(parents):
                    text = text_of(parent)
                    if text is not None:
                        add(text.raw, depth + 1)

        add(self.name, 0)
        return found


def without_builds(script: str) -> str:
    """Return a script without the lines that call a builder: what these name, they do not make."""
    return re.sub(r"\S*(docker|kaniko|buildah|podman)\S*\s[^\n]*", "", script)


def open_pipeline(
    source: Source, path: str, root: Node | None, project: Project
) -> PipelineWorkflow:
    """Read a file of a pipeline, and find out where its commands begin.

    That is the root of the repository, also for a pipeline that lies in a directory of it, as a
    setting of the project may have it.  But such a file may be an example as well, whose root is
    its own directory: what it builds tells.
    """
    own = PipelineWorkflow(source, path, root, project)
    relative = path_in_repository(path, project)
    top = own.directory if relative is None else os.path.normpath(path[: -len(relative)] or "/")
    if top == own.directory:
        return own
    other = PipelineWorkflow(source, path, root, project, top)
    built, built_there = _built(own, project), _built(other, project)
    if built_there > built:
        return other
    if not built:
        own.begins = Unknown("commands begin at the root or in the file's directory")
    return own


def _built(workflow: PipelineWorkflow, project: Project) -> int:
    """Count the builds whose Dockerfile is there."""
    found = 0
    for build in workflow.builds:
        context = "." if build.context is None else build.context.known
        file = posixpath.join(context or ".", "Dockerfile") if build.file is None else None
        name = file if build.file is None else build.file.known
        if name is not None and isinstance(build.directory, str):
            path = posixpath.normpath(posixpath.join(build.directory, name))
            found += isinstance(project.read(path), bytes)
    return found


def _directory_of(path: str, project: Project) -> str:
    """Return where the nearest ``.gitlab-ci.yml`` above a file is."""
    own = folder = os.path.dirname(path)
    if os.path.basename(path).lower().startswith(".gitlab-ci."):  # noqa: PTH119
        return own
    for _ in range(_MOST_LEVELS):
        if isinstance(project.read(os.path.join(folder, _NAME)), bytes):
            return folder
        above = os.path.dirname(folder)
        if above == folder:
            break
        folder = above
    return own


def _root_of(source: Source) -> Node | None:
    roots = [each for each in read_yaml(source).documents if isinstance(each, Mapping)]
    return roots[-1] if roots else None


def _names_in_rules(node: Node | None) -> Iterator[str]:
    for rule in items_of(node):
        variables = below(rule, "variables")
        for pair in variables.pairs if isinstance(variables, Mapping) else ():
            yield pair.name
