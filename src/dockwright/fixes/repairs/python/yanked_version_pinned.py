"""Repairs DW545: the pin names the nearest version that was not yanked."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.rules.python.yanked_version_pinned import Pin
from dockwright.text import Edit, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW545", on=Pin, touches=("run",))
def yanked_version_pinned(subject: Pin, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Rewrite the version where the Dockerfile itself names it."""
    package, version = subject.package, subject.package.version
    if not subject.instead or version is None:
        yield Refusal("the index has no version that may be taken instead")
        return
    if package.listed:
        name = package.listed.partition(":")[0]
        yield Refusal(f"{name} names the version, and other tools write that file")
        return
    text = ctx.tree.source.slice(package.span)
    at = text.rfind(version)
    if at < 0 or text.count(version) != 1:
        yield Refusal("the version does not stand in the word as it is")
        return
    start = package.span.start + at
    edit = Edit(Span(start, start + len(version)), subject.instead)
    yield ctx.unsafe(f"Take {package.name} {subject.instead}", [edit])
