"""Who calls a reusable workflow of GitHub Actions, and with which inputs.

Callers are looked for in the same directory, where ``uses: ./.github/workflows/NAME`` names it.
A caller elsewhere is not known, nor what it gives: without a caller, nothing is known of the inputs
of a workflow that is called.
"""

# Paths are strings throughout.
# ruff: noqa: PTH118

from __future__ import annotations

import os.path
from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.ci.values import below, text_of
from dockwright.model.ci.workflow import combinations_of
from dockwright.model.unknown import Unknown
from dockwright.syntax.yaml import Mapping, read_yaml
from dockwright.text import Source

if TYPE_CHECKING:
    from dockwright.model.project import Project
    from dockwright.syntax.yaml import Node
    from dockwright.text import Span

__all__ = ["Call", "calls_of"]

_MOST_CALLERS = 200
_MOST_CALLS = 64
_DEEPEST = 4
"""How deep workflows call one another: GitHub allows four levels."""
_NO_DEFAULTS = {"boolean": "false", "number": "0"}


class Call(NamedTuple):
    """One way in which a workflow is run: with inputs.

    Attributes:
        path: the absolute path of the file that says so.
        span: where: what it calls, or the event.
        inputs: the values that are known, under their whole names, such as ``inputs.target``.
        places: where the caller gives the values, under the same names; those that it leaves out
            have none.
    """

    path: str
    span: Span
    inputs: dict[str, str]
    places: dict[str, Span]


def calls_of(path: str, root: Node | None, project: Project) -> tuple[Call, ...]:
    """Return the ways in which a workflow of a repository is run with inputs.

    Args:
        path: its absolute path.
        root: its YAML.
        project: reads the workflows beside it.

    Returns:
        The calls by jobs of workflows beside it, each with each run of the job's matrix; for a
        workflow that is started by hand alone, its defaults.
    """
    return tuple(_calls(path, root, project, frozenset()))[:_MOST_CALLS]


def _calls(path: str, root: Node | None, project: Project, above: frozenset[str]) -> list[Call]:
    events = below(root, "on")
    if not isinstance(events, Mapping):
        return []
    if {pair.name for pair in events.pairs} == {"workflow_dispatch"}:
        defaults = _defaults(below(events, "workflow_dispatch", "inputs"))
        return [Call(path, events.span, defaults, {})] if defaults else []
    defaults = _defaults(below(events, "workflow_call", "inputs"))
    if not defaults or len(above) >= _DEEPEST or path in above:
        return []
    found: list[Call] = []
    seen: set[tuple[object, ...]] = set()
    folder, name = os.path.split(path)
    listing = project.listing(folder)
    entries = () if isinstance(listing, Unknown) else listing[:_MOST_CALLERS]
    for entry in entries:
        place = os.path.join(folder, entry.name)
        data = project.read(place) if entry.name.endswith((".yml", ".yaml")) else None
        if place == path or not isinstance(data, bytes) or f"/{name}".encode() not in data:
            continue
        source = Source.from_bytes(place, data)
        documents = [each for each in read_yaml(source).documents if isinstance(each, Mapping)]
        caller = documents[-1] if documents else None
        jobs = below(caller, "jobs")
        for pair in jobs.pairs if isinstance(jobs, Mapping) else ():
            job = pair.value.node
            uses = text_of(below(job, "uses"))
            if (
                uses is None
                or uses.raw != f"./.github/workflows/{name}"
                or not isinstance(job, Mapping)
            ):
                continue
            own = _calls(place, caller, project, above | {path})
            for inputs in [each.inputs for each in own] or [{}]:
                for combination in combinations_of(job):
                    call = _call(place, uses.span, job, defaults, {**inputs, **combination})
                    key = (place, uses.span, *sorted(call.inputs.items()))
                    if key not in seen and len(found) < _MOST_CALLS:
                        seen.add(key)
                        found.append(call)
    return found


def _call(
    path: str, span: Span, job: Mapping, defaults: dict[str, str], environment: dict[str, str]
) -> Call:
    values, places = dict(defaults), {}
    given = job.get("with")
    for pair in given.pairs if isinstance(given, Mapping) else ():
        name = f"inputs.{pair.name}"
        text = text_of(pair.value.node, environment)
        values.pop(name, None)
        if text is not None:
            places[name] = text.span
            if text.known is not None:
                values[name] = text.known
    return Call(path, span, values, places)


def _defaults(inputs: Node | None) -> dict[str, str]:
    """Return what inputs are where nothing is given; those that are required are left out."""
    found: dict[str, str] = {}
    for pair in inputs.pairs if isinstance(inputs, Mapping) else ():
        node = pair.value.node
        default, kind = text_of(below(node, "default")), text_of(below(node, "type"))
        required = text_of(below(node, "required"))
        if default is not None:
            if default.known is not None:
                found[f"inputs.{pair.name}"] = default.known
        elif required is None or required.raw != "true":
            found[f"inputs.{pair.name}"] = _NO_DEFAULTS.get("" if kind is None else kind.raw, "")
        else:
            found[f"inputs.{pair.name}"] = ""
    return found
