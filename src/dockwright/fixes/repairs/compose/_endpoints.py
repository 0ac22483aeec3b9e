"""What the repairs of settings that name servers share: another host or port in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.fixes.repair import Refusal
from dockwright.text import Edit, Span

if TYPE_CHECKING:
    from dockwright.fixes.document import DocumentRepairContext
    from dockwright.rules.compose._endpoints import Redirection
    from dockwright.rules.diagnostic import Fix

__all__ = ["SETTINGS", "redirected"]

SETTINGS = ("services.environment", "services.command", "services.entrypoint")
"""Where services name servers."""


def redirected(to: Redirection, ctx: DocumentRepairContext) -> Fix | Refusal:
    """Return the fix that writes another server where a setting names one."""
    endpoint, place = to.endpoint, to.endpoint.place
    if to.host is None:
        return Refusal("several services answer at that port")
    if place.path != ctx.document.path:
        return Refusal("the setting is written in another file")
    written = ctx.document.source.slice(place.span)
    if written != endpoint.written:
        return Refusal("the setting is not written as it is read")
    host, colon, port = written.rpartition(":") if ":" in written else (written, "", "")
    if host.strip("[]") != endpoint.host or (colon and port != str(endpoint.port)):
        return Refusal("the setting is not written as it is read")
    if not colon and to.port != endpoint.port:
        return Refusal("the port is not written here")
    text = f"{to.host}{colon}{to.port if colon else ''}"
    edits = (Edit(Span(place.span.start, place.span.end), text),)
    return ctx.unsafe(f"Write `{text}`", edits)
