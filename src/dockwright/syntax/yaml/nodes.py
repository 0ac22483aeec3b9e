"""The nodes of a YAML file: few generic classes, each with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.syntax.yaml.scalars import resolve_plain
from dockwright.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Alias", "Mapping", "Node", "Pair", "Scalar", "Sequence"]

_MOST_MERGES = 100
"""Mappings that one mapping takes in by ``<<``, each through the one before."""


_CORE = "tag:yaml.org,2002:"
_KINDS = frozenset({"bool", "float", "int", "null"})


class Node:
    """A value in a YAML file.

    Attributes:
        span: from its first to behind its last character, its tag and anchor left out.
        tag: the tag as written after expansion, such as ``!reset`` or
            ``tag:yaml.org,2002:str``; empty where there is none.
        anchor: the anchor's name, or empty.
        properties: where tag and anchor stand; empty where there are none.
    """

    __slots__ = ("anchor", "properties", "span", "tag")

    def __init__(self, span: Span, tag: str = "", anchor: str = "") -> None:
        self.span = span
        self.tag = tag
        self.anchor = anchor
        self.properties = Span(span.start, span.start)

    @property
    def node(self) -> Node:
        """Return the node that it stands for: itself, or what an alias names."""
        return self

    @property
    def kind(self) -> str:
        """Return what it is in YAML's words, for messages."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.span.start}:{self.span.end})"


class Scalar(Node):
    """A scalar.

    Attributes:
        text: its content as YAML reads it: escapes and folds done, not resolved.
        style: ``""`` for plain, else ``'``, ``"``, ``|`` or ``>``.
    """

    __slots__ = ("style", "text")

    def __init__(
        self, span: Span, text: str, style: str = "", tag: str = "", anchor: str = ""
    ) -> None:
        super().__init__(span, tag, anchor)
        self.text = text
        self.style = style

    @property
    def value(self) -> str | int | float | bool | None:
        """Return what it means: quoted text is text, plain text what YAML 1.2's core says.

        A tag of YAML's own, such as ``!!str`` or ``!!int``, goes before the quotes.
        """
        kind = self.tag.removeprefix(_CORE) if self.tag.startswith(_CORE) else ""
        is_text = kind == "str" or (bool(self.style) and kind not in _KINDS)
        return self.text if is_text else resolve_plain(self.text)

    @property
    def is_null(self) -> bool:
        """Tell whether it is ``null``, ``~`` or nothing."""
        return self.value is None

    @property
    def kind(self) -> str:
        """Return what it is, for messages."""
        value = self.value
        if value is None:
            return "nothing"
        if isinstance(value, bool):
            return "true or false"
        return "text" if isinstance(value, str) else "a number"


class Pair:
    """A key with its value.

    Attributes:
        key: the key; a scalar as a rule.
        value: the value.
    """

    __slots__ = ("key", "value")

    def __init__(self, key: Node, value: Node) -> None:
        self.key = key
        self.value = value

    @property
    def name(self) -> str:
        """Return the key's text; empty where it is no scalar."""
        key = self.key.node
        return key.text if isinstance(key, Scalar) else ""

    @property
    def span(self) -> Span:
        """Return the place from the key to the value's end."""
        return Span(self.key.span.start, max(self.key.span.end, self.value.span.end))

    def __repr__(self) -> str:
        return f"Pair({self.name!r})"


class Mapping(Node):
    """A mapping.

    Attributes:
        pairs: its pairs in order, duplicates and ``<<`` among them.
        is_flow: whether it is written with braces.
    """

    __slots__ = ("_by_name", "is_flow", "pairs")

    def __init__(
        self,
        span: Span,
        pairs: tuple[Pair, ...] = (),
        tag: str = "",
        anchor: str = "",
        *,
        is_flow: bool = False,
    ) -> None:
        super().__init__(span, tag, anchor)
        self.pairs = pairs
        self.is_flow = is_flow
        self._by_name: dict[str, Pair] | None = None

    @property
    def kind(self) -> str:
        """Return what it is, for messages."""
        return "a mapping"

    def entries(self) -> dict[str, Pair]:
        """Return its pairs by key, those that ``<<`` brings among them; a later key wins.

        Its own keys go before merged ones, and of merged mappings the first one.
        """
        if self._by_name is None:
            found = {pair.name: pair for pair in self.pairs if not is_merge(pair)}
            for mapping in self._merged():
                for pair in mapping.pairs:
                    if not is_merge(pair):
                        found.setdefault(pair.name, pair)
            self._by_name = found
        return self._by_name

    def entry(self, name: str) -> Pair | None:
        """Return the pair of a key."""
        return self.entries().get(name)

    def get(self, name: str) -> Node | None:
        """Return the value of a key, an alias resolved, or None."""
        pair = self.entries().get(name)
        return None if pair is None else pair.value.node

    def merges(self) -> tuple[Pair, ...]:
        """Return its pairs whose key is ``<<``."""
        return tuple(pair for pair in self.pairs if is_merge(pair))

    def _merged(self) -> Iterator[Mapping]:
        """Give the mappings that are merged into it, nearest first, each once."""
        seen = {id(self)}
        pending: list[Node] = [pair.value for pair in self.pairs if is_merge(pair)]
        while pending and len(seen) <= _MOST_MERGES:
            node = pending.pop(0).node
            if id(node) in seen:
                continue
            seen.add(id(node))
            if isinstance(node, Sequence):
                pending[:0] = node.items
            elif isinstance(node, Mapping):
                yield node
                pending[:0] = [pair.value for pair in node.pairs if is_merge(pair)]


class Sequence(Node):
    """A sequence.

    Attributes:
        items: its entries in order.
        is_flow: whether it is written with brackets.
    """

    __slots__ = ("is_flow", "items")

    def __init__(
        self,
        span: Span,
        items: tuple[Node, ...] = (),
        tag: str = "",
        anchor: str = "",
        *,
        is_flow: bool = False,
    ) -> None:
        super().__init__(span, tag, anchor)
        self.items = items
        self.is_flow = is_flow

    @property
    def kind(self) -> str:
        """Return what it is, for messages."""
        return "a list"


class Alias(Node):
    """A reference to an anchor; ``span`` is the reference's own place.

    Attributes:
        name: the anchor's name.
        target: the node that has it; nothing, with the alias's place, where there is none.
    """

    __slots__ = ("name", "target")

    def __init__(self, span: Span, name: str, target: Node | None) -> None:
        super().__init__(span)
        self.name = name
        self.target = Scalar(span, "") if target is None else target

    @property
    def node(self) -> Node:
        """Return the node that it stands for."""
        return self.target

    @property
    def kind(self) -> str:
        """Return what it stands for, for messages."""
        return self.target.kind


def is_merge(pair: Pair) -> bool:
    """Tell whether a pair merges mappings: its key is a plain ``<<``."""
    key = pair.key
    return isinstance(key, Scalar) and key.text == "<<" and not key.style and not key.tag
