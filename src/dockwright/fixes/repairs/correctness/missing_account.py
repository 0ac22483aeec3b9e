"""Repairs DW127: a RUN that adds the account."""

from __future__ import annotations

from dockwright.edits.lines import insert_before
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.instructions import User
from dockwright.rules.correctness.missing_account import adding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW127", on=User, touches=("run", "order"))
def missing_account(user: User, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Insert it before the USER."""
    stage = user.stage
    adds = None if stage is None else adding(stage, ctx.kb)
    if adds is None or user.state.is_root is not True:
        yield Refusal("whoever the RUN before it would run as may not add accounts")
        return
    if ":" in (user.user.known or ""):
        yield Refusal("the group that it names may have to be added too")
        return
    yield ctx.fix(
        f"Add the account: `RUN {adds} {user.account}`",
        insert_before(ctx.tree, user.node, [f"RUN {adds} {user.account}"]),
    )
