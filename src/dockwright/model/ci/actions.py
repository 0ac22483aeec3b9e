"""Actions of GitHub that build images: what their inputs say of the build.

Names of inputs are those of the actions' own ``action.yml``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.ci.builds import WorkflowBuild, argument_of
from dockwright.model.ci.values import Text, lines_of
from dockwright.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.ci.workflow import Step

__all__ = ["build_of_action"]

_TARGET = re.compile(r"(?:^|\s)--target[=\s]+([\w.-]+)")


class _Inputs(NamedTuple):
    """What an action's inputs are called; of several names the first that is given counts."""

    kind: str
    context: str = "context"
    file: tuple[str, ...] = ("file",)
    target: str = "target"
    platforms: tuple[str, ...] = ("platforms",)
    architectures: tuple[str, ...] = ()
    arguments: str = "build-args"
    options: str = ""
    cache_from: tuple[str, ...] = ()
    cache_to: tuple[str, ...] = ()
    needs_file: bool = False


_ACTIONS = {
    "docker/build-push-action": _Inputs(
        "action", cache_from=("cache-from",), cache_to=("cache-to",)
    ),
    "docker/build-push-action@v1": _Inputs(
        "action",
        context="path",
        file=("dockerfile",),
        arguments="build_args",
        cache_from=("cache_froms",),
    ),
    # Engines of other services, which keep layers from one run to the next.
    "depot/build-push-action": _Inputs("service"),
    "useblacksmith/build-push-action": _Inputs("service"),
    "int128/kaniko-action": _Inputs(
        "kaniko", platforms=("platform",), cache_from=("cache", "cache-repository")
    ),
    "redhat-actions/buildah-build": _Inputs(
        "podman",
        file=("containerfiles", "dockerfiles"),
        platforms=("platforms", "platform"),
        architectures=("archs", "arch"),
        options="extra-args",
        needs_file=True,
    ),
}


def build_of_action(step: Step) -> WorkflowBuild | None:
    """Return the image that a step's action builds; None where it builds none that is known."""
    uses = step.uses
    if uses is None:
        return None
    name, _, version = uses.raw.partition("@")
    inputs = _ACTIONS.get(f"{name}@{version.partition('.')[0]}") or _ACTIONS.get(name)
    if inputs is None:
        return None
    files = list(_listed(step, inputs.file))
    if len(files) > 1 or (inputs.needs_file and not files):
        return None  # several are one after the other, or it is built without a file
    no_cache = step.input("no-cache")
    return WorkflowBuild(
        step.job,
        step,
        uses.span,
        inputs.kind,
        step.input(inputs.context),
        files[0] if files else None,
        step.input(inputs.target) if not inputs.options else _target_in(step, inputs.options),
        tuple(_platforms(step, inputs)),
        tuple(argument_of(_unquoted(each)) for each in _listed(step, (inputs.arguments,))),
        tuple(each for each in _listed(step, inputs.cache_from) if each.raw != "false"),
        tuple(_listed(step, inputs.cache_to)),
        no_cache is not None and no_cache.raw.lower() == "true",
        step.job.workflow.directory,
    )


def _listed(step: Step, names: tuple[str, ...], *, commas: bool = False) -> Iterator[Text]:
    """Yield the entries of the first of some inputs that is given."""
    for name in names:
        node = step.given(name)
        if node is not None:
            source = step.job.workflow.source
            found = list(lines_of(node, source, step.environment, commas=commas))
            yield from (each for each in found if each.value != "")
            return


def _unquoted(text: Text) -> Text:
    """Take off the quotes around a whole entry: these actions read their lists as CSV."""
    raw = text.raw
    if len(raw) < 2 or not raw.startswith('"') or not raw.endswith('"'):
        return text
    value = text.known
    return Text(
        text.value if value is None else value[1:-1].replace('""', '"'),
        raw[1:-1].replace('""', '"'),
        Span(text.span.start + 1, text.span.end - 1),
    )


def _platforms(step: Step, inputs: _Inputs) -> Iterator[Text]:
    yield from _listed(step, inputs.platforms, commas=True)
    for each in _listed(step, inputs.architectures, commas=True):
        yield each if each.known is None else each._replace(value=f"linux/{each.known}")


def _target_in(step: Step, name: str) -> Text | None:
    """Return the stage that options given as text ask for."""
    options = step.input(name)
    found = None if options is None else _TARGET.search(options.raw)
    return None if options is None or found is None else Text(found[1], found[1], options.span)
