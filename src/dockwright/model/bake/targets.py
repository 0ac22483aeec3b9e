"""Targets of Bake files: what a block says, with places, and how one is merged over another.

Fields follow Bake's own rules of merging: tables by key; ``cache-from``, ``secret``, ``ssh``,
``attest`` and their like add up; ``tags``, ``platforms``, ``cache-to`` and ``output`` replace.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.bake.evaluate import names_in
from dockwright.model.bake.values import text_of
from dockwright.model.unknown import Unknown
from dockwright.syntax.hcl.nodes import Call, Conditional, Expression, ListOf, Literal, ObjectOf
from dockwright.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from dockwright.model.bake.evaluate import Scope
    from dockwright.model.bake.values import Value
    from dockwright.syntax.hcl.nodes import Block

__all__ = ["Argument", "Fields", "Given", "merged", "read_fields"]

_TEXTS = frozenset({"call", "context", "description", "dockerfile", "dockerfile-inline", "network"})
_TEXTS_TOO = frozenset({"no-cache", "pull", "shm-size", "target"})
_LISTS = frozenset({"cache-to", "output", "outputs", "platforms", "tags"})
_ADDED = frozenset(
    {"annotations", "attest", "cache-from", "entitlements", "inherits", "no-cache-filter"}
    | {"secret", "ssh", "ulimits"}
)
_TABLES = frozenset({"args", "contexts", "extra-hosts", "labels"})


class Given(NamedTuple):
    """A value with its place.

    Attributes:
        path: the file's absolute path.
        span: where it stands: the value's own text where that can be told, else the whole.
        value: what it comes to.
    """

    path: str
    span: Span
    value: Value

    @property
    def text(self) -> str | Unknown:
        """Return it as a text; ``Unknown`` where it is none, or not known."""
        if isinstance(self.value, Unknown):
            return self.value
        try:
            return text_of(self.value)
        except TypeError:
            return Unknown("it is no text")


class Argument(NamedTuple):
    """An entry of a table, such as an argument of ``args``.

    Attributes:
        path: the file's absolute path.
        span: the whole entry.
        name_span: its name.
        name: the name.
        value: the text that it comes to; ``Unknown`` where that is not known.
        variables: the variables that its value is made from.
        is_written: whether the value is a text of the file, not made from variables.
    """

    path: str
    span: Span
    name_span: Span
    name: str
    value: str | Unknown
    variables: tuple[str, ...]
    is_written: bool


class Fields(NamedTuple):
    """What is said of a target.

    Attributes:
        texts: single values by name, such as ``context``.
        lists: lists by name, such as ``cache-to``; one that is not known has an ``Unknown`` in it.
        tables: tables by name, such as ``args``.
        open: the names of tables that may have entries which are not known.
    """

    texts: Mapping[str, Given]
    lists: Mapping[str, tuple[Given, ...]]
    tables: Mapping[str, Mapping[str, Argument]]
    open: frozenset[str]


def read_fields(
    block: Block, path: str, scope: Scope, local: Mapping[str, Value] | None = None
) -> Fields:
    """Return what a block says."""
    texts: dict[str, Given] = {}
    lists: dict[str, tuple[Given, ...]] = {}
    tables: dict[str, Mapping[str, Argument]] = {}
    opened: set[str] = set()
    local = local or {}
    for attribute in block.body.attributes:
        name, expression = attribute.name, attribute.value
        if name in _TEXTS or name in _TEXTS_TOO:
            value = scope.value(expression, local)
            if value is not None:
                texts[name] = Given(path, expression.span, value)
        elif name in _LISTS or name in _ADDED:
            items = tuple(
                Given(path, span, value)
                for span, value in _items(expression, scope, local)
                if value is not None
            )
            if name not in _ADDED and isinstance(expression, Literal) and expression.value is None:
                continue
            lists["output" if name == "outputs" else name] = items
        elif name in _TABLES:
            table: dict[str, Argument] = {}
            for entry in _entries(expression, path, scope, local):
                if entry is None:
                    opened.add(name)
                else:
                    table[entry.name] = entry
            tables[name] = table
    return Fields(texts, lists, tables, frozenset(opened))


def merged(below: Fields, above: Fields) -> Fields:
    """Return what is said once one target's fields are put over another's."""
    lists = dict(below.lists)
    for name, items in above.lists.items():
        lists[name] = (*lists.get(name, ()), *items) if name in _ADDED else items
    tables = dict(below.tables)
    for name, table in above.tables.items():
        tables[name] = {**tables.get(name, {}), **table}
    return Fields({**below.texts, **above.texts}, lists, tables, below.open | above.open)


def _items(
    expression: Expression, scope: Scope, local: Mapping[str, Value]
) -> Iterator[tuple[Span, Value]]:
    """Yield the elements of a list, each with its own place where it is written out."""
    if isinstance(expression, ListOf):
        for item in expression.items:
            yield item.span, scope.value(item, local)
        return
    chosen = _chosen(expression, scope, local)
    if chosen is not None:
        yield from _items(chosen, scope, local)
    elif isinstance(expression, Call) and expression.name == "concat" and not expression.spreads:
        for argument in expression.arguments:
            yield from _items(argument, scope, local)
    else:
        value = scope.value(expression, local)
        if isinstance(value, list):
            for each in value:
                yield expression.span, each
        elif value is not None:
            yield expression.span, value if isinstance(value, Unknown) else Unknown("it is no list")


def _entries(
    expression: Expression, path: str, scope: Scope, local: Mapping[str, Value]
) -> Iterator[Argument | None]:
    """Yield the entries of a table; None where there are some that are not known."""
    if isinstance(expression, ObjectOf):
        for entry in expression.entries:
            key, value = scope.value(entry.key, local), scope.value(entry.value, local)
            if isinstance(key, Unknown):
                yield None
            elif value is not None:
                names = {each.name for each in names_in(entry.value)}
                span = entry.key.span
                if expression_is_quoted(entry.key):
                    span = (
                        Span(span.start + 1, span.end - 1)
                        if len(str(key)) + 2 == (span.end - span.start)
                        else span
                    )
                yield Argument(
                    path,
                    entry.span,
                    span,
                    str(key),
                    Given(path, entry.value.span, value).text,
                    tuple(sorted(names)),
                    isinstance(entry.value, Literal),
                )
        return
    chosen = _chosen(expression, scope, local)
    if chosen is not None:
        yield from _entries(chosen, path, scope, local)
    elif isinstance(expression, Call) and expression.name == "merge" and not expression.spreads:
        for argument in expression.arguments:
            yield from _entries(argument, path, scope, local)
    else:
        table = scope.value(expression, local)
        names = {each.name for each in names_in(expression)}
        if not isinstance(table, dict):
            if table is not None:
                yield None
            return
        span = expression.span
        for name, value in table.items():
            if value is not None:
                text = Given(path, span, value).text
                yield Argument(path, span, span, name, text, tuple(sorted(names)), False)  # noqa: FBT003


def expression_is_quoted(expression: Expression) -> bool:
    """Tell whether a key is a text without references, whose quotes its span may have."""
    return isinstance(expression, Literal) and isinstance(expression.value, str)


def _chosen(expression: Expression, scope: Scope, local: Mapping[str, Value]) -> Expression | None:
    """Return the side of a conditional that counts; None for anything else."""
    if not isinstance(expression, Conditional):
        return None
    condition = scope.value(expression.condition, local)
    if condition is True or condition == "true":
        return expression.then
    if condition is False or condition == "false":
        return expression.otherwise
    return None
