"""Repairs DW118: the option that says yes."""

from __future__ import annotations

from dockwright.edits.words import insert_words
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.actions import Uninstall, UpgradeSystem
from dockwright.model.command import Command
from dockwright.model.failure import fails_its_step
from dockwright.model.install import install_of
from dockwright.rules.correctness.missing_yes import BEFORE_SUBCOMMAND, YES
from dockwright.rules.diagnostic import Applicability

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW118", on=Command, touches=("run",))
def missing_yes(command: Command, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Insert it behind the subcommand, or for zypper before it."""
    run = command.instruction
    action = install_of(command) or UpgradeSystem.of(command) or Uninstall.of(command)
    option = None if action is None else YES.get(action.manager)
    if run is None or action is None or option is None:
        return
    after = command.words[0]
    if action.manager not in BEFORE_SUBCOMMAND and command.subcommand_words:
        after = command.subcommand_words[-1]
    yield ctx.fix(
        f"Say yes: `{option}`",
        insert_words(command, after, option),
        applicability=Applicability.SAFE if fails_its_step(command) else Applicability.UNSAFE,
        unless="the command stands within the text of another command",
    )
