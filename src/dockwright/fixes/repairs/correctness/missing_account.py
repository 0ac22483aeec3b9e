"""Repairs DW127: a RUN that adds the account."""

from __future__ import annotations

from dockwright.edits.lines import insert_before
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.instructions import User
from dockwright.model.unknown import Unknown
from dockwright.rules.correctness.missing_account import account

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix

_ADDS = {
    "debian": "useradd --create-home",
    "ubuntu": "useradd --create-home",
    "alpine": "adduser -D",
}


@repair("DW127", on=User, touches=("run", "order"))
def missing_account(user: User, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Insert it before the USER."""
    stage = user.stage
    name = account(user.user)
    facts = Unknown("no stage") if stage is None else stage.image_facts
    adds = None if isinstance(facts, Unknown) else _ADDS.get(facts.distro or "")
    if name is None or adds is None or user.state.is_root is not True:
        yield Refusal("whoever the RUN before it would run as may not add accounts")
        return
    if ":" in (user.user.known or ""):
        yield Refusal("the group that it names may have to be added too")
        return
    yield ctx.fix(
        f"Add the account: `RUN {adds} {name}`",
        insert_before(ctx.tree, user.node, [f"RUN {adds} {name}"]),
    )
