"""Repairs DW112: the version that the tag means today."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs.correctness._base_images import VALUES, image_place, with_tag
from dockwright.model.image_ref import ImageRef
from dockwright.model.instructions import From

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.rules.diagnostic import Fix


@repair("DW112", on=From, touches=("base", "args", *VALUES))
def unpinned_base_image(instruction: From, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Name it, where the knowledge base knows it; unsafe, as the tag may have moved since."""
    stage = instruction.stage
    base = None if stage is None else stage.base
    if not isinstance(base, ImageRef):
        yield Refusal("a build argument holds a part of the image's name")
        return
    new = tag_of_today(base, ctx.kb)
    if new is None:
        shown = f"{base.name}:{base.tag or 'latest'}"
        yield Refusal(f"which version `{shown}` is today only its registry knows")
        return
    place = image_place(instruction, ctx, base.tag)
    if isinstance(place, Refusal):
        yield place
        return
    name = with_tag(place.text, base.tag, new)
    yield ctx.unsafe(
        f"Name the version that it is today: `{name}` (as of {ctx.kb.as_of[:7]})",
        place.edits(name),
        touches={place.facet, *VALUES},
        unless="a build argument holds another part of the image's name",
    )


def tag_of_today(image: ImageRef, kb: KnowledgeBase) -> str | None:
    """Return a tag with a version that is the same image today, or None where it is not known."""
    facts = kb.image(image.name, image.tag)
    if facts is None:
        return None
    head, dash, flavour = (image.tag or "latest").partition("-")
    if facts.kind == "language" and facts.python_version and facts.python_origin == "image":
        rest = f"{dash}{flavour}" if head == "latest" else f"-{head}{dash}{flavour}"
        new = f"{facts.python_version}{rest}"
        known = kb.image(image.name, new)
        same = known is not None and known.python_version == facts.python_version
    elif (
        facts.kind == "os"
        and facts.distro_version
        and facts.repository == f"docker.io/library/{facts.distro}"
        and _is_newest(head, facts.distro)
    ):
        new = f"{facts.distro_version}{dash}{flavour}"
        known = kb.image(image.name, new)
        same = known is not None and known.is_distro_named is not False
    else:
        return None
    return new if same and known is not None and known.codename == facts.codename else None


def _is_newest(head: str, distro: str | None) -> bool:
    """Tell whether a tag means the newest stable release: not what comes after it."""
    return head == "latest" or (head == "stable" and distro == "debian")
