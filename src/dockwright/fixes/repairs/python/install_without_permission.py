"""Repairs DW504: root installs, and the user takes over behind it."""

from __future__ import annotations

from dockwright.edits.lines import insert_after, insert_before, remove_instruction
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.install import Install
from dockwright.model.instructions import Arg, Env, Expose, Label, Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW504", on=Install, touches=("user", "order"))
def install_without_permission(install: Install, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Move USER below the install, or put root around it."""
    run = install.instruction
    assert isinstance(run, Run)
    assert run.stage is not None
    user = run.state.user_instruction
    if user is not None and user.stage is run.stage and not user.is_onbuild:
        between = [
            each
            for each in run.stage.instructions
            if user.span.start < each.span.start < run.span.start
        ]
        before = user.state.is_root
        if before is True and all(isinstance(each, (Arg, Env, Expose, Label)) for each in between):
            yield ctx.unsafe(
                "Move USER below the install",
                [
                    *remove_instruction(ctx.tree, user.node),
                    *insert_after(ctx.tree, run.node, [f"USER {user.user.raw}"]),
                ],
            )
            return
    name = user.user.raw if user is not None else run.state.user
    if not isinstance(name, str) or not name:
        yield Refusal("the name of the base image's user, to switch back to, is not known")
        return
    yield ctx.unsafe(
        f"Install as root, and switch back to {name}",
        [
            *insert_before(ctx.tree, run.node, ["USER root"]),
            *insert_after(ctx.tree, run.node, [f"USER {name}"]),
        ],
    )
