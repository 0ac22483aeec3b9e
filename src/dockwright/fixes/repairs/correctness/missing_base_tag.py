"""Repairs DW115: cuDNN as the tags of that release name it."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs.correctness._base_images import VALUES, image_place, with_tag
from dockwright.model.image_ref import ImageRef
from dockwright.model.stage import Stage
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW115", on=Stage, touches=("base", "args", *VALUES))
def missing_base_tag(stage: Stage, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Replace the word where the finding says by which; refuse where a version is to be chosen."""
    image = stage.base
    words = re.search(r"`([\w.-]+)` in place of `([\w.-]+)`", ctx.finding.help)
    if not isinstance(image, ImageRef) or image.tag is None or words is None:
        yield Refusal("which of the tags that exist is meant is the author's choice")
        return
    new = re.sub(rf"-{re.escape(words[2])}-", f"-{words[1]}-", image.tag)
    place = image_place(stage.from_, ctx, image.tag)
    if isinstance(place, Refusal):
        yield place
        return
    if new == image.tag:
        yield Refusal("which of the tags that exist is meant is the author's choice")
        return
    name = with_tag(place.text, image.tag, new)
    yield ctx.unsafe(
        f"Write `{name}`",
        place.edits(name),
        touches={place.facet, *VALUES},
        unless="a build argument holds another part of the image's name",
    )
