"""Repairs DW114: the successor, where it takes the image's place under a tag that is known."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal, RepairContext, repair
from dockwright.fixes.repairs.correctness._base_images import VALUES, image_place, rest_of_file
from dockwright.model.image_ref import ImageRef
from dockwright.model.stage import Stage
from dockwright.rules.correctness._base_images import retirement
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.rules.diagnostic import Fix


@repair("DW114", on=Stage, touches=("base", "args", *VALUES))
def deprecated_base_image(stage: Stage, ctx: RepairContext) -> Iterator[Fix | Refusal]:
    """Write the successor's name, unless the file speaks of what only the old image has."""
    image = stage.base
    if not isinstance(image, ImageRef):
        return
    if image.is_pinned:
        yield Refusal("a digest fixes the image")
        return
    told = retirement(ctx.kb, image)
    new = None if told is None or told[1] is None else _successor(image, told[1], ctx.kb)
    if new is None:
        successor = told[1] if told is not None else None
        yield Refusal(
            "no image is known to take its place"
            if successor is None
            else f"which tag of {successor.removeprefix('docker.io/').removeprefix('library/')} "
            "takes its place is the author's choice"
        )
        return
    place = image_place(stage.from_, ctx)
    if isinstance(place, Refusal):
        yield place
        return
    text = rest_of_file(ctx, place)
    sign = re.search(
        r"vault\.centos\.org|mirrorlist|CentOS-\w+|/usr/local/openjdk|docker-java-home", text
    )
    if sign is not None:
        yield Refusal(f"the file depends on the old image: it names `{sign[0]}`")
        return
    yield ctx.unsafe(
        f"Write its successor: `{new}`", place.edits(new), touches={place.facet, *VALUES}
    )


def _successor(image: ImageRef, successor: str, kb: KnowledgeBase) -> str | None:
    full = kb.repository(image.name)
    short = successor.removeprefix("docker.io/").removeprefix("library/")
    tag = f":{image.tag}" if image.tag else ""
    for prefix in kb.names("base-image.successor-keeps-tags"):
        if full == prefix:
            return f"{short}{tag}"
        if prefix.endswith("/") and full.startswith(prefix):
            return f"{short}/{full.removeprefix(prefix)}{tag}"
    if image.tag in {None, "latest"} and any(
        full == prefix or (prefix.endswith("/") and full.startswith(prefix))
        for prefix in kb.names("base-image.successor-keeps-latest")
    ):
        return f"{short}{tag}"
    if short == "almalinux" and full.endswith("/centos"):
        tag = "8" if image.tag in {None, "latest"} else image.tag or ""
        found = re.match(r"(?:centos)?(8)(?![\d])", tag)
        return f"{short}:{found[1]}" if found else None
    if short == "eclipse-temurin":
        version = (image.tag or "").removeprefix("openjdk-")  # of the image `java`
        found = re.match(r"(\d+)(?![\d.])|(\d+)\.", version)
        release = found and (found[1] or found[2])
        if release in kb.names("base-image.temurin-releases"):
            words = set((image.tag or "").split("-"))
            kind = "jre" if "jre" in words else "jdk"
            return f"{short}:{release}-{kind}{'-alpine' if 'alpine' in words else ''}"
    return None
