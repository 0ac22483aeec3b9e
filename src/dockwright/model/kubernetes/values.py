"""Values of a manifest: what is written, where, and what it comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.unknown import Unknown
from dockwright.syntax.kubernetes import quantity_of
from dockwright.syntax.yaml import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from fractions import Fraction

    from dockwright.syntax.yaml import Node, Pair
    from dockwright.text import Span

__all__ = ["Value", "below", "items_of", "pairs_of", "value_of"]

_TEMPLATE = Unknown("a template fills it in")
_SUBSTITUTED = Unknown("it is filled in before the manifest is applied")


class Value(NamedTuple):
    """A scalar of a manifest.

    Attributes:
        value: what it means; ``Unknown`` where a template or a substitution fills it in, or where
            something else than a scalar stands.
        text: as it is written, quotes taken off.
        span: where.
    """

    value: str | int | float | bool | Unknown | None
    text: str
    span: Span

    @property
    def known(self) -> str | None:
        """Return it as text where it is known and not null, else None."""
        return None if self.value is None or isinstance(self.value, Unknown) else self.text

    @property
    def number(self) -> int | None:
        """Return it as a whole number where it is one, quoted or not, else None."""
        text = self.known
        if text is None or not text.isascii() or not text.lstrip("-").isdecimal():
            return None
        return int(text) if len(text) < 20 else None

    @property
    def flag(self) -> bool | Unknown | None:
        """Return a truth value; None where it is none."""
        return self.value if isinstance(self.value, (bool, Unknown)) else None

    @property
    def quantity(self) -> Fraction | Unknown | None:
        """Return a quantity in its base unit; None where it is none."""
        if isinstance(self.value, Unknown):
            return self.value
        return None if self.value is None else quantity_of(self.text)


def value_of(node: Node | None, *, is_shell: bool = False) -> Value | None:
    """Return a node as a value; None where there is no node, or null.

    Args:
        node: the node.
        is_shell: whether ``$`` means something to what runs, so that it tells of no substitution.
    """
    if node is None:
        return None
    place = node.span
    node = node.node
    if not isinstance(node, Scalar):
        reason = _TEMPLATE if _is_braces(node) else Unknown(f"{node.kind} stands in its place")
        return Value(reason, "", place)
    if node.is_null:
        return None
    text = node.text
    if "{{" in text or "<%" in text or "{%" in text:
        return Value(_TEMPLATE, text, place)
    if "$" in text and not is_shell:
        return Value(_SUBSTITUTED, text, place)
    return Value(node.value, text, place)


def _is_braces(node: Node) -> bool:
    """Tell whether a node is what YAML makes of ``{{ … }}`` without quotes."""
    return (
        isinstance(node, Mapping)
        and len(node.pairs) == 1
        and isinstance(node.pairs[0].key.node, Mapping)
    )


def below(node: Node | None, *names: str) -> Node | None:
    """Return what lies below keys, or None."""
    for name in names:
        node = node.node if node is not None else None
        if not isinstance(node, Mapping):
            return None
        node = node.get(name)
    return node


def items_of(node: Node | None) -> tuple[Node, ...]:
    """Return the entries of a list, aliases resolved; none where it is no list."""
    node = node.node if node is not None else None
    return tuple(item.node for item in node.items) if isinstance(node, Sequence) else ()


def pairs_of(node: Node | None) -> dict[str, Pair]:
    """Return the pairs of a mapping by key; none where it is no mapping."""
    node = node.node if node is not None else None
    return node.entries() if isinstance(node, Mapping) else {}
