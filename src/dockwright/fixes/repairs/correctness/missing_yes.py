"""Repairs DW118: the option that says yes."""

from __future__ import annotations

from dockwright.edits.words import insert_words
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.install import Install
from dockwright.rules.correctness._failure import ends_on_failure
from dockwright.rules.correctness.missing_yes import BEFORE_SUBCOMMAND, YES
from dockwright.rules.diagnostic import Applicability

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW118", on=Install, touches=("run",))
def missing_yes(install: Install, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Insert it behind the subcommand, or for zypper before it."""
    run = install.instruction
    option = YES.get(install.manager)
    if run is None or option is None:
        return
    after = install.words[0]
    if install.manager not in BEFORE_SUBCOMMAND and install.subcommand_words:
        after = install.subcommand_words[-1]
    fails = run.is_exec_form or (
        not install.simple.context
        and install.simple.pipeline[2] == 1
        and (_decides(install) or ends_on_failure(run))
    )
    yield ctx.fix(
        f"Say yes: `{option}`",
        insert_words(install, after, option),
        applicability=Applicability.SAFE if fails else Applicability.UNSAFE,
        unless="the command stands within the text of another command",
    )


def _decides(install: Install) -> bool:
    """Tell whether the step fails where the install does."""
    run = install.instruction
    return run is not None and all(
        command.simple.follower in {"", "&&"}
        for command in run.commands
        if command.span.start >= install.span.start and "substitution" not in command.simple.context
    )
