"""Repairs DW116: the release in the tag."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs.correctness._base_images import image_place, with_tag
from dockwright.model.image_ref import ImageRef
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.rules.diagnostic import Applicability
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW116", on=Stage, touches=("base", "args"))
def base_moves_under_tag(stage: Stage, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Add the release that the steps are made for: today's is safe, another one unsafe."""
    image, facts = stage.base, stage.image_facts
    named = re.search(r"made for `(\w+)`", ctx.finding.message)
    if not isinstance(image, ImageRef) or isinstance(facts, Unknown) or image.tag is None:
        return
    if named is None or facts.version is None:
        return
    suite = named[1]
    minor = ".".join(facts.version.split(".")[:2])
    rows = ctx.kb.mapping("python.default-suite").get(minor, ())
    if "alpine" in image.tag or not any(row.endswith(f" {suite}") for row in rows):
        yield Refusal(f"whether there is a `{image.name}` {minor} on `{suite}` is not known")
        return
    place = image_place(stage.from_, ctx)
    if isinstance(place, Refusal):
        yield place
        return
    name = with_tag(place.text, image.tag, f"{image.tag}-{suite}")
    is_today = suite == facts.codename and place.facet == "base"
    yield ctx.fix(
        f"Name the release in the tag: `{name}`",
        place.edits(name),
        applicability=Applicability.SAFE if is_today else Applicability.UNSAFE,
        touches={place.facet},
    )
