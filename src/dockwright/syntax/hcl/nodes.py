"""The tree of an HCL file: a body of attributes and blocks, and expressions, all with places."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from dockwright.text import Span

__all__ = [
    "Access",
    "Attribute",
    "Binary",
    "Block",
    "Body",
    "Broken",
    "Call",
    "Comment",
    "Conditional",
    "Entry",
    "Expression",
    "For",
    "HclFile",
    "Index",
    "Joined",
    "ListOf",
    "Literal",
    "Name",
    "ObjectOf",
    "Problem",
    "Splat",
    "Template",
    "Unary",
    "parts_of",
]


class Literal(NamedTuple):
    """A text without references, a number, ``true``, ``false`` or ``null``."""

    span: Span
    value: str | int | float | bool | None


class Template(NamedTuple):
    """A text with ``${…}`` in it; ``parts`` are its texts and expressions in order.

    A text of a single ``${…}`` is a template of one part, which is what the part is, whatever its
    type.
    """

    span: Span
    parts: tuple[Expression, ...]


class Name(NamedTuple):
    """A reference to a variable."""

    span: Span
    name: str


class Access(NamedTuple):
    """``of.name``."""

    span: Span
    of: Expression
    name: str


class Index(NamedTuple):
    """``of[key]``."""

    span: Span
    of: Expression
    key: Expression


class Splat(NamedTuple):
    """``of[*].a.b`` or ``of.*.a``; ``names`` are the attributes taken of each element."""

    span: Span
    of: Expression
    names: tuple[str, ...]


class Call(NamedTuple):
    """A call; ``spreads`` tells that the last argument is followed by ``...``."""

    span: Span
    name: str
    name_span: Span
    arguments: tuple[Expression, ...]
    spreads: bool


class ListOf(NamedTuple):
    """``[a, b]``."""

    span: Span
    items: tuple[Expression, ...]


class Entry(NamedTuple):
    """An entry of an object; a bare word as its key is a literal."""

    span: Span
    key: Expression
    value: Expression


class ObjectOf(NamedTuple):
    """``{a = b}``."""

    span: Span
    entries: tuple[Entry, ...]


class For(NamedTuple):
    """``[for k, v in of : value if condition]``, or ``{for … : key => value}``.

    Attributes:
        span: the whole.
        names: the one or two variables.
        of: what is gone through.
        key: the key of an object's entries; None for a list.
        value: each value.
        condition: what keeps an element, or None.
        groups: whether values of one key are put together (``...``).
    """

    span: Span
    names: tuple[str, ...]
    of: Expression
    key: Expression | None
    value: Expression
    condition: Expression | None
    groups: bool


class Joined(NamedTuple):
    """``%{ for … }…%{ endfor }``: the texts of a ``for``, one after another."""

    span: Span
    of: For


class Conditional(NamedTuple):
    """``condition ? then : otherwise``."""

    span: Span
    condition: Expression
    then: Expression
    otherwise: Expression


class Binary(NamedTuple):
    """An operator between two expressions."""

    span: Span
    operator: str
    left: Expression
    right: Expression


class Unary(NamedTuple):
    """``!of`` or ``-of``."""

    span: Span
    operator: str
    of: Expression


class Broken(NamedTuple):
    """What could not be read, or is not read: ``reason`` says which."""

    span: Span
    reason: str


Expression: TypeAlias = (
    Literal
    | Template
    | Name
    | Access
    | Index
    | Splat
    | Call
    | ListOf
    | ObjectOf
    | For
    | Joined
    | Conditional
    | Binary
    | Unary
    | Broken
)


class Attribute(NamedTuple):
    """``name = value`` of a body."""

    span: Span
    name: str
    name_span: Span
    value: Expression


class Block(NamedTuple):
    """``type "label" { … }``.

    Attributes:
        span: from the type to the closing brace.
        type: what it is, such as ``target``.
        labels: the labels, quotes taken off.
        label_spans: where they stand, quotes included.
        body: what is in it.
    """

    span: Span
    type: str
    labels: tuple[str, ...]
    label_spans: tuple[Span, ...]
    body: Body


class Body(NamedTuple):
    """The attributes and blocks of a file or a block, each in order."""

    attributes: tuple[Attribute, ...]
    blocks: tuple[Block, ...]

    def get(self, name: str) -> Attribute | None:
        """Return the last attribute of that name, or None."""
        for attribute in reversed(self.attributes):
            if attribute.name == name:
                return attribute
        return None


class Comment(NamedTuple):
    """A comment; ``text`` is without its signs and margins."""

    span: Span
    text: str


class Problem(NamedTuple):
    """Why Bake would refuse the text."""

    span: Span
    message: str


class HclFile(NamedTuple):
    """A file that was read."""

    body: Body
    comments: tuple[Comment, ...] = ()
    problems: tuple[Problem, ...] = ()


def parts_of(expression: Expression) -> tuple[Expression, ...]:
    """Return the expressions that one is made of."""
    match expression:
        case Template():
            return expression.parts
        case Access() | Splat() | Unary() | Joined():
            return (expression.of,)
        case Index():
            return (expression.of, expression.key)
        case Call():
            return expression.arguments
        case ListOf():
            return expression.items
        case ObjectOf():
            return tuple(part for entry in expression.entries for part in (entry.key, entry.value))
        case For():
            found = (expression.of, expression.key, expression.value, expression.condition)
            return tuple(each for each in found if each is not None)
        case Conditional():
            return (expression.condition, expression.then, expression.otherwise)
        case Binary():
            return (expression.left, expression.right)
        case Literal() | Name() | Broken():
            return ()
