"""What a run of Bake, or of Compose, in a workflow builds: its targets with what they say.

Bake reads Bake files and Compose files, of which each service with a ``build`` is a target; Compose
reads Compose files alone.  What Bake files say counts before what Compose files say, and what the
run sets itself (``--set``) before all.
"""

# Paths are strings throughout.
# ruff: noqa: PTH118

from __future__ import annotations

import os.path
import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.bake.project import DEFAULT_NAMES, BakeProject, read_file
from dockwright.model.ci.builds import BuildArgument, WorkflowBuild, argument_of
from dockwright.model.ci.values import Text
from dockwright.model.told_context import COMPOSE_NAMES
from dockwright.model.unknown import Unknown
from dockwright.text import Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dockwright.model.bake.project import Target
    from dockwright.model.bake.targets import Given
    from dockwright.model.ci.bakes import WorkflowBake
    from dockwright.model.compose.project import Build, ComposeProject
    from dockwright.model.compose.tree import Item
    from dockwright.model.project import Project

__all__ = ["Definitions", "Recipe", "builds_of", "definitions_of"]

_METADATA = re.compile(
    r"(?:cwd://)?\$\{\{\s*steps\.([\w-]+)\.outputs\.bake-file(?:-[\w-]+)?\s*\}\}"
)
_METADATA_ACTION = "docker/metadata-action"
_METADATA_TARGET = "docker-metadata-action"
_OVERRIDES = ("compose.override.yaml", "compose.override.yml")
_OVERRIDES_TOO = ("docker-compose.override.yml", "docker-compose.override.yaml")
_ASSIGNED = re.compile(r"\b([A-Za-z_]\w*)=")
_DEEPEST = 20
_MOST_RECIPES = 200

_Value = str | Unknown


class Recipe(NamedTuple):
    """A target, or a service, as files have it built.

    Attributes:
        context: the context, absolute or relative to where the run begins; None for that itself.
        file: the Dockerfile, relative to the context; None for ``Dockerfile``.
        target: the stage; None for the last.
        platforms: the platforms asked for.
        arguments: the build arguments, where their values are known.
        cache_from: where caches are read from.
        cache_to: where caches are written to.
        no_cache: whether caches are not wanted.
        is_inline: whether its Dockerfile stands in the file itself.
    """

    context: _Value | None = None
    file: _Value | None = None
    target: _Value | None = None
    platforms: tuple[_Value, ...] = ()
    arguments: tuple[tuple[str, str], ...] = ()
    cache_from: tuple[_Value, ...] = ()
    cache_to: tuple[_Value, ...] = ()
    no_cache: bool = False
    is_inline: bool = False


class Definitions(NamedTuple):
    """What the files of a run define.

    Attributes:
        project: the Bake files; None without any.
        services: the recipes of Compose's services with a ``build``, by the names of their targets.
        others: the names of services without a ``build``.
        further: names that files define which a step before writes.
        first: the absolute path of the first file that defines something, and where.
    """

    project: BakeProject | None
    services: dict[str, Recipe]
    others: frozenset[str]
    further: frozenset[str]
    first: tuple[str, Span] | None

    @property
    def names(self) -> list[str]:
        """Return the names of targets and groups."""
        project = self.project
        own = [] if project is None else [*project.said, *project.groups, *project.matrices]
        return [*own, *self.services, *self.further]

    @property
    def is_open(self) -> bool:
        """Tell whether there are targets whose names are not known."""
        return self.project is not None and self.project.has_unknown_names

    def is_defined(self, name: str) -> bool:
        """Tell whether a name is a target's, a group's or a service's."""
        if name in self.services or name in self.further:
            return True
        return self.project is not None and self.project.is_defined(name)

    def built(self, names: Iterable[str]) -> dict[str, Recipe]:
        """Return what is built for names of targets and groups, by the targets' names."""
        project = self.project
        targets = {} if project is None else {each.name: each for each in project.targets}
        found: dict[str, Recipe] = {}
        pending = [(name, 0) for name in names]
        while pending and len(found) < _MOST_RECIPES:
            name, depth = pending.pop(0)
            if name in found or depth > _DEEPEST:
                continue
            target = targets.get(name)
            if target is not None:
                recipe = _of_target(target, self.services.get(name))
                if recipe is not None:
                    found[name] = recipe
            elif project is not None and name in project.groups:
                pending += [
                    (given.text, depth + 1)
                    for given in project.groups[name].targets
                    if isinstance(given.text, str)
                ]
            elif project is not None and name in project.matrices:
                pending += [(each, depth + 1) for each in project.matrices[name]]
            elif name in self.services:
                found[name] = self.services[name]
            elif name == "default":
                pending += [(each, depth + 1) for each in self.services]
        return found


def definitions_of(bake: WorkflowBake, project: Project) -> Definitions | None:
    """Return what the files of a run define; None where one of them is not known."""
    if isinstance(bake.directory, Unknown):
        return None
    names: list[str] = []
    further: set[str] = set()
    for each in bake.files:
        made = _METADATA.fullmatch(each.raw)
        if made is not None and _is_of_metadata(made[1], bake):
            further.add(_METADATA_TARGET)
            continue
        name = (each.known or "").removeprefix("cwd://")
        if not name or ":" in name:
            return None
        names.append(name)
    if not names:
        names = _default_names(bake, bake.directory, project)
    baked, composed = [], []
    for name in names:
        path = os.path.normpath(os.path.join(bake.directory, name))
        data = project.read(path)
        if not isinstance(data, bytes):
            return None
        source = Source.from_bytes(path, data)
        if name.endswith((".yml", ".yaml")):
            composed.append((path, source))
        elif name.endswith((".hcl", ".json")) and not bake.is_compose:
            file = read_file(source)
            if file.problems:
                return None
            baked.append((path, file))
        else:
            return None
    if not baked and not composed:
        return None
    services: dict[str, Recipe] = {}
    others: set[str] = set()
    first: tuple[str, Span] | None = None
    if composed:
        compose = _compose_of(composed, bake.directory, project)
        if compose is None:
            return None
        for service in compose.services:
            name = service.name if bake.is_compose else service.name.replace(".", "_")
            if service.build is None:
                others.add(name)
                continue
            first = first or (service.path, service.span)
            services[name] = _of_service(service.build, is_compose=bake.is_compose)
    bake_project = None
    if baked:
        variables = _set_in(bake)
        bake_project = BakeProject(baked[0][0], baked, set_elsewhere=variables)
        said = next(iter(bake_project.said.values()), None)
        first = first if said is None else (said.path, said.span)
    return Definitions(bake_project, services, frozenset(others), frozenset(further), first)


def builds_of(bake: WorkflowBake, project: Project) -> Iterator[WorkflowBuild]:
    """Yield the images that a run builds, each placed at the run; none where that is not known.

    Values that the run sets itself have places of their own.
    """
    if any(each.known is None or set("*?[") & set(each.raw) for each in bake.targets):
        return
    definitions = definitions_of(bake, project)
    if definitions is None or definitions.is_open:
        return
    asked = [each.known or "" for each in bake.targets]
    if bake.is_compose and not asked:
        asked = list(definitions.services)
    for name, recipe in definitions.built(asked or ["default"]).items():
        if not recipe.is_inline:
            yield _build_of(name, recipe, bake)


def _build_of(name: str, recipe: Recipe, bake: WorkflowBake) -> WorkflowBuild:
    span = bake.span

    def placed(value: _Value | None) -> Text | None:
        return None if value is None else Text(value, value if isinstance(value, str) else "", span)

    def listed(values: Iterable[_Value]) -> list[Text]:
        return [text for each in values if (text := placed(each)) is not None]

    given = {
        "context": placed(recipe.context),
        "dockerfile": placed(recipe.file),
        "target": placed(recipe.target),
    }
    lists = {
        "platform": listed(recipe.platforms),
        "cache-from": listed(recipe.cache_from),
        "cache-to": listed(recipe.cache_to),
    }
    arguments = [
        BuildArgument(key, value, Text(value, f"{key}={value}", span))
        for key, value in recipe.arguments
    ]
    no_cache = recipe.no_cache
    for each in bake.sets:
        pattern, _, rest = each.raw.partition("=")[0].partition(".")
        field, _, key = rest.removesuffix("+").partition(".")
        if not fnmatchcase(name, pattern):
            continue
        at = each.raw.partition("=")[0]
        raw = each.raw[len(at) + 1 :]
        value = each.known[len(at) + 1 :] if each.known is not None else each.value
        place = Span(min(each.span.start + len(at) + 1, each.span.end), each.span.end)
        if field == "args":
            start = Span(min(each.span.start + len(at) - len(key), each.span.end), each.span.end)
            arguments = [one for one in arguments if one.name != key]
            arguments.append(argument_of(Text(value, f"{key}={raw}", start)))
        elif field in given:
            given[field] = Text(value, raw, place)
        elif field in lists:
            lists[field] = [Text(value, raw, place)]
        elif field == "no-cache":
            no_cache = raw != "false"
    file, context = given["dockerfile"], given["context"]
    if file is not None and file.known is not None:
        # The Dockerfile is relative to the context.
        inside = os.path.join("." if context is None else context.known or "", file.known)
        unknown = context is not None and context.known is None
        file = file._replace(value=Unknown("the context is not known") if unknown else inside)
    return WorkflowBuild(
        bake.job,
        bake.step,
        span,
        bake.kind,
        context,
        file,
        given["target"],
        tuple(lists["platform"]),
        tuple(arguments),
        tuple(lists["cache-from"]),
        tuple(lists["cache-to"]),
        no_cache,
        bake.directory,
        is_told_elsewhere=True,
    )


def _default_names(bake: WorkflowBake, directory: str, project: Project) -> list[str]:
    listing = project.listing(directory)
    there = set() if isinstance(listing, Unknown) else {entry.name for entry in listing}
    if not bake.is_compose:
        return [name for name in (*COMPOSE_NAMES, *DEFAULT_NAMES) if name in there]
    if "COMPOSE_FILE" in bake.environment:
        return []
    main = next((name for name in COMPOSE_NAMES if name in there), None)
    over = next((name for name in (*_OVERRIDES, *_OVERRIDES_TOO) if name in there), None)
    return [name for name in (main, over) if name is not None]


def _is_of_metadata(name: str, bake: WorkflowBake) -> bool:
    """Tell whether a step makes tags and labels for a target that others inherit from."""
    for step in bake.job.steps:
        node = step.node.get("id")
        if getattr(node, "text", None) == name:
            return step.action == _METADATA_ACTION
    return False


def _set_in(bake: WorkflowBake) -> frozenset[str]:
    """Return the variables that the workflow sets, whose defaults do not count."""
    text = bake.job.workflow.source.text
    return frozenset({*bake.environment, *_ASSIGNED.findall(text)})


def _compose_of(
    sources: list[tuple[str, Source]], directory: str, project: Project
) -> ComposeProject | None:
    from dockwright.model.compose.load import load
    from dockwright.model.compose.project import ComposeProject

    loaded = load(sources, directory, project.read)
    return ComposeProject(loaded, sources[0][0], read=project.read)


def _of_service(build: Build, *, is_compose: bool) -> Recipe:
    context = build.context if build.is_local or isinstance(build.context, Unknown) else None
    extra = None if is_compose else build.item.get("x-bake")

    def listed(key: str) -> tuple[_Value, ...]:
        own = _values(build.item.get(key))
        further = _values(None if extra is None else extra.get(key.replace("_", "-")))
        return further if further and key == "platforms" else (*own, *further)

    flags = [build.item.get("no_cache"), None if extra is None else extra.get("no-cache")]
    known = [
        (name, each.value) for name, each in build.arguments.items() if isinstance(each.value, str)
    ]
    return Recipe(
        context if context is not None else Unknown("the context is no directory"),
        None if build.dockerfile == "Dockerfile" else build.dockerfile,
        build.target,
        listed("platforms"),
        tuple(known),
        listed("cache_from"),
        listed("cache_to"),
        any(each is not None and each.text == "true" for each in flags),
        build.inline is not None,
    )


def _values(item: Item | None) -> tuple[_Value, ...]:
    if item is None or item.value is None:
        return ()
    items = item.items if isinstance(item.value, list) else [item]
    return tuple(
        each.value if isinstance(each.value, Unknown) else each.text or Unknown("it is no text")
        for each in items
    )


def _of_target(target: Target, below: Recipe | None) -> Recipe | None:
    """Return the recipe of a target, over that of a service of its name."""
    if target.is_open:
        return None
    base = below or Recipe()

    def text(name: str, default: _Value | None) -> _Value | None:
        given = target.text(name)
        value = default if given is None else given.text
        return None if value == "" else value

    def listed(name: str) -> tuple[_Value, ...]:
        return tuple(_one(each) for each in target.items(name))

    context = text("context", base.context)
    if isinstance(context, str):
        context = context.removeprefix("cwd://") or "."
        if ":" in context or context.startswith(("github.com/", "git@")):
            context = Unknown("the context is no directory")
    arguments = target.fields.tables.get("args", {})
    return Recipe(
        context,
        text("dockerfile", base.file),
        text("target", base.target),
        listed("platforms") or base.platforms,
        tuple(
            (name, each.value) for name, each in arguments.items() if isinstance(each.value, str)
        ),
        (*base.cache_from, *listed("cache-from")),
        listed("cache-to") or base.cache_to,
        text("no-cache", None) == "true",
        target.text("dockerfile-inline") is not None,
    )


def _one(given: Given) -> _Value:
    """Return an entry of a list as a text; a table's fields one after the other."""
    if isinstance(given.value, dict):
        if any(isinstance(each, Unknown) for each in given.value.values()):
            return Unknown("a field of it is not known")
        return ",".join(f"{name}={value}" for name, value in given.value.items())
    return given.text
