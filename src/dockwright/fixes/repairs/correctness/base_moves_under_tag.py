"""Repairs DW116: the release in the tag."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs.correctness._base_images import VALUES, image_place, with_tag
from dockwright.model.image_ref import ImageRef
from dockwright.model.unknown import Unknown
from dockwright.rules.correctness.base_moves_under_tag import MadeFor
from dockwright.rules.diagnostic import Applicability

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Fix


@repair("DW116", on=MadeFor, touches=("base", "args", *VALUES))
def base_moves_under_tag(made: MadeFor, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Add the release that the steps are made for: today's is safe, another one unsafe."""
    stage, suite = made
    image, facts = stage.base, stage.image_facts
    if not isinstance(image, ImageRef) or isinstance(facts, Unknown) or image.tag is None:
        return
    if facts.version is None:
        return
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
        touches={place.facet, *VALUES},
    )
