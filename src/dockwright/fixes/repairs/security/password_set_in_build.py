"""Repairs DW416: no password is taken away, since somebody may log in with it."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.instructions import Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW416", on=Run)
def password_set_in_build(run: Run, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Refuse: from a secret mount it would still be the same in every container."""
    del run
    if "without a password" in ctx.finding.message:
        yield Refusal("whether something logs in as this account without a password is not seen")
        return
    yield Refusal(
        "who logs in with the password is not seen here, and taken from a secret it would still "
        "be the same in every container"
    )
