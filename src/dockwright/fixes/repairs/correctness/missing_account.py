"""Repairs DW127: a RUN that adds the account."""

from __future__ import annotations

from dockwright.edits.lines import insert_before
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.install import install_of
from dockwright.model.instructions import Run, User
from dockwright.rules.correctness.missing_account import adding, is_missing
from dockwright.rules.diagnostic import Applicability

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
    earlier = _named_before(user, ctx)
    if earlier is not None:
        yield Refusal(f"line {earlier.node.start_line} names it too, and gets it first")
        return
    yield ctx.fix(
        f"Add the account: `RUN {adds} {user.account}`",
        insert_before(ctx.tree, user.node, [f"RUN {adds} {user.account}"]),
        applicability=Applicability.UNSAFE
        if _may_come_with_a_package(user, ctx)
        else Applicability.SAFE,
    )


def _named_before(user: User, ctx: RepairContext) -> User | None:
    """Return an earlier USER of the same layers that lacks the same account."""
    stage = user.stage
    return next(
        (
            each
            for each in ctx.dockerfile.instructions
            if isinstance(each, User)
            and each.account == user.account
            and each.span.start < user.span.start
            and stage is not None
            and each.stage in stage.lineage
            and is_missing(each, ctx.kb)
        ),
        None,
    )


def _may_come_with_a_package(user: User, ctx: RepairContext) -> bool:
    """Tell whether a package of the system that is not known here is installed before."""
    return any(
        spec.path or spec.url or ctx.kb.system_package(install.manager, spec.name) is None
        for run in (user.stage.layers() if user.stage is not None else ())
        if isinstance(run, Run) and run.span.start < user.span.start
        for command in run.commands
        if (install := install_of(command)) is not None and install.ecosystem == "system"
        for spec in install.packages
    )
