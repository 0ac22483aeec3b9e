"""What Bake files define together: variables, targets with what they inherit, and groups.

Files and the order in which they are merged are Bake's: ``docker-bake.json``, ``docker-bake.hcl``
and their ``override`` files.  A file of another name stands alone, as ``--file`` reads it.
"""

# Paths are strings throughout.
# ruff: noqa: PTH118, PTH120

from __future__ import annotations

import os.path
from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.bake.evaluate import Function, Scope, Variable
from dockwright.model.bake.targets import Fields, Given, merged, read_fields
from dockwright.model.unknown import Unknown
from dockwright.syntax.hcl import read_hcl, read_hcl_json
from dockwright.syntax.hcl.nodes import Body, ListOf, Literal, Name
from dockwright.text import Source, Span

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from dockwright.model.bake.values import Value
    from dockwright.model.project import Project
    from dockwright.syntax.hcl.nodes import Block, Expression, HclFile, Problem

__all__ = [
    "BLOCKS",
    "DEFAULT_NAMES",
    "BakeProject",
    "Group",
    "Target",
    "defined_names",
    "read_file",
]

DEFAULT_NAMES = (
    "docker-bake.json",
    "docker-bake.hcl",
    "docker-bake.override.json",
    "docker-bake.override.hcl",
)
"""The files that Bake reads unless it is told others, in the order in which they are merged."""

BLOCKS = frozenset({"function", "group", "target", "variable"})
_NOTHING = Fields({}, {}, {}, frozenset())
_MOST_VARIANTS = 500
_DEEPEST = 100


class Group(NamedTuple):
    """A group.

    Attributes:
        name: its name.
        path: the file's absolute path.
        span: its label.
        targets: the names of what it builds, targets and groups, with places.
    """

    name: str
    path: str
    span: Span
    targets: tuple[Given, ...]


class _Said(NamedTuple):
    """A target as its blocks say, without what it inherits."""

    path: str
    span: Span
    fields: Fields


class Target(NamedTuple):
    """A target with what it inherits.

    Attributes:
        project: what the files define together.
        name: its name; that of a variant for a matrix.
        path: the absolute path of the file that it is named in first.
        span: its label there.
        fields: what is said of it, what it inherits included.
        is_base: whether others inherit from it and no group builds it: it may be no image itself.
        is_open: whether it inherits from a target that is not there or not known.
    """

    project: BakeProject
    name: str
    path: str
    span: Span
    fields: Fields
    is_base: bool
    is_open: bool

    def text(self, name: str) -> Given | None:
        """Return a single value, such as the Dockerfile's path."""
        return self.fields.texts.get(name)

    def items(self, name: str) -> tuple[Given, ...]:
        """Return a list, such as the caches written."""
        return self.fields.lists.get(name, ())


class BakeProject:
    """What Bake files define together.

    Attributes:
        path: the absolute path of the file that is checked.
        directory: its directory.
        groups: the groups by name, those that matrices make left out.
        said: what each target's own blocks say, by name.
        matrices: the labels of targets with a matrix, which are groups of their variants.
        problems: why Bake refuses the files, with the files' paths.
        blocks: the groups' and targets' blocks, with the files' paths.
        has_unknown_names: whether there are targets whose names are not known.
        scope: what names stand for.
    """

    __slots__ = (
        "_cache",
        "blocks",
        "directory",
        "groups",
        "has_unknown_names",
        "matrices",
        "path",
        "problems",
        "said",
        "scope",
    )

    def __init__(
        self,
        path: str,
        files: Iterable[tuple[str, HclFile]],
        environment: Mapping[str, str] | None = None,
        set_elsewhere: Collection[str] = (),
    ) -> None:
        self.path = path
        self.directory = os.path.dirname(path)
        self.groups: dict[str, Group] = {}
        self.said: dict[str, _Said] = {}
        self.matrices: dict[str, tuple[str, ...]] = {}
        self.problems: list[tuple[str, Problem]] = []
        self.blocks: list[tuple[str, Block]] = []
        self.has_unknown_names = False
        self._cache: dict[str, tuple[Fields, bool] | None] = {}
        variables: dict[str, Variable] = {}
        functions: dict[str, Function] = {}
        bodies: dict[tuple[str, str], Body] = {}
        for place, file in files:
            self.problems += [(place, each) for each in file.problems]
            # What could not be read may be a target.
            self.has_unknown_names = self.has_unknown_names or bool(file.problems)
            for attribute in file.body.attributes:
                variables[attribute.name] = Variable(attribute.value, is_typed=False)
            for block in file.body.blocks:
                if len(block.labels) != 1:
                    continue
                if block.type == "variable":
                    default = block.body.get("default")
                    variables[block.labels[0]] = Variable(
                        None if default is None else default.value,
                        block.body.get("type") is not None,
                    )
                elif block.type == "function":
                    function = _function_of(block)
                    if function is not None:
                        functions[block.labels[0]] = function
                elif block.type in {"group", "target"}:
                    self.blocks.append((place, block))
                    bodies[block.type, block.labels[0]] = block.body
        for name in set_elsewhere:
            # The value that it is set to counts, not the default, and is not known.
            if name in variables:
                variables[name] = Variable(None, variables[name].is_typed)
        self.scope = Scope(variables, functions, bodies, environment)
        for place, block in self.blocks:
            if block.type == "group":
                name = block.labels[0]
                fields = _targets_of(block, place, self.scope)
                self.groups[name] = Group(name, place, block.label_spans[0], fields)
            else:
                self._add(place, block)

    def _add(self, path: str, block: Block) -> None:
        label, span = block.labels[0], block.label_spans[0]
        names: list[str] = []
        for local in _variants(block, self.scope):
            if isinstance(local, Unknown):
                self.has_unknown_names = True
                continue
            given = block.body.get("name")
            name: Value = label if given is None else self.scope.value(given.value, local)
            if not isinstance(name, str):
                self.has_unknown_names = True
                continue
            names.append(name)
            fields = read_fields(block, path, self.scope, local)
            before = self.said.get(name)
            if before is None:
                self.said[name] = _Said(path, span, fields)
            else:
                self.said[name] = before._replace(fields=merged(before.fields, fields))
        if block.body.get("matrix") is not None:
            self.matrices[label] = tuple(names)

    def is_defined(self, name: str) -> bool:
        """Tell whether a name is a target's or a group's."""
        return name in self.said or name in self.groups or name in self.matrices

    @property
    def span(self) -> Span:
        """Return the start of the file."""
        return Span(0, 0)

    @property
    def targets(self) -> tuple[Target, ...]:
        """Return the targets, in the order of their names' first places."""
        inherited = {
            given.text
            for said in self.said.values()
            for given in said.fields.lists.get("inherits", ())
        }
        built = self._built()
        found: list[Target] = []
        for name, said in self.said.items():
            resolved = self._resolved(name, 0)
            if resolved is not None:
                fields, is_open = resolved
                is_base = name in inherited and name not in built
                found.append(Target(self, name, said.path, said.span, fields, is_base, is_open))
        return tuple(found)

    def _built(self) -> set[str]:
        """Return the names that groups build, and those that other targets take contexts of."""
        pending = [
            given.text
            for group in self.groups.values()
            for given in group.targets
            if isinstance(given.text, str)
        ]
        pending += [
            entry.value.removeprefix("target:")
            for said in self.said.values()
            for entry in said.fields.tables.get("contexts", {}).values()
            if isinstance(entry.value, str) and entry.value.startswith("target:")
        ]
        found: set[str] = {"default"}
        for name in pending:
            assert isinstance(name, str)
            found.add(name)
            found.update(self.matrices.get(name, ()))
        return found

    def _resolved(self, name: str, depth: int) -> tuple[Fields, bool] | None:
        """Return a target's fields with what it inherits; None where it is being worked out."""
        if name in self._cache:
            return self._cache[name]
        self._cache[name] = None
        said = self.said[name].fields
        below, is_open = _NOTHING, False
        for given in said.lists.get("inherits", ()):
            parent = given.text
            if isinstance(parent, Unknown) or parent not in self.said or depth > _DEEPEST:
                is_open = True
                continue
            inherited = self._resolved(parent, depth + 1)
            if inherited is not None:
                below = merged(below, inherited[0])
                is_open = is_open or inherited[1]
        found = merged(below, said)
        self._cache[name] = found, is_open
        return found, is_open


def read_file(source: Source) -> HclFile:
    """Read a Bake file in either syntax."""
    if source.path.lower().endswith(".json"):
        return read_hcl_json(source, BLOCKS)
    return read_hcl(source)


def defined_names(directory: str, project: Project) -> set[str]:
    """Return the labels of targets and groups in all files of a directory named as Bake files."""
    found: set[str] = set()
    listing = project.listing(directory)
    for entry in () if isinstance(listing, Unknown) else listing:
        if entry.name.startswith("docker-bake.") and entry.name.endswith((".hcl", ".json")):
            data = project.read(os.path.join(directory, entry.name))
            if isinstance(data, bytes):
                file = read_file(Source.from_bytes(entry.name, data))
                found.update(
                    label
                    for block in file.body.blocks
                    if block.type in {"group", "target"}
                    for label in block.labels
                )
    return found


def _function_of(block: Block) -> Function | None:
    parameters, rest, result = (
        block.body.get(name) for name in ("params", "variadic_params", "result")
    )
    if result is None:
        return None
    names = parameters.value if parameters is not None else None
    items = names.items if isinstance(names, ListOf) else ()
    found = tuple(_word(each) for each in items)
    return Function(found, None if rest is None else _word(rest.value), result.value)


def _word(expression: Expression) -> str:
    if isinstance(expression, Name):
        return expression.name
    return str(expression.value) if isinstance(expression, Literal) else ""


def _targets_of(block: Block, path: str, scope: Scope) -> tuple[Given, ...]:
    attribute = block.body.get("targets")
    if attribute is None:
        return ()
    # The list of a group is read as a target's list is.
    renamed = attribute._replace(name="tags")
    body = Body((renamed,), ())
    return read_fields(block._replace(body=body), path, scope).lists.get("tags", ())


def _variants(block: Block, scope: Scope) -> Iterator[dict[str, Value] | Unknown]:
    """Yield the variables of each variant; one without any for a target without a matrix."""
    matrix = block.body.get("matrix")
    if matrix is None:
        yield {}
        return
    table = scope.value(matrix.value)
    if not isinstance(table, dict):
        yield Unknown("the matrix is not known")
        return
    variants: list[dict[str, Value]] = [{}]
    for name, values in table.items():
        if not isinstance(values, list) or len(variants) * len(values) > _MOST_VARIANTS:
            yield Unknown("the matrix is not known")
            return
        variants = [{**each, name: value} for value in values for each in variants]
    yield from variants
