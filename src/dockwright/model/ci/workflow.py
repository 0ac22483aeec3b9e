"""Workflows of GitHub Actions: jobs, steps, and what they build."""

# Paths are strings throughout.
# ruff: noqa: PTH118, PTH120

from __future__ import annotations

import os.path
import re
from itertools import product
from typing import TYPE_CHECKING

from dockwright.model.ci.actions import build_of_action
from dockwright.model.ci.bakes import WorkflowBake, bake_of_command
from dockwright.model.ci.builds import (
    Built,
    Shell,
    WorkflowBuild,
    build_of_command,
)
from dockwright.model.ci.conditions import ALWAYS, Ways, joined, ways_of
from dockwright.model.ci.values import Text, below, items_of, lines_of, origin_of, text_of
from dockwright.model.command import commands_of
from dockwright.model.unknown import Unknown
from dockwright.syntax.shell.nodes import Dialect
from dockwright.syntax.shell.reader import read_script
from dockwright.syntax.yaml import Mapping, Node, Pair, Scalar, Sequence
from dockwright.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.ci.calls import Call
    from dockwright.model.command import Command
    from dockwright.text import Source

__all__ = ["Job", "Step", "Workflow", "combinations_of", "commands_in", "variables_of"]

_EXPRESSION = re.compile(r"\$\{\{.*?\}\}|\$\[\[.*?\]\]", re.DOTALL)
_BAKE_ACTIONS = frozenset({"docker/bake-action", "depot/bake-action"})
_TAG_FILTERS = frozenset({"tags", "tags-ignore"})
_MOST_COMBINATIONS = 64
_MOST_LEVELS = 4


class Step:
    """A step of a job.

    Attributes:
        job: the job.
        node: what is said of it.
    """

    __slots__ = ("job", "node")

    def __init__(self, job: Job, node: Mapping) -> None:
        self.job = job
        self.node = node

    @property
    def span(self) -> Span:
        """Return where it stands."""
        return self.node.span

    @property
    def path(self) -> str:
        """Return the absolute path of the workflow."""
        return self.job.workflow.path

    @property
    def uses(self) -> Text | None:
        """Return the action that it runs."""
        return text_of(self.node.get("uses"))

    @property
    def action(self) -> str:
        """Return the action's name without its version; empty where it runs none."""
        uses = self.uses
        return "" if uses is None else uses.raw.partition("@")[0]

    @property
    def environment(self) -> dict[str, str]:
        """Return the variables that are written in the file, the step's own before the job's."""
        return {**self.job.environment, **variables_of(self.node.get("env"))}

    @property
    def directory(self) -> str | Unknown:
        """Return where its commands begin, absolute."""
        root = self.job.workflow.directory
        for node in (self.node, *(below(each, "defaults", "run") for each in self.job.scopes)):
            place = text_of(below(node, "working-directory"), self.environment)
            if place is not None:
                if place.known is None:
                    return Unknown("an expression decides where it runs")
                return os.path.normpath(os.path.join(root, place.known))
        return root

    @property
    def ways(self) -> Ways:
        """Return the ways in which it runs: its own condition, and its job's."""
        return joined(self.job.ways, _ways_in(self.node, self.environment))

    def given(self, name: str) -> Node | None:
        """Return an input of the action."""
        return below(self.node, "with", name)

    def input(self, name: str) -> Text | None:
        """Return an input of the action as text; None also for an empty one, which is none."""
        text = text_of(self.given(name), self.environment)
        return None if text is None or text.value == "" else text

    @property
    def commands(self) -> tuple[Command, ...]:
        """Return the commands that it runs."""
        return commands_in(self.node.get("run"), self.job.workflow.source)


class Job:
    """A job.

    Attributes:
        workflow: the workflow.
        name: its key.
        key: where the key stands.
        node: what is said of it.
        combination: the values of its matrix in one of its runs, such as ``matrix.target``, and
            those of the workflow's inputs; none for the job as it is written.
    """

    __slots__ = ("_pair", "combination", "key", "name", "node", "workflow")

    def __init__(
        self,
        workflow: Workflow,
        pair: Pair,
        node: Mapping,
        combination: dict[str, str] | None = None,
    ) -> None:
        self.workflow = workflow
        self.name = pair.name
        self.key = pair.key.span
        self.node = node
        self.combination = combination or {}
        self._pair = pair

    @property
    def span(self) -> Span:
        """Return where its name stands."""
        return self.key

    @property
    def path(self) -> str:
        """Return the absolute path of the workflow."""
        return self.workflow.path

    @property
    def scopes(self) -> tuple[Node | None, ...]:
        """Return what has defaults for it, the nearest first."""
        return self.node, self.workflow.root

    @property
    def ways(self) -> Ways:
        """Return the ways in which it runs; for pipelines nothing is told."""
        return ALWAYS if self.workflow.is_gitlab else _ways_in(self.node, self.environment)

    @property
    def runs_on(self) -> tuple[Text, ...]:
        """Return the labels of the machines that it runs on."""
        node = self.node.get("runs-on")
        if isinstance(node, Mapping):
            node = node.get("labels") or node.get("group")
        if isinstance(node, Sequence):
            found = (text_of(each, self.environment) for each in items_of(node))
            return tuple(each for each in found if each is not None)
        text = text_of(node, self.environment)
        return () if text is None else (text,)

    @property
    def environment(self) -> dict[str, str]:
        """Return the variables that the file has, the job's own before the workflow's."""
        key = "variables" if self.workflow.is_gitlab else "env"
        own = variables_of(self.node.get(key))
        return {**self.workflow.environment, **own, **self.combination}

    @property
    def needs(self) -> tuple[str, ...]:
        """Return the names of the jobs that it waits for."""
        node = self.node.get("needs")
        listed = items_of(node) if isinstance(node, Sequence) else (node,)
        texts = (text_of(below(each, "job") or each) for each in listed)
        return tuple(text.raw for text in texts if text is not None)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Return its steps."""
        return tuple(
            Step(self, each)
            for each in items_of(self.node.get("steps"))
            if isinstance(each, Mapping)
        )

    @property
    def builds(self) -> tuple[WorkflowBuild, ...]:
        """Return the images that it builds."""
        return tuple(each for each in self.runs() if isinstance(each, WorkflowBuild))

    @property
    def bakes(self) -> tuple[WorkflowBake, ...]:
        """Return its runs of Bake."""
        return tuple(each for each in self.runs() if isinstance(each, WorkflowBake))

    def runs(self) -> Iterator[WorkflowBuild | WorkflowBake]:
        """Yield what it builds, with Bake and without, in order.

        Each run of its matrix for itself, and each call of its workflow; what is the same in all of
        them is told once.
        """
        text = self.workflow.source.slice(self.node.span)
        combinations = combinations_of(self.node) if "matrix." in text else ({},)
        calls = self.workflow.calls if "inputs." in self.workflow.source.text else ()
        told: set[tuple[object, ...]] = set()
        for call, combination in product(calls or (None,), combinations):
            built = Built()
            values = {**({} if call is None else call.inputs), **combination}
            for each in Job(self.workflow, self._pair, self.node, values).own_runs():
                key = (each.span, each.values)
                if isinstance(each, WorkflowBuild):
                    each = built.marked(each)._replace(call=call)
                if key not in told:
                    told.add(key)
                    yield each

    def own_runs(self) -> Iterator[WorkflowBuild | WorkflowBake]:
        """Yield what it builds in the run whose values of the matrix it has."""
        for step in self.steps:
            if not step.ways:
                continue  # its condition never holds for these values
            by_action = build_of_action(step)
            if by_action is not None:
                yield by_action
                continue
            if step.action in _BAKE_ACTIONS:
                yield _bake_of_action(step)
                continue
            run = step.node.get("run")
            texts = [run.text] if isinstance(run, Scalar) else []
            shell = Shell(self.workflow.directory, step.environment, texts)
            shell.directory = step.directory
            for command in step.commands:
                build = build_of_command(command, self, step, shell)
                bake = bake_of_command(command, self, step, shell)
                shell.follow(command, self.workflow.source)
                if build is not None:
                    yield build
                elif bake is not None:
                    yield bake


def _bake_of_action(step: Step) -> WorkflowBake:
    source, environment = step.job.workflow.source, step.environment
    uses, place = step.uses, step.input("workdir")
    assert uses is not None
    directory: str | Unknown = step.job.workflow.directory
    if place is not None:
        known = place.known
        directory = (
            Unknown("an expression decides it")
            if known is None
            else os.path.normpath(os.path.join(step.job.workflow.directory, known))
        )
    if (address := step.input("source")) is not None and address.raw not in {".", "./"}:
        directory = Unknown("another repository is meant")
    files, targets = (
        tuple(lines_of(step.given(name), source, environment, commas=True))
        for name in ("files", "targets")
    )
    sets = tuple(lines_of(step.given("set"), source, environment))
    no_cache = step.input("no-cache")
    if no_cache is not None and no_cache.raw != "false":
        sets = (*sets, Text("*.no-cache=true", "*.no-cache=true", no_cache.span))
    kind = "bake" if step.action == "docker/bake-action" else "service"
    return WorkflowBake(step.job, step, uses.span, files, targets, directory, sets, kind)


def combinations_of(job: Mapping) -> tuple[dict[str, str], ...]:
    """Return the values of each run of a job's matrix, by their names.

    One without values where there is no matrix, or not all of it is written out.
    """
    matrix = below(job, "strategy", "matrix")
    if not isinstance(matrix, Mapping):
        return ({},)
    found: list[dict[str, str]] = [{}]
    added: list[dict[str, str]] = []
    left_out: list[dict[str, str]] = []
    for pair in matrix.pairs:
        node = pair.value.node
        if not isinstance(node, Sequence):
            return ({},)
        values = [_matrix_values(each, pair.name) for each in items_of(node)]
        if pair.name in {"exclude", "include"}:
            (left_out if pair.name == "exclude" else added).extend(
                _matrix_values(each, "") for each in items_of(node)
            )
            continue
        found = [{**one, **value} for one in found for value in values]
        if len(found) > _MOST_COMBINATIONS:
            return ({},)
    found = [one for one in found if not any(each.items() <= one.items() for each in left_out)]
    names = set().union(*found) if found else set()
    more: list[dict[str, str]] = []
    for each in added:
        own = {name: value for name, value in each.items() if name in names}
        fitting = [one for one in found if one and own.items() <= one.items()]
        for one in fitting:
            one.update(each)
        if not fitting:
            more.append(each)
    every = [one for one in found if one or not more] + more
    return tuple(every[:_MOST_COMBINATIONS]) or ({},)


def _matrix_values(node: Node, name: str) -> dict[str, str]:
    """Return the texts below a value of a matrix, by their whole names."""
    found: dict[str, str] = {}
    pending = [(f"matrix.{name}" if name else "matrix", node, 0)]
    while pending:
        path, each, depth = pending.pop()
        if isinstance(each, Scalar):
            found[path] = each.text
        elif isinstance(each, Mapping) and depth < _MOST_LEVELS:
            pending += [(f"{path}.{pair.name}", pair.value.node, depth + 1) for pair in each.pairs]
    return found


class Workflow:
    """A workflow, or a pipeline.

    Attributes:
        source: the file.
        path: its absolute path.
        root: its YAML.
        is_gitlab: whether it is GitLab's.
        directory: the repository's root, absolute.
        calls: how it is run with inputs, as far as the repository tells.
        problems: why it cannot be read, each as a sentence without a full stop, and where.
    """

    __slots__ = ("calls", "directory", "is_gitlab", "path", "problems", "root", "source")

    def __init__(
        self,
        source: Source,
        path: str,
        root: Node | None,
        *,
        is_gitlab: bool,
        calls: tuple[Call, ...] = (),
    ) -> None:
        self.calls = calls
        self.problems: tuple[tuple[str, Span], ...] = ()
        self.source = source
        self.path = path
        self.root = root
        self.is_gitlab = is_gitlab
        folder = os.path.dirname(path)
        self.directory = folder if is_gitlab else os.path.dirname(os.path.dirname(folder))

    @property
    def span(self) -> Span:
        """Return the start of the file."""
        return Span(0, 0)

    @property
    def environment(self) -> dict[str, str]:
        """Return the variables that are written at the top of the file."""
        return variables_of(below(self.root, "variables" if self.is_gitlab else "env"))

    @property
    def runs_for_tags_alone(self) -> bool:
        """Tell whether it runs for tags and releases and nothing else that is told."""
        return bool(self._events) and self._events <= {"push of tags", "release"}

    @property
    def runs_on_schedule_alone(self) -> bool:
        """Tell whether it runs on a schedule, and else at most for tags and releases."""
        events = self._events
        return "schedule" in events and events <= {"schedule", "push of tags", "release"}

    @property
    def _events(self) -> frozenset[str]:
        """Return what it runs on, without starts by hand; pushes of tags alone are told apart."""
        events = below(self.root, "on")
        if isinstance(events, Mapping):
            names = {pair.name for pair in events.pairs}
            push = below(events, "push")
            filters = {each.name for each in push.pairs} if isinstance(push, Mapping) else set()
            if filters and filters <= _TAG_FILTERS:
                names = names - {"push"} | {"push of tags"}
        else:
            listed = items_of(events) if isinstance(events, Sequence) else (events,)
            names = {text.raw for each in listed if (text := text_of(each)) is not None}
        return frozenset(names - {"workflow_dispatch"})

    @property
    def jobs(self) -> tuple[Job, ...]:
        """Return its jobs, in the order of the file."""
        jobs = below(self.root, "jobs")
        return tuple(
            Job(self, pair, node)
            for pair in (jobs.pairs if isinstance(jobs, Mapping) else ())
            if isinstance(node := pair.value.node, Mapping)
        )

    @property
    def builds(self) -> tuple[WorkflowBuild, ...]:
        """Return the images that its jobs build."""
        return tuple(build for job in self.jobs for build in job.builds)


def _ways_in(node: Mapping, environment: dict[str, str]) -> Ways:
    condition = node.get("if")
    return ways_of(condition.text, environment) if isinstance(condition, Scalar) else ALWAYS


def variables_of(node: Node | None) -> dict[str, str]:
    """Return the variables of a mapping whose values are written out."""
    found: dict[str, str] = {}
    for pair in node.pairs if isinstance(node, Mapping) else ():
        value = pair.value.node
        if isinstance(value, Mapping):
            value = value.get("value") or value
        if isinstance(value, Scalar):
            found[pair.name] = value.text
    return found


def commands_in(node: Node | None, source: Source) -> tuple[Command, ...]:
    """Return the commands of a script, placed in the workflow; none where that cannot be told."""
    found: list[Command] = []
    for each in items_of(node) if isinstance(node, Sequence) else (node,):
        if isinstance(each, Sequence):
            found += commands_in(each, source)
        if not isinstance(each, Scalar) or not each.text.strip():
            continue
        origin = origin_of(each, source)
        if origin is not None:
            # An expression is a variable to the shell, of the same length to keep the places.
            text = _EXPRESSION.sub(lambda found: "$" + "_" * (len(found[0]) - 1), each.text)
            found += commands_of(read_script(text, origin, Dialect.BASH))
    return tuple(found)
