"""From text to nodes: libyaml finds the events, this puts them together and tells what is wrong."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from dockwright.syntax.yaml.nodes import Alias, Mapping, Node, Pair, Scalar, Sequence, is_merge
from dockwright.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from dockwright.text import Source

__all__ = ["YamlComment", "YamlProblem", "YamlStream", "read_yaml"]

MOST_DEPTH = 200
"""Levels of nesting that are read: people write ten."""
MOST_NODES = 500_000
"""Nodes that are read of one file."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class YamlProblem(NamedTuple):
    """What is wrong with a file.

    Attributes:
        kind: ``syntax`` (nothing behind it is read), ``duplicate-key``, ``unknown-anchor``,
            ``recursive-anchor`` or ``too-large``.
        message: what, as a sentence without a full stop.
        span: where.
        related: the place that it clashes with, or None.
    """

    kind: str
    message: str
    span: Span
    related: Span | None = None


class YamlComment(NamedTuple):
    """A comment: its place from the ``#`` on, and its words."""

    span: Span
    text: str


class YamlStream:
    """The documents of a file.

    Attributes:
        source: the file.
        documents: the root of each document.
        problems: what is wrong, in order of place.
    """

    __slots__ = ("_comments", "_scalars", "documents", "problems", "source")

    def __init__(
        self,
        source: Source,
        documents: tuple[Node, ...],
        problems: tuple[YamlProblem, ...],
        scalars: list[Scalar],
    ) -> None:
        self.source = source
        self.documents = documents
        self.problems = problems
        self._scalars = scalars
        self._comments: tuple[YamlComment, ...] | None = None

    @property
    def root(self) -> Node | None:
        """Return the first document's root; None where there is no document."""
        return self.documents[0] if self.documents else None

    @property
    def comments(self) -> tuple[YamlComment, ...]:
        """Return the comments in order; none behind a syntax error."""
        if self._comments is None:
            self._comments = tuple(self._find_comments())
        return self._comments

    def scopes(self) -> tuple[Span, ...]:
        """Return the place of each key with its value, and of each entry of a list."""
        found: list[Span] = []
        pending = list(self.documents)
        while pending:
            node = pending.pop()
            if isinstance(node, Mapping):
                for pair in node.pairs:
                    found.append(pair.span)
                    pending += (pair.key, pair.value)
            elif isinstance(node, Sequence):
                for item in node.items:
                    found.append(item.span)
                    pending.append(item)
        return tuple(sorted(found))

    def _find_comments(self) -> Iterator[YamlComment]:
        text = self.source.text
        stop = min(
            (each.span.start for each in self.problems if each.kind == "syntax"),
            default=len(text),
        )
        starts = [scalar.span.start for scalar in self._scalars]
        at = text.find("#")
        while 0 <= at < stop:
            end = text.find("\n", at)
            end = len(text) if end < 0 else end
            index = bisect_right(starts, at) - 1
            scalar = self._scalars[index] if index >= 0 else None
            if scalar is not None and at < scalar.span.end and not _is_in_header(text, scalar, at):
                at = text.find("#", max(at + 1, scalar.span.end))
                continue
            if at and text[at - 1] not in " \t\n\r\ufeff":
                at = text.find("#", at + 1)
                continue
            whole = text[at:end].rstrip()
            yield YamlComment(Span(at, at + len(whole)), whole[1:].strip())
            at = text.find("#", end)


def _is_in_header(text: str, scalar: Scalar, at: int) -> bool:
    """Tell whether a place is on the line of a block scalar's indicator."""
    return scalar.style in {"|", ">"} and "\n" not in text[scalar.span.start : at]


def read_yaml(source: Source) -> YamlStream:
    """Read a YAML file; what is wrong with it is in the result.

    A syntax error ends the reading: what stands before it is there.
    """
    return _Reader(source).read()


class _Open:
    """A collection that is not closed yet."""

    __slots__ = ("children", "end", "node")

    def __init__(self, node: Mapping | Sequence) -> None:
        self.node = node
        self.children: list[Node] = []
        self.end = node.span.end


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.shift = 1 if source.text.startswith("\ufeff") else 0
        self.text = source.text
        self.documents: list[Node] = []
        self.problems: list[YamlProblem] = []
        self.scalars: list[Scalar] = []
        self.stack: list[_Open] = []
        self.anchors: dict[str, Node] = {}
        self.open_anchors: set[int] = set()
        self.count = 0

    def read(self) -> YamlStream:
        import yaml

        text = self.text[self.shift :]
        if _SURROGATE.search(text):
            text = _SURROGATE.sub("\ufffd", text)
        # libyaml's own parser is what Compose's and Kubernetes' readers descend from, and is five
        # times as fast; PyYAML keeps it out of its top level.
        fast: Any = getattr(yaml, "cyaml", None)
        parser_class: Any = _python_parser() if fast is None else fast.CParser
        try:
            parser = parser_class(text)
            while not isinstance(event := parser.get_event(), yaml.StreamEndEvent):
                if not self.take(event, yaml):
                    break
        except yaml.MarkedYAMLError as error:
            self.syntax_error(error)
        except yaml.reader.ReaderError as error:
            at = _UNPRINTABLE.search(text)
            start = self.shift + (at.start() if at else int(error.position))
            self.problem(
                "syntax",
                "a character is not allowed in YAML: "
                + (f"U+{ord(at[0]):04X}" if at else str(error.reason)),
                Span(start, min(start + 1, len(self.text))),
            )
        while self.stack:
            self.close(len(self.text) if not self.problems else self.problems[-1].span.start)
        self.problems.sort(key=lambda problem: problem.span)
        self.scalars.sort(key=lambda scalar: scalar.span)
        return YamlStream(self.source, tuple(self.documents), tuple(self.problems), self.scalars)

    def problem(self, kind: str, message: str, span: Span, related: Span | None = None) -> None:
        self.problems.append(YamlProblem(kind, message, span, related))

    def syntax_error(self, error: Any) -> None:
        mark = error.problem_mark or error.context_mark
        start = len(self.text) if mark is None else min(mark.index + self.shift, len(self.text))
        end = start + 1 if start < len(self.text) and self.text[start] not in "\r\n" else start
        words = str(error.problem or error.context or "it is no YAML")
        hint = ""
        if self.text[start:end] == "\t" or "'\\t'" in words:
            hint = "; YAML is indented with blanks, not tabs"
        context = f" {error.context}" if error.context and error.problem else ""
        self.problem("syntax", f"the file is no YAML:{context} {words}{hint}", Span(start, end))

    # -- events ------------------------------------------------------------------------------

    def take(self, event: Any, yaml: Any) -> bool:
        """Take one event; tell whether to go on."""
        start = event.start_mark.index + self.shift
        end = event.end_mark.index + self.shift
        if isinstance(event, yaml.ScalarEvent):
            return self.add(self.scalar(event, start, end))
        if isinstance(event, yaml.MappingStartEvent):
            node: Mapping | Sequence = Mapping(
                Span(start, end), (), event.tag or "", event.anchor or ""
            )
        elif isinstance(event, yaml.SequenceStartEvent):
            node = Sequence(Span(start, end), (), event.tag or "", event.anchor or "")
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self.close(end)
            return True
        elif isinstance(event, yaml.AliasEvent):
            return self.add(self.alias(event.anchor, Span(start, end)))
        else:
            if isinstance(event, yaml.DocumentStartEvent):
                self.anchors = {}
            return True
        node.is_flow = bool(event.flow_style)
        self.place(node, start, end)
        if len(self.stack) >= MOST_DEPTH:
            self.problem("too-large", f"nests more than {MOST_DEPTH} levels deep", node.span)
            return False
        self.note_anchor(node)
        self.open_anchors.add(id(node))
        self.stack.append(_Open(node))
        return self.counted(node)

    def place(self, node: Node, start: int, end: int) -> None:
        """Give a node that has a tag or an anchor the place behind them."""
        if not node.tag and not node.anchor:
            return
        text = self.text
        at = start
        while at < end:
            if text[at] in "&!":
                while at < len(text) and text[at] not in " \t\r\n,]}":
                    at += 1
                node.properties = Span(start, at)
            elif text[at] in " \t":
                at += 1
            else:
                break
        is_block = isinstance(node, (Mapping, Sequence)) and not node.is_flow
        while at < len(text) and text[at] in (" \t\r\n#" if is_block else " \t"):
            if text[at] == "#":  # a comment between a tag and the first entry
                end_of_line = text.find("\n", at)
                at = len(text) if end_of_line < 0 else end_of_line
                continue
            at += 1
        node.span = Span(at, max(at, end))

    def scalar(self, event: Any, start: int, end: int) -> Scalar:
        node = Scalar(
            Span(start, end),
            event.value,
            "" if event.style in {None, ""} else event.style,
            event.tag or "",
            event.anchor or "",
        )
        self.place(node, start, end)
        if node.style in {"|", ">"}:
            body = self.text[node.span.start : end]
            node.span = Span(node.span.start, node.span.start + len(body.rstrip()))
        if node.span.end > node.span.start:
            self.scalars.append(node)
        return node

    def alias(self, name: str, span: Span) -> Alias:
        target = self.anchors.get(name)
        if target is None:
            self.problem("unknown-anchor", f"there is no anchor &{name} before *{name}", span)
        elif id(target) in self.open_anchors:
            self.problem("recursive-anchor", f"the value of &{name} contains itself", span)
            target = None
        return Alias(span, name, target)

    def note_anchor(self, node: Node) -> None:
        if node.anchor:
            self.anchors[node.anchor] = node

    def counted(self, node: Node) -> bool:
        self.count += 1
        if self.count > MOST_NODES:
            self.problem("too-large", f"holds more than {MOST_NODES:,} values", node.span)
            return False
        return True

    def add(self, node: Node) -> bool:
        """Put a node that is whole where it belongs."""
        self.note_anchor(node)
        if not self.stack:
            self.documents.append(node)
            return self.counted(node)
        top = self.stack[-1]
        if not node.span.start < node.span.end and isinstance(node, Scalar):
            self.place_nothing(node, top)
        top.children.append(node)
        top.end = max(top.end, node.span.end)
        return self.counted(node)

    def place_nothing(self, node: Scalar, top: _Open) -> None:
        """Put an empty value behind what it belongs to: libyaml has it at the next token."""
        if node.tag or node.anchor:
            return
        before = top.children[-1].span.end if top.children else top.node.span.start
        text = self.text
        if isinstance(top.node, Mapping) and len(top.children) % 2 == 1:
            at = before
            while at < node.span.start and text[at] in " \t":
                at += 1
            if at < len(text) and text[at] == ":":
                before = at + 1
        elif isinstance(top.node, Sequence):
            before = text.rfind("-", before, node.span.start + 1) + 1 or node.span.start
        node.span = Span(before, before)
        node.properties = node.span

    def close(self, end: int) -> None:
        """Close the innermost collection."""
        top = self.stack.pop()
        node = top.node
        self.open_anchors.discard(id(node))
        stop = end if node.is_flow else max(top.end, node.span.start)
        node.span = Span(node.span.start, max(stop, node.span.start))
        if isinstance(node, Sequence):
            node.items = tuple(top.children)
        else:
            children = top.children
            if len(children) % 2:
                children.append(Scalar(Span(node.span.end, node.span.end), ""))
            node.pairs = tuple(
                Pair(children[at], children[at + 1]) for at in range(0, len(children), 2)
            )
            self.look_for_duplicates(node)
        if self.stack:
            outer = self.stack[-1]
            outer.children.append(node)
            outer.end = max(outer.end, node.span.end)
        else:
            self.documents.append(node)

    def look_for_duplicates(self, node: Mapping) -> None:
        known: dict[str, Pair] = {}
        for pair in node.pairs:
            if is_merge(pair) or not isinstance(pair.key.node, Scalar):
                continue
            other = known.get(pair.name)
            if other is None:
                known[pair.name] = pair
                continue
            self.problem(
                "duplicate-key",
                f"the key `{pair.name}` is there twice",
                pair.key.span,
                other.key.span,
            )


def _python_parser() -> Any:
    """Return the parser for a PyYAML that was built without libyaml."""
    from yaml import parser, reader, scanner

    class _Parser(reader.Reader, scanner.Scanner, parser.Parser):
        def __init__(self, text: str) -> None:
            reader.Reader.__init__(self, text)
            scanner.Scanner.__init__(self)
            parser.Parser.__init__(self)

    return _Parser
