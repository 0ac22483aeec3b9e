"""What the rules about Bake files share: the place of a value, and a target's image."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.document import DocumentPlace
from dockwright.model.unknown import Unknown
from dockwright.model.workspace import built_image
from dockwright.rules._caches import cache_fields

if TYPE_CHECKING:
    from dockwright.model.bake.paths import Paths
    from dockwright.model.bake.project import Target
    from dockwright.model.bake.targets import Given
    from dockwright.model.workspace import ImageBuild
    from dockwright.rules.document import DocumentContext

__all__ = ["cache_of", "image_of", "place_of"]


def place_of(given: Given) -> DocumentPlace:
    """Return where a value stands."""
    return DocumentPlace(given.path, given.span)


def cache_of(given: Given) -> dict[str, object] | None:
    """Return the fields of a cache, as a text or a table has them; None where it is not known."""
    if isinstance(given.value, dict):
        return dict(given.value)
    return dict(cache_fields(given.text)) if isinstance(given.text, str) else None


def image_of(target: Target, paths: Paths, ctx: DocumentContext) -> ImageBuild | None:
    """Return the image that a target builds; None where its Dockerfile or stage is not known."""
    given = target.text("target")
    stage = None if given is None else given.text
    if isinstance(stage, Unknown):
        return None
    arguments = {
        name: argument.value
        for name, argument in target.fields.tables.get("args", {}).items()
        if isinstance(argument.value, str)
    }
    image = built_image(
        paths.context, paths.dockerfile, ctx.project, build_args=arguments, target=stage or None
    )
    if isinstance(image, Unknown) or image.dockerfile.is_broken:
        return None
    return image
