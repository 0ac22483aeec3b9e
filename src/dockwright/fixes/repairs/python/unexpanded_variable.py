"""Repairs DW524: a shell puts the value in, and hands the process over to the program."""

from __future__ import annotations

from dockwright.edits.quoting import json_array, shell_word
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.instructions import Entrypoint
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.text import Edit
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix

_EXPANDED = re.compile(r"[\w@%+=:,./${}-]*\$[\w@%+=:,./${}-]*")


@repair("DW524", on=Stage, touches=("cmd", "entrypoint"))
def unexpanded_variable(stage: Stage, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Start the program with ``sh -c "exec …"``."""
    held = [each for each in stage.final_command() if each is not None]
    first = held[0]
    inside = [each for each in held if each.span.overlaps(ctx.finding.primary.span)]
    if inside != [first]:
        yield Refusal("an ENTRYPOINT gets the words of CMD as they are, whatever shell it starts")
        return
    facts = stage.image_facts
    if stage.root.is_scratch or (not isinstance(facts, Unknown) and facts.has_shell is False):
        yield Refusal("the image has no shell")
        return
    words: list[str] = []
    for word in first.argv:
        if _EXPANDED.fullmatch(word.raw):
            words.append(word.raw)
        elif "$" in word.raw:
            yield Refusal("beside the variable stands something else that a shell would read")
            return
        else:
            words.append(shell_word(word.raw))
    script = " ".join(["exec", *words])
    argv = ["sh", "-c", script]
    if isinstance(first, Entrypoint):
        # What is given to the container, or stands in CMD, comes behind.
        argv = ["sh", "-c", f'{script} "$@"', "sh"]
    yield ctx.unsafe(
        "Let a shell put the value in: `sh -c`",
        [Edit(first.node.text_span, json_array(argv))],
    )
