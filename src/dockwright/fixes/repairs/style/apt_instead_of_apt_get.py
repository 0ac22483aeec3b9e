"""Repairs DW912: apt-get in apt's place, where it does the same."""

from __future__ import annotations

from dockwright.edits.words import insert_words, replace_word
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.instructions import Run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.command import Command
    from dockwright.rules.diagnostic import Fix
    from dockwright.text import Edit


@repair("DW912", on=Run, touches=("run",))
def apt_instead_of_apt_get(run: Run, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Replace every ``apt`` of the RUN that has an equal; refuse for the first that has none."""
    edits: list[Edit] = []
    for command in run.commands:
        if command.program != "apt":
            continue
        found = _edits(command, ctx)
        if not isinstance(found, Refusal):
            edits += found
        elif command.words[0].span == ctx.finding.primary.span:
            yield found
            return
    yield ctx.fix("Write `apt-get`", edits)


def _edits(command: Command, ctx: RepairContext) -> tuple[Edit, ...] | Refusal:
    name = command.words[0]
    same = ctx.kb.mapping("apt-config.same-in-apt-get")
    if command.subcommand not in same or not command.subcommand_words:
        return Refusal(f"`apt-get` has no equal of `{f'apt {command.subcommand}'.strip()}`")
    words = str(same[command.subcommand]).split()
    found = [replace_word(command, name, f"{name.raw}-get")]
    if not name.raw.endswith("apt"):
        return Refusal("the program's name is quoted")
    last = command.subcommand_words[-1]
    if words[0] != last.value:
        found.append(replace_word(command, last, words[0]))
    if len(words) > 1:
        found.append(insert_words(command, last, *words[1:]))
    edits = [edit for each in found if each is not None for edit in each]
    if any(each is None for each in found):
        return Refusal("the command stands within the text of another command")
    return tuple(edits)
