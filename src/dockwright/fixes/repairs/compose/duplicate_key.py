"""Repairs DW719: what two sections of one name say becomes one section."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dockwright.edits.yaml import indent_of, remove_pair
from dockwright.fixes.repair import Refusal, repair
from dockwright.model.compose.project import ComposeProject
from dockwright.syntax.yaml import Mapping, Node, Pair, Sequence, TooLarge, plain_value
from dockwright.text import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from dockwright.fixes.document import DocumentRepairContext
    from dockwright.rules.diagnostic import Fix
    from dockwright.text import Source


class _Twice(NamedTuple):
    """A key that is there twice: the mapping, its two pairs, and the keys that lead there."""

    mapping: Mapping
    first: Pair
    second: Pair
    where: tuple[str, ...]


@repair("DW719", on=ComposeProject)
def duplicate_key(project: ComposeProject, ctx: DocumentRepairContext) -> Iterator[Fix | Refusal]:
    """Take a repetition out, or put both sections together."""
    source = ctx.document.source
    documents: tuple[Node, ...] = ()
    if ctx.finding.primary.path == source.path:
        files = (each for each in project.files if each.path == ctx.document.path)
        documents = next((file.stream.documents for file in files), ())
    twice = _twice(documents, ctx.finding.primary.span)
    if twice is None:
        yield Refusal("it is written in another file")
        return
    if _has_anchor(twice.second.value):
        yield Refusal("the second holds an anchor, which aliases may name")
        return
    if _plain(twice.first.value) == _plain(twice.second.value):
        edits = remove_pair(twice.mapping, twice.second, source)
        title = f"Leave the second `{twice.second.name}` out, which says the same"
        yield ctx.fix(title, edits, unless="a comment stands within it")
        return
    together = _together(twice, source)
    if together is None:
        yield Refusal("the two say different things, of which one may be meant")
        return
    title = f"Put what both say below one `{twice.second.name}`"
    yield ctx.unsafe(title, together, touches=_facets(twice))


def _twice(documents: tuple[Node, ...], key: Span) -> _Twice | None:
    pending: list[tuple[Node, tuple[str, ...]]] = [(each, ()) for each in documents]
    while pending:
        node, where = pending.pop()
        if isinstance(node, Mapping):
            for pair in node.pairs:
                if pair.key.span == key:
                    first = next(each for each in node.pairs if each.name == pair.name)
                    return _Twice(node, first, pair, (*where, pair.name))
                pending.append((pair.value, (*where, pair.name)))
        elif isinstance(node, Sequence):
            pending += [(each, (*where, "[]")) for each in node.items]
    return None


def _has_anchor(node: Node) -> bool:
    pending = [node]
    while pending:
        each = pending.pop()
        if each.anchor:
            return True
        if isinstance(each, Mapping):
            pending += [pair.value for pair in each.pairs]
        elif isinstance(each, Sequence):
            pending += each.items
    return False


def _plain(node: Node) -> Any:
    try:
        return plain_value(node)
    except TooLarge:
        return object()


def _together(twice: _Twice, source: Source) -> tuple[Edit, ...] | None:
    """Return the edits that move the second section's lines behind the first's."""
    one, other = twice.first.value, twice.second.value
    if twice.mapping.is_flow or twice.where[0].startswith("x-") or other.tag:
        return None
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        names = {each.name for each in one.pairs} & {each.name for each in other.pairs}
        own, others = indent_of(one, source), indent_of(other, source)
        if names or one.is_flow or other.is_flow or own is None or own != others:
            return None
    elif isinstance(one, Sequence) and isinstance(other, Sequence):
        if one.is_flow or other.is_flow or not one.items or not other.items:
            return None
        if _column(one.items[0], source) != _column(other.items[0], source):
            return None
    else:
        return None
    lines, text = source.lines, source.text
    key = lines.line_span(lines.line_of(twice.second.key.span.start))
    begins = other.pairs[0].key if isinstance(other, Mapping) else other.items[0]
    if text[twice.second.key.span.end : key.end].strip() != ":" or begins.span.start < key.end:
        return None
    if text[key.start : twice.second.key.span.start].strip():
        return None
    end = lines.line_span(lines.line_of(other.span.end - 1)).end
    at = lines.line_span(lines.line_of(one.span.end - 1)).end
    moved = text[key.end : end]
    if not text[at : key.start].strip():
        return (Edit(key, ""),)
    if not moved.endswith("\n"):
        moved += source.newline
    return Edit(Span(at, at), moved), Edit(Span(key.start, end), "")


def _column(node: Node, source: Source) -> int:
    line = source.lines.line_span(source.lines.line_of(node.span.start))
    return node.span.start - line.start


def _facets(twice: _Twice) -> tuple[str, ...]:
    """Return the facets of the project that putting the two together changes."""
    top, *rest = twice.where
    if top != "services":
        return (f"{top}.*",)
    if len(rest) > 1:
        return (f"services.{rest[1]}",)
    services = [twice.first.value, twice.second.value]
    if not rest:
        services = [
            pair.value for each in services if isinstance(each, Mapping) for pair in each.pairs
        ]
    return tuple(
        f"services.{pair.name}"
        for each in services
        if isinstance(each, Mapping)
        for pair in each.pairs
    )
