"""What the rules on base images share: which images they look at, and how they speak of them."""

from __future__ import annotations

from dockwright.model.image_ref import ImageRef
from dockwright.model.unknown import Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.kb import KnowledgeBase
    from dockwright.kb.records import ImageFacts
    from dockwright.model.stage import Stage

__all__ = ["base_facts", "base_of", "has_prefix", "retirement"]


def base_of(stage: Stage) -> ImageRef | None:
    """Return the image that a stage names in its own FROM; None for stages, scratch, the unknown.

    A stage that the build does not need is left out too.
    """
    image = stage.base
    if not isinstance(image, ImageRef) or image.is_scratch or not stage.is_reachable:
        return None
    return image


def base_facts(stage: Stage) -> ImageFacts | None:
    """Return what is known of the image that a stage names in its own FROM."""
    if base_of(stage) is None:
        return None
    facts = stage.image_facts
    return None if isinstance(facts, Unknown) else facts


def has_prefix(kb: KnowledgeBase, name: str, fact: str) -> bool:
    """Tell whether an image's full name begins as one of a fact's texts, with or without host."""
    full = kb.repository(name)
    return any(full.startswith((prefix, f"docker.io/{prefix}")) for prefix in kb.names(fact))


def retirement(kb: KnowledgeBase, image: ImageRef) -> tuple[str, str | None] | None:
    """Return why an image's repository gets no updates any more, and what takes its place."""
    full = kb.repository(image.name)
    retired = kb.mapping("base-image.retired-repositories")
    row = retired.get(full)
    if row is not None:
        return row[0], row[1]
    facts = kb.image(image.name, image.tag, image.digest)
    if facts is not None and facts.deprecated is not None:
        return facts.deprecated, facts.successor
    for prefix, told in retired.items():
        if prefix.endswith("/") and full.startswith(prefix):
            return told[0], told[1]
    return None
