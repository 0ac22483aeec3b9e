"""Repairs DW907: FROM without a platform, where the stage may be built for others."""

from __future__ import annotations

from dockwright.edits.flags import remove_flag
from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.model.instructions import From
from dockwright.model.unknown import Unknown
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW907", on=From, touches=("base",))
def constant_platform(instruction: From, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Delete ``--platform``, unless something in the file is for that architecture alone."""
    flag = instruction.node.flag("platform")
    stage = instruction.stage
    if flag is None or stage is None:
        return
    facts = stage.image_facts
    if isinstance(facts, Unknown) or not facts.platforms:
        yield Refusal("for which platforms the image is published is not known")
        return
    if len({platform.split("/")[1] for platform in facts.platforms}) < 2:
        yield Refusal("the image is published for that platform alone")
        return
    source = ctx.tree.source
    words = "|".join(map(re.escape, ctx.kb.names("platform.amd64-words")))
    rest = source.text.replace(source.slice(flag.span), "")
    if re.search(rf"(?<![A-Za-z0-9])(?:{words}|aarch64|arm64)(?![A-Za-z0-9])", rest):
        yield Refusal("other lines of the file are made for one architecture")
        return
    yield ctx.unsafe(
        "Delete `--platform`: `docker build --platform` chooses",
        remove_flag(ctx.tree, instruction.node, flag),
    )
