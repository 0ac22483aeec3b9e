"""Repairs DW904: a label in MAINTAINER's place."""

from __future__ import annotations

from dockwright.edits.lines import remove_instruction, replace_instruction
from dockwright.edits.quoting import docker_string
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.instructions import Label, Maintainer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix

_NAME = "org.opencontainers.image.authors"


@repair("DW904", on=Maintainer, touches=("maintainer", "labels"))
def deprecated_maintainer(instruction: Maintainer, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Write LABEL; where the stage has that label already, delete MAINTAINER."""
    if instruction.is_onbuild:
        yield Refusal("an ONBUILD trigger runs in a later build")
        return
    stage = instruction.stage
    if stage is not None and any(
        pair.name.known == _NAME
        for other in stage.instructions
        if isinstance(other, Label)
        for pair in other.pairs
    ):
        yield ctx.unsafe(
            f"Delete MAINTAINER: the stage has the label `{_NAME}`",
            remove_instruction(ctx.tree, instruction.node),
        )
        return
    name = instruction.node.text.strip()
    if len(name) > 1 and name[0] == name[-1] and name[0] in "\"'":
        name = name[1:-1]
    keyword = "label" if instruction.node.raw_keyword.islower() else "LABEL"
    yield ctx.unsafe(
        f"Write the label `{_NAME}` in MAINTAINER's place",
        replace_instruction(
            ctx.tree,
            instruction.node,
            f"{keyword} {_NAME}={docker_string(name.strip(), ctx.tree.escape)}",
        ),
    )
