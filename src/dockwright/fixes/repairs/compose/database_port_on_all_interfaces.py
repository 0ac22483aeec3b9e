"""Repairs DW730: the port is bound to the host's own address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dockwright.edits.yaml import add_key, replace_scalar
from dockwright.fixes.repair import Refusal, repair
from dockwright.model.compose.project import PortMapping
from dockwright.syntax.yaml import Mapping
from dockwright.text import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.fixes.document import DocumentRepairContext
    from dockwright.rules.diagnostic import Fix


_OWN = "127.0.0.1"


@repair("DW730", on=PortMapping, touches=("services.ports",))
def database_port_on_all_interfaces(
    port: PortMapping, ctx: DocumentRepairContext
) -> Iterator[Fix | Refusal]:
    """Publish it at 127.0.0.1."""
    if port.path != ctx.document.path or not port.published:
        yield Refusal("the port is written in another file, or the engine picks it")
        return
    source = ctx.document.source
    node = port.item.node
    title = f"Publish it at {_OWN}"
    edits: tuple[Edit, ...] | None
    if isinstance(node, Mapping):
        pair = node.entry("host_ip")
        edits = (
            add_key(node, "host_ip", [_OWN], source)
            if pair is None
            else replace_scalar(pair.value, _OWN)
        )
        yield ctx.unsafe(title, edits)
        return
    text = source.slice(port.span)
    quote = 1 if text[:1] in {"'", '"'} else 0
    before = re.match(r"(?:0\.0\.0\.0|\[::\]):", text[quote:])
    if (port.host_ip and before is None) or ":" not in re.sub(r"\$\{[^}]*\}", "", text):
        yield Refusal("the port is not written as it is read")
        return
    start = port.span.start + quote
    end = start + (before.end() if before is not None else 0)
    yield ctx.unsafe(title, (Edit(Span(start, end), f"{_OWN}:"),))
