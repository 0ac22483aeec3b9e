"""Repairs DW721: a shell runs the command."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from dockwright.edits.yaml import indent_of
from dockwright.fixes.repair import Refusal, repair
from dockwright.fixes.repairs.compose._shared import ELSEWHERE, own_mapping, own_pair
from dockwright.syntax.yaml import Scalar
from dockwright.text import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.fixes.document import DocumentRepairContext
    from dockwright.model.compose.project import Service
    from dockwright.rules.diagnostic import Fix


@repair("DW721", on=tuple, touches=("services.command", "services.entrypoint"))
def command_cut_short(
    subject: tuple[Service, str], ctx: DocumentRepairContext
) -> Iterator[Fix | Refusal]:
    """Write the command as the text that `sh -c` is given."""
    service, key = subject
    item, mapping = service.get(key), own_mapping(service, ctx)
    pair = None if item is None else own_pair(service, item, ctx)
    if mapping is None or pair is None or not isinstance(pair.value, Scalar) or pair.value.anchor:
        yield Refusal(ELSEWHERE)
        return
    entrypoint = service.entrypoint if key == "command" else None
    is_shell = isinstance(entrypoint, list) and entrypoint[-1:] == ["-c"]
    words = [] if is_shell else ["sh", "-c"]
    node, source = pair.value, ctx.document.source
    if node.style in {"|", ">"}:
        edits = _as_block(node, words, indent_of(mapping, source), ctx)
    else:
        listed = ", ".join(json.dumps(each, ensure_ascii=False) for each in (*words, node.text))
        edits = (Edit(node.span, f"[{listed}]"),)
    yield ctx.unsafe(
        "Give it to `sh -c`", edits, touches=(f"services.{key}",), unless="its block is indented"
    )


def _as_block(
    node: Scalar, words: list[str], indent: str | None, ctx: DocumentRepairContext
) -> tuple[Edit, ...] | None:
    """Return the edits that make a block of several lines the last entry of a list."""
    source = ctx.document.source
    written = source.slice(node.span)
    header, _, body = written.partition("\n")
    header = header.rstrip("\r")
    if indent is None or any(char.isdigit() for char in header):
        return None
    newline = source.newline
    lines = body.split("\n")
    start = source.text.rfind(":", 0, node.span.start) + 1
    entries = "".join(f"{newline}{indent}  - {word}" for word in words)
    moved = "\n".join(f"  {line}" if line.strip() else line for line in lines)
    text = f"{entries}{newline}{indent}  - {header}{newline}{moved}"
    return (Edit(Span(start, node.span.end), text),)
