"""What the repairs of base images share: where the name stands, and how to write another tag."""

from __future__ import annotations

from dockwright.fixes.repair import Refusal
from dockwright.text import Edit, Span
from dockwright.text import regex as re
from dockwright.text.light import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dockwright.fixes.repair import RepairContext
    from dockwright.model.instructions import From

__all__ = ["VALUES", "ImagePlace", "image_place", "rest_of_file", "with_tag"]


VALUES = ("env", "labels")
"""The facets whose values may name variables of the base image, known of one image or not."""


class ImagePlace(NamedTuple):
    """Where an image's name stands.

    Attributes:
        text: the name as written, tag included.
        span: where it stands.
        facet: what changes with it: ``base`` for FROM, ``args`` for an argument's default.
    """

    text: str
    span: Span
    facet: str

    def edits(self, text: str) -> tuple[Edit, ...]:
        """Return the edits that write another name."""
        return (Edit(self.span, text),)


def image_place(from_: From, ctx: RepairContext) -> ImagePlace | Refusal:
    """Return where the name of a stage's base image is written out, in FROM or as a default."""
    image = from_.image
    if image is None:
        return Refusal("FROM names no image")
    source = ctx.tree.source
    if source.slice(image.span) != image.raw:
        return Refusal("the image's name is written in a way that is not changed here")
    if re.fullmatch(r"[\w./:@-]+", image.raw):
        return ImagePlace(image.raw, image.span, "base")
    found = re.fullmatch(r"\$(?:(\w+)|\{(\w+)\})", image.raw)
    name = found and (found[1] or found[2])
    if not name or name in ctx.dockerfile.build_args:
        return Refusal("a build argument holds a part of the image's name")
    declared = [
        argument
        for instruction in ctx.dockerfile.global_args
        for argument in instruction.arguments
        if argument.name == name
    ]
    if len(declared) == 1 and declared[0].default is not None:
        default = declared[0].default
        written = source.slice(default.span)
        bare = written.strip("\"'")
        if re.fullmatch(r"[\w./:@-]+", bare) and bare == default.known:
            start = default.span.start + written.index(bare)
            return ImagePlace(bare, Span(start, start + len(bare)), "args")
    return Refusal("a build argument holds the image's name")


def with_tag(name: str, tag: str | None, new: str) -> str:
    """Return an image's name with another tag, or with its first."""
    bare = name.removesuffix(f":{tag}") if tag else name
    return f"{bare}:{new}"


def rest_of_file(ctx: RepairContext, place: ImagePlace) -> str:
    """Return the file's text without comments and the names of base images."""
    source = ctx.tree.source
    images = [stage.from_.image for stage in ctx.dockerfile.stages]
    cut = {place.span, *(comment.span for comment in ctx.tree.comments)}
    cut |= {image.span for image in images if image is not None}
    text = source.text
    for span in sorted(cut, reverse=True):
        text = text[: span.start] + " " + text[span.end :]
    return text
