"""Repairs DW727: the service waits until the other one is healthy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.edits.yaml import add_key, replace_scalar
from dockwright.fixes.repair import Refusal, repair
from dockwright.fixes.repairs.compose._health import NOT_KNOWN, health_check
from dockwright.fixes.repairs.compose._shared import ELSEWHERE, own_pair
from dockwright.syntax.yaml import Mapping, Scalar, Sequence
from dockwright.text import Edit, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.fixes.document import DocumentRepairContext
    from dockwright.model.compose.project import Service
    from dockwright.rules.diagnostic import Fix
    from dockwright.syntax.yaml import Node

_HEALTHY = "service_healthy"
_STARTED = "service_started"


@repair("DW727", on=tuple, touches=("services.depends_on", "services.healthcheck"))
def started_before_ready(
    subject: tuple[Service, Service], ctx: DocumentRepairContext
) -> Iterator[Fix | Refusal]:
    """Write the condition, and the health check where there is none."""
    service, other = subject
    given = service.get("depends_on")
    pair = None if given is None else own_pair(service, given, ctx)
    if pair is None:
        yield Refusal(ELSEWHERE)
        return
    check: tuple[Edit, ...] | None = ()
    title = f"Wait until `{other.name}` is healthy"
    if other.get("healthcheck") is None:
        check = health_check(other, ctx)
        title = f"Give `{other.name}` a health check, and wait for it"
    elif other.get("healthcheck", "disable") is not None:
        check = None
    if check is None:
        yield Refusal(NOT_KNOWN)
        return
    edits = _condition(pair.key.span.start, pair.value, other.name, ctx)
    yield ctx.unsafe(title, None if edits is None else (*edits, *check))


def _condition(
    key: int, listed: Node, name: str, ctx: DocumentRepairContext
) -> tuple[Edit, ...] | None:
    source = ctx.document.source
    if listed.anchor:
        return None
    if isinstance(listed, Mapping):
        own = next((each for each in listed.pairs if each.name == name), None)
        if own is None or not isinstance(own.value, Mapping) or own.value.anchor:
            return None
        written = own.value.entry("condition")
        if written is None:
            return add_key(own.value, "condition", [_HEALTHY], source)
        return replace_scalar(written.value, _HEALTHY)
    if not isinstance(listed, Sequence):
        return None
    conditions = [
        (each, _HEALTHY if each.text == name else _STARTED)
        for each in listed.items
        if isinstance(each, Scalar) and not each.anchor
    ]
    if len(conditions) != len(listed.items):
        return None
    if listed.is_flow:
        if "#" in source.slice(listed.span):
            return None
        entries = (f"{each.text}: {{condition: {condition}}}" for each, condition in conditions)
        return (Edit(listed.span, f"{{{', '.join(entries)}}}"),)
    edits: list[Edit] = []
    column = key - source.lines.line_span(source.lines.line_of(key)).start
    for each, condition in conditions:
        dash = source.text.rfind("-", 0, each.span.start)
        indent = dash - source.lines.line_span(source.lines.line_of(dash)).start
        if indent <= column:
            return None  # a mapping has to stand further in than its key, a list need not
        text = f"{each.text}:{source.newline}{' ' * indent}  condition: {condition}"
        edits.append(Edit(Span(dash, each.span.end), text))
    return tuple(edits)
