"""Repairs DW123: quotes around a package and the bounds on its version."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.failure import fails_its_step
from dockwright.model.install import Install
from dockwright.rules.correctness.version_read_as_redirection import bounds
from dockwright.rules.diagnostic import Applicability
from dockwright.text import Edit, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW123", on=Install, touches=("run",))
def version_read_as_redirection(install: Install, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Put the two quotes there, double ones: what stands between them may hold variables."""
    bound = next(each for each in bounds(install) if each.span == ctx.finding.primary.span)
    span = bound.span
    text = ctx.dockerfile.source.text[span.start : span.end]
    if install.parent is not None or not set(text).isdisjoint("\"'\\`\n!"):
        yield Refusal("the package or its version has quotes or escapes, or stands within quotes")
        return
    yield ctx.fix(
        f'Quote it: `"{text.rstrip(",")}"`',
        [Edit(Span(span.start, span.start), '"'), Edit(Span(span.end, span.end), '"')],
        applicability=Applicability.SAFE
        if bound.fails and fails_its_step(install)
        else Applicability.UNSAFE,
    )
