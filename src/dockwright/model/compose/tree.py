"""A Compose file's values while they are worked out: plain data that remembers where it stands."""

from __future__ import annotations

import math
from datetime import UTC
from decimal import Decimal
from typing import TYPE_CHECKING

from dockwright.model.unknown import Unknown
from dockwright.syntax.yaml import Alias, Mapping, Node, Scalar, Sequence, time_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from typing import Any

    from dockwright.text import Span

__all__ = ["Item", "Path", "Patterns", "Problem", "Time", "item_of", "path_text", "plain"]

Path = tuple[str, ...]
"""Keys from the top of a file; an entry of a list is ``[]``."""

_MOST_KNOWN = 2_000
"""Paths whose place in a table is remembered."""
_LARGE_EXPONENT = 6
"""Powers of ten from which Go writes a number with an exponent."""
_MOST_ITEMS = 200_000
"""Values of one file, aliases followed: no file that people write comes near."""


class Time(str):
    """A date or time: plain ``2024-05-01`` is no text to Compose.

    As text it is what a container gets where Compose makes text of it: ``2024-05-01 00:00:00
    +0000 UTC``.
    """

    __slots__ = ()


class Item:
    """A value: a mapping, a list, or a scalar.

    Attributes:
        value: ``dict[str, Item]``, ``list[Item]``, or text, number, truth value or None; after
            interpolation an ``Unknown`` where a variable's value is not known.
        path: the absolute path of the file that it stands in.
        span: where it stands there; for a value that Compose adds, what it was added for.
        key_span: where its key stands; None for what has none.
        tag: ``!reset`` or ``!override``, or empty.
        node: the YAML node that it was made from; None for what Compose adds.
    """

    __slots__ = ("key_span", "node", "path", "span", "tag", "value")

    def __init__(
        self,
        value: Any,
        path: str,
        span: Span,
        key_span: Span | None = None,
        node: Node | None = None,
        tag: str = "",
    ) -> None:
        self.value = value
        self.path = path
        self.span = span
        self.key_span = key_span
        self.node = node
        self.tag = tag

    def like(self, value: Any) -> Item:
        """Return another value at the same place."""
        return Item(value, self.path, self.span, self.key_span, self.node)

    def copy(self) -> Item:
        """Return a copy whose mappings and lists can be changed."""
        value = self.value
        if isinstance(value, dict):
            value = {key: item.copy() for key, item in value.items()}
        elif isinstance(value, list):
            value = [item.copy() for item in value]
        return Item(value, self.path, self.span, self.key_span, self.node, self.tag)

    @property
    def mapping(self) -> dict[str, Item]:
        """Return what it maps; nothing where it is no mapping."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> list[Item]:
        """Return its entries; none where it is no list."""
        return self.value if isinstance(self.value, list) else []

    def get(self, *keys: str) -> Item | None:
        """Return what lies below keys, or None."""
        found: Item | None = self
        for key in keys:
            found = found.mapping.get(key) if found is not None else None
        return found

    @property
    def text(self) -> str | None:
        """Return its text, a number's as Compose writes it; None for no scalar or not known."""
        value = self.value
        if isinstance(value, str):
            return value
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, float):
            return float_text(value)
        return str(value) if isinstance(value, int) else None

    @property
    def entry_name(self) -> str | None:
        """Return the name of an entry ``NAME=value`` of a list; None where it is not known."""
        if isinstance(self.value, Unknown) and isinstance(self.node, Scalar):
            # A variable whose value is not known may stand behind a name that is.
            name, equals, _ = self.node.text.partition("=")
            return name if equals and "$" not in name else None
        return None if self.text is None else self.text.partition("=")[0]

    @property
    def kind(self) -> str:
        """Return what it is, in words for messages."""
        value = self.value
        if value is None:
            return "nothing"
        if isinstance(value, dict):
            return "a mapping"
        if isinstance(value, list):
            return "a list"
        if isinstance(value, Time):
            return "a date"
        if isinstance(value, bool):
            return "true or false"
        return "a number" if isinstance(value, (int, float)) else "text"

    def __repr__(self) -> str:
        return f"Item({self.value!r})"


class Problem:
    """Why Compose refuses the project, or what it would not take as it is meant.

    Attributes:
        kind: ``syntax``, ``duplicate-key``, ``schema``, ``interpolation``, ``file`` (a file that
            is not there), ``cycle``, ``reference`` (to what is not declared), ``conflict`` or
            ``devices`` (a reservation of devices that says too much or too little).
        message: what, as a sentence without a full stop.
        path: the absolute path of the file.
        span: where.
        help: what to do, or empty.
        where: the keys that lead there.
    """

    __slots__ = ("help", "kind", "message", "path", "span", "where")

    def __init__(
        self, kind: str, message: str, at: Item, where: Path = (), help_: str = ""
    ) -> None:
        self.kind = kind
        self.message = message
        self.path = at.path
        self.span = at.span
        self.where = where
        self.help = help_

    def __repr__(self) -> str:
        return f"Problem({self.kind}: {self.message})"


class Patterns:
    """A table by path, with ``*`` for any key, looked up fast."""

    __slots__ = ("_by_end", "_known")

    def __init__(self, table: dict[str, Any]) -> None:
        self._known: dict[Path, Any | None] = {}
        # By length and last part: most entries differ in their last.
        self._by_end: dict[tuple[int, str], list[tuple[Path, Any]]] = {}
        entries = [(tuple(pattern.split(".")), value) for pattern, value in table.items()]
        for last in {parts[-1] for parts, _ in entries}:
            for parts, value in entries:
                if parts[-1] in {"*", last}:
                    self._by_end.setdefault((len(parts), last), []).append((parts, value))

    def find(self, path: Path) -> Any | None:
        """Return what the table has for a path, or None."""
        # The entries of a list have one path, and lists are what large files have.
        if path in self._known:
            return self._known[path]
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        self._known[path] = found = self._look_up(path)
        return found

    def _look_up(self, path: Path) -> Any | None:
        size = len(path)
        here = self._by_end.get((size, path[-1])) if path else None
        for parts, value in here or self._by_end.get((size, "*")) or ():
            if all(part in {"*", own} for part, own in zip(parts, path, strict=True)):
                return value
        return None


def float_text(value: float) -> str:
    """Return a fraction as Go, and so Compose, writes it.

    >>> float_text(3.8), float_text(1e3), float_text(1e6), float_text(0.00001)
    ('3.8', '1000', '1e+06', '1e-05')
    """
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "+Inf" if value > 0 else "-Inf"
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    assert isinstance(exponent, int)
    power = len(digits) + exponent - 1
    if -4 <= power < _LARGE_EXPONENT or not value:
        return f"{Decimal(repr(value)).normalize():f}"
    first, rest = digits[0], "".join(map(str, digits[1:]))
    fraction = f"{first}.{rest}" if rest else str(first)
    return f"{'-' if sign else ''}{fraction}e{'-' if power < 0 else '+'}{abs(power):02}"


def _time_text(time: datetime) -> str:
    """Return a time as Go prints it."""
    fraction = f".{time.microsecond:06}".rstrip("0") if time.microsecond else ""
    zone = time.strftime("%z")
    name = "UTC" if time.tzinfo is UTC else zone
    return f"{time:%Y-%m-%d %H:%M:%S}{fraction} {zone} {name}"


def path_text(path: Path) -> str:
    """Return a path as people write it; which entry of a list is meant, its place tells."""
    return ".".join(path).replace(".[]", "")


def plain(item: Item) -> Any:
    """Return a value without its places."""
    value = item.value
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value


class _TooMany(Exception):  # noqa: N818 - an outcome
    pass


def item_of(node: Node, path: str, report: Callable[[str, str, Item], None]) -> Item | None:
    """Return a YAML node's value with its places; None where it is too large.

    Args:
        node: the node.
        path: the absolute path of its file.
        report: is told the kind and the words of what is wrong, and where.
    """
    maker = _Maker(path, report)
    try:
        return maker.make(node, None)
    except _TooMany:
        report(
            "syntax",
            f"its aliases come to more than {_MOST_ITEMS:,} values",
            Item(None, path, node.span),
        )
        return None


class _Maker:
    def __init__(self, path: str, report: Callable[[str, str, Item], None]) -> None:
        self.path = path
        self.report = report
        self.count = 0

    def make(self, node: Node, key_span: Span | None) -> Item:
        self.count += 1
        if self.count > _MOST_ITEMS:
            raise _TooMany
        target = node.node
        tag = (node if not isinstance(node, Alias) else target).tag
        tag = tag if tag in {"!reset", "!override"} else ""
        value: Any
        if isinstance(target, Mapping):
            value = dict(self.pairs(target))
        elif isinstance(target, Sequence):
            value = [self.make(each, None) for each in target.items if each.node.tag != "!reset"]
        else:
            assert isinstance(target, Scalar)
            value = target.value
            if isinstance(value, str) and not (target.style or target.tag) and value[4:5] == "-":
                time = time_of(value)
                value = value if time is None else Time(_time_text(time))
        return Item(value, self.path, node.span, key_span, node, tag)

    def pairs(self, mapping: Mapping) -> Iterator[tuple[str, Item]]:
        for merged in mapping.merges():
            target = merged.value.node
            listed = target.items if isinstance(target, Sequence) else (target,)
            if not all(isinstance(each.node, Mapping) for each in listed):
                words = f"`<<` takes in mappings, and {target.kind} is there"
                self.report("syntax", words, Item(None, self.path, merged.value.span))
        for name, pair in mapping.entries().items():
            key = pair.key.node
            if not isinstance(key, Scalar) or not isinstance(key.value, str):
                words = f"`{key.text}`, {key.kind}," if isinstance(key, Scalar) else key.kind
                self.report(
                    "schema",
                    f"a key has to be text: {words} is none",
                    Item(None, self.path, pair.key.span),
                )
                continue
            yield name, self.make(pair.value, pair.key.span)
