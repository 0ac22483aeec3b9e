"""What a build would do, facet by facet.

A fix declares the facets that it touches; whatever else differs between the digests of the file
before and after is more than it promised, and the fix is not applied.  A digest holds meaning, not
layout: case, blanks, continuations and comments leave it as it is.
"""

from __future__ import annotations

from dockwright.model.instructions import (
    Arg,
    Cmd,
    Copy,
    Entrypoint,
    Env,
    Expose,
    From,
    Healthcheck,
    Instruction,
    Label,
    Run,
    Runnable,
)
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.syntax.dockerfile.words import expand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from dockwright.model.dockerfile import Dockerfile
    from dockwright.model.text import Text

__all__ = ["FACETS", "Digest", "changed_facets", "digest_of", "facet_of"]

_FACET_OF = {
    "ADD": "copy",
    "ARG": "args",
    "CMD": "cmd",
    "COPY": "copy",
    "ENTRYPOINT": "entrypoint",
    "ENV": "env",
    "EXPOSE": "expose",
    "FROM": "base",
    "HEALTHCHECK": "healthcheck",
    "LABEL": "labels",
    "MAINTAINER": "maintainer",
    "ONBUILD": "onbuild",
    "RUN": "run",
    "SHELL": "shell",
    "STOPSIGNAL": "stopsignal",
    "USER": "user",
    "VOLUME": "volumes",
    "WORKDIR": "workdir",
}

FACETS = frozenset(
    {*_FACET_OF.values(), "stages", "mounts", "order", "directives", "unread", "comments"}
)
"""What a fix may declare that it changes.

``stages`` is which stages there are and what they are called; ``base`` the images they begin from;
``run`` the commands of RUN, ``mounts`` its flags; ``order`` the order of instructions within their
stage; ``directives`` the parser's; ``unread`` what is no instruction; ``comments`` the comments,
which no build reads and which the digest leaves out.  The others are named after their instruction.
"""

_ORDERED = frozenset({"run", "copy", "workdir", "user", "env", "args", "shell"})
"""Facets whose place among the others decides what is built."""

Item = tuple[str, object]


def facet_of(keyword: str) -> str:
    """Return the facet of an instruction by its keyword in upper case."""
    return _FACET_OF.get(keyword, "unread")


class Digest:
    """The facets of one build.

    Attributes:
        stages: the names of the stages, ``""`` for a stage without.
        items: for each stage, its instructions as (facet, meaning) in order; before them, under
            the index -1, what stands before the first FROM.
        directives: the parser directives that change what is built.
    """

    __slots__ = ("directives", "items", "stages")

    def __init__(
        self,
        stages: tuple[str, ...],
        items: Mapping[int, tuple[Item, ...]],
        directives: tuple[tuple[str, str], ...],
    ) -> None:
        self.stages = stages
        self.items = items
        self.directives = directives

    def changed(self, after: Digest, touches: frozenset[str]) -> frozenset[str]:
        """Return the facets that differ though ``touches`` does not name them."""
        return changed_facets(self, after, touches)


def digest_of(dockerfile: Dockerfile) -> Digest:
    """Return what building the file would do."""
    items: dict[int, list[Item]] = {}
    for instruction in dockerfile.instructions:
        if instruction.is_onbuild:
            continue  # its ONBUILD holds it
        index = -1 if instruction.stage is None else instruction.stage.index
        items.setdefault(index, []).extend(_items_of(instruction))
    directives = tuple(
        (directive.name, directive.value)
        for directive in dockerfile.tree.directives
        if directive.name in {"syntax", "escape"}
    )
    return Digest(
        tuple((stage.name or "").lower() for stage in dockerfile.stages),
        {index: tuple(found) for index, found in items.items()},
        directives,
    )


def changed_facets(before: Digest, after: Digest, touches: frozenset[str]) -> frozenset[str]:
    """Return the facets that differ though ``touches`` does not name them."""
    changed: set[str] = set()
    if before.directives != after.directives:
        changed.add("directives")
    if before.stages != after.stages:
        changed.add("stages")
    if "stages" in touches and len(before.stages) != len(after.stages):
        # Instructions may have gone from one stage to another: they are compared as one lot.
        one, other = _joined(before), _joined(after)
    else:
        one, other = before.items, after.items
    for index in {*one, *other}:
        changed |= _changed_in_stage(one.get(index, ()), other.get(index, ()), touches)
    return frozenset(changed - touches)


def _joined(digest: Digest) -> Mapping[int, tuple[Item, ...]]:
    return {0: tuple(item for index in sorted(digest.items) for item in digest.items[index])}


def _changed_in_stage(
    before: tuple[Item, ...], after: tuple[Item, ...], touches: frozenset[str]
) -> set[str]:
    if before == after:
        return set()
    changed: set[str] = set()
    for facet in {facet for facet, _ in (*before, *after)}:
        one = [meaning for own, meaning in before if own == facet]
        other = [meaning for own, meaning in after if own == facet]
        if sorted(map(repr, one)) != sorted(map(repr, other)):
            changed.add(facet)
        elif one != other and "order" not in touches:
            changed.add("order")
    if "order" not in touches and _order(before, touches) != _order(after, touches):
        changed.add("order")
    return changed


def _order(items: Iterable[Item], touches: frozenset[str]) -> list[object]:
    """Return the sequence of what a stage does; what the fix may change is there, but blank."""
    return [
        (facet, None if facet in touches else meaning)
        for facet, meaning in items
        if facet in _ORDERED
    ]


def _items_of(instruction: Instruction) -> list[Item]:
    node = instruction.node
    facet = _FACET_OF.get(node.keyword)
    if facet is None:
        return [("unread", node.text)]
    if isinstance(instruction, Run):
        mounts = tuple(sorted(_flags(instruction)))
        items: list[Item] = [(facet, _commands(instruction))]
        return [*items, ("mounts", mounts)] if mounts else items
    flags = tuple(sorted(_flags(instruction)))
    if isinstance(instruction, (Env, Label)):
        escape = instruction.escape
        return [
            (facet, (_value(pair.name, escape), _value(pair.value, escape)))
            for pair in instruction.pairs
        ] or [(facet, node.text)]
    if isinstance(instruction, Expose):
        return [(facet, tuple(_port(word.text) for word in node.words))]
    if isinstance(instruction, Arg):
        return [
            (facet, (argument.name, None if argument.default is None else argument.default.raw))
            for argument in instruction.arguments
        ]
    if isinstance(instruction, From):
        image = "" if instruction.image is None else instruction.image.raw
        return [(facet, (image.lower() if "$" not in image else image, flags))]
    if isinstance(instruction, (Cmd, Entrypoint, Healthcheck)):
        kind = None if node.health_type is None else node.health_type.text.upper()
        return [(facet, (kind, flags, _commands(instruction)))]
    if node.child is not None:
        return [(facet, (node.child.keyword, node.child.text))]
    words = tuple(word.text for word in node.words)
    heredocs = tuple((heredoc.content, heredoc.expand, heredoc.chomp) for heredoc in node.heredocs)
    return [(facet, (words or node.text, flags, heredocs))]


def _value(text: Text, escape: str) -> object:
    """Return what a value comes to; where variables hide that, what it comes to with any values."""
    if not isinstance(text.value, Unknown):
        return text.value
    answers: tuple[Callable[[str], str | None], ...] = (
        lambda name: f"\0{name}\0",
        lambda name: "" if name else None,
        lambda _: None,
    )
    found = tuple(expand(text.raw, answer, escape=escape) for answer in answers)
    return text.raw if any(each.error for each in found) else tuple(each.value for each in found)


def _flags(instruction: Instruction) -> list[str]:
    """Return the flags; a stage's name in them is in lower case, as Docker compares it."""
    texts = [flag.text for flag in instruction.node.flags]
    if isinstance(instruction, Copy) and isinstance(instruction.from_, Stage):
        return [text.lower() if text.startswith("--from=") else text for text in texts]
    if isinstance(instruction, Run) and any("from=" in text for text in texts):
        for use in instruction.mounts:
            if isinstance(use.source, Stage) and not isinstance(use.mount, Unknown):
                name = f"from={use.mount.from_}"
                texts = [text.replace(name, name.lower()) for text in texts]
    return texts


def _port(text: str) -> str:
    """Return a port of EXPOSE as Docker keeps it: of the container, its protocol in lower case."""
    return text if set(text) & set("$\"'`\\") else text.lower().rpartition(":")[2]


def _commands(instruction: Runnable) -> object:
    """Return what a shell would do, or the text where it is not read."""
    if instruction.is_exec_form:
        return ("exec", tuple(text.raw for text in instruction.argv))
    text, _ = instruction.script_text()
    script = instruction.script
    if script is None or script.problems or script.reason:
        return ("text", text)
    return (
        "shell",
        tuple(
            (
                command.connector.replace("\n", ";"),
                command.context,
                tuple(
                    (assignment.name, assignment.value.raw if assignment.value else None)
                    for assignment in command.assignments
                ),
                tuple(word.raw for word in command.words),
                tuple(
                    (
                        redirect.operator,
                        redirect.descriptor,
                        redirect.target.raw if redirect.target else redirect.body,
                    )
                    for redirect in command.redirects
                ),
            )
            for command in script.commands
        ),
    )
