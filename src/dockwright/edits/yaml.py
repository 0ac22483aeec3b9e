"""Edits of YAML files: text is changed where it stands, and comments and anchors stay.

A builder gives None where the file's form does not allow what is asked: a value that comes from an
alias or a merge, a mapping on one line whose end is not plain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.syntax.yaml import Mapping, Node, Pair, Scalar, Sequence, resolve_plain
from dockwright.text import Edit, Span
from dockwright.text import regex as re

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dockwright.text import Source

__all__ = [
    "add_item",
    "add_key",
    "indent_of",
    "quoted",
    "remove_item",
    "remove_pair",
    "replace_key",
    "replace_scalar",
    "step_of",
]

_COMMENT = re.compile(r"(?:^|\s)#")
_SPECIAL = frozenset("#:{}[],&*!|>'\"%@`")
"""Characters that can mean something to YAML in a plain scalar."""


def quoted(text: str, style: str = "") -> str:
    """Return a text as a YAML scalar: plain where that means the same, else in quotes."""
    is_plain = (
        text
        and text == text.strip()
        and "\n" not in text
        and resolve_plain(text) == text
        and text[0] not in "-?#&*!|>'\"%@`{}[],"
        and ": " not in text
        and " #" not in text
        and not text.endswith(":")
        and not (set(text) & _SPECIAL and set(text) & set("{}[],"))
    )
    if is_plain and not style:
        return text
    if style == "'" and "\n" not in text:
        return "'" + text.replace("'", "''") + "'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def replace_scalar(node: Node, text: str) -> tuple[Edit, ...] | None:
    """Put another text in a scalar's place, in its own quotes."""
    if not isinstance(node, Scalar) or node.style in {"|", ">"}:
        return None
    return (Edit(node.span, quoted(text, node.style)),)


def replace_key(pair: Pair, name: str) -> tuple[Edit, ...] | None:
    """Give a pair another key."""
    if not isinstance(pair.key, Scalar) or pair.key.style in {"|", ">"}:
        return None
    return (Edit(pair.key.span, quoted(name, pair.key.style)),)


def indent_of(node: Node, source: Source) -> str | None:
    """Return the blanks before a block mapping's keys; None for one on a line of its own form."""
    if not isinstance(node, Mapping) or node.is_flow or not node.pairs:
        return None
    start = node.pairs[0].key.span.start
    line = source.lines.line_span(source.lines.line_of(start)).start
    before = source.text[line:start]
    # The first key of a list's entry stands behind its dash, the others below it.
    return " " * len(before) if not before.strip(" -") else None


def step_of(root: Node | None, source: Source) -> int:
    """Return by how many blanks a file indents: what its first nested mapping does, else 2."""
    if isinstance(root, Mapping):
        for pair in root.pairs:
            indent = indent_of(pair.value, source)
            if indent:
                return len(indent)
    return 2


def add_key(
    mapping: Node, key: str, value: Iterable[str], source: Source
) -> tuple[Edit, ...] | None:
    """Add a key at the end of a mapping.

    Args:
        mapping: the mapping; an empty or missing one is not filled.
        key: the key, which is not there yet.
        value: the lines of the value: one, which stands behind the key, or nothing where it is
            empty; several, or one that begins with a blank, stand below the key, further in by
            what they are indented with themselves.
        source: the file.
    """
    lines = list(value)
    if not isinstance(mapping, Mapping) or not mapping.pairs:
        return None
    newline = source.newline
    is_below = len(lines) != 1 or lines[0].startswith(" ")
    if mapping.is_flow:
        if is_below:
            return None
        end = mapping.pairs[-1].span.end
        if "\n" in source.text[mapping.span.start : mapping.span.end]:
            return None
        return (Edit(Span(end, end), f", {key}: {lines[0]}"),)
    indent = indent_of(mapping, source)
    if indent is None:
        return None
    at = _behind(mapping.pairs[-1].value, mapping.pairs[-1], source)
    text = source.text
    lead = "" if at == 0 or text[at - 1] == "\n" else newline
    body = f"{indent}{key}:" if is_below else f"{indent}{key}: {lines[0]}".rstrip()
    below = "".join(f"{newline}{indent}{line}" for line in lines) if is_below else ""
    return (Edit(Span(at, at), f"{lead}{body}{below}{newline if not lead else ''}"),)


def add_item(sequence: Node, text: str, source: Source) -> tuple[Edit, ...] | None:
    """Add an entry at the end of a list.

    ``text`` is YAML, on one line or, for a list that is no flow, on several.
    """
    if not isinstance(sequence, Sequence) or not sequence.items:
        return None
    last = sequence.items[-1]
    if sequence.is_flow:
        if "\n" in text:
            return None
        return (Edit(Span(last.span.end, last.span.end), f", {text}"),)
    first = sequence.items[0].span.start
    dash = source.text.rfind("-", 0, first)
    line = source.lines.line_span(source.lines.line_of(dash)).start
    before = source.text[line:dash]
    if dash < 0 or before.strip(" -"):
        return None
    at = _behind(last, None, source)
    lead = "" if at == 0 or source.text[at - 1] == "\n" else source.newline
    tail = source.newline if not lead else ""
    indent = " " * len(before)
    body = f"{source.newline}{indent}  ".join(text.split("\n"))
    return (Edit(Span(at, at), f"{lead}{indent}- {body}{tail}"),)


def remove_pair(mapping: Node, pair: Pair, source: Source) -> tuple[Edit, ...] | None:
    """Take a key with its value out of a mapping that keeps others."""
    if not isinstance(mapping, Mapping) or pair not in mapping.pairs or len(mapping.pairs) < 2:
        return None
    if mapping.is_flow:
        return _remove_from_flow([each.span for each in mapping.pairs], pair.span, source)
    return _remove_lines(pair.span, source)


def remove_item(sequence: Node, item: Node, source: Source) -> tuple[Edit, ...] | None:
    """Take an entry out of a list that keeps others."""
    if not isinstance(sequence, Sequence) or item not in sequence.items or len(sequence.items) < 2:
        return None
    if sequence.is_flow:
        return _remove_from_flow([each.span for each in sequence.items], item.span, source)
    dash = source.text.rfind("-", 0, item.span.start)
    return None if dash < 0 else _remove_lines(Span(dash, item.span.end), source)


def _remove_from_flow(spans: list[Span], own: Span, source: Source) -> tuple[Edit, ...] | None:
    at = spans.index(own)
    if at + 1 < len(spans):
        gone = Span(own.start, spans[at + 1].start)
    else:
        gone = Span(spans[at - 1].end, own.end)
    return None if _COMMENT.search(source.slice(gone)) else (Edit(gone, ""),)


def _remove_lines(span: Span, source: Source) -> tuple[Edit, ...] | None:
    """Take whole lines out; None where something else stands on them, a comment too.

    What only looks like a comment, in a text of several lines, counts as one.
    """
    lines = source.lines
    start = lines.line_span(lines.line_of(span.start)).start
    last = lines.line_span(lines.line_of(max(span.start, span.end - 1)))
    if source.text[start : span.start].strip() or source.text[span.end : last.end].strip():
        return None
    if _COMMENT.search(source.slice(span)):
        return None
    return (Edit(Span(start, last.end), ""),)


def _behind(value: Node, pair: Pair | None, source: Source) -> int:
    """Return where a line can begin behind a value: after its last line, comment and all."""
    end = max(value.span.end, pair.span.end if pair else 0)
    line = source.lines.line_of(max(end - 1, 0)) if end else 1
    return source.lines.line_span(line).end
