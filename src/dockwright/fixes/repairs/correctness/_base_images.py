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
        before: what of the name stands before an argument that holds a part of it.
        after: what stands after it.
    """

    text: str
    span: Span
    facet: str
    before: str = ""
    after: str = ""

    def edits(self, text: str) -> tuple[Edit, ...] | None:
        """Return the edits that write another name; None where only a part could be written."""
        end = len(text) - len(self.after)
        if not text.startswith(self.before) or not text.endswith(self.after):
            return None
        part = text[len(self.before) : end]
        return (Edit(self.span, part),) if part else None


def image_place(from_: From, ctx: RepairContext, tag: str | None = None) -> ImagePlace | Refusal:
    """Return where the name of a stage's base image is written out, in FROM or as a default.

    Args:
        from_: the instruction.
        ctx: the repair's context.
        tag: the image's tag, where nothing but that is to change: the place may then be the tag
            behind a name with variables, or an argument that holds a part of the tag.
    """
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
    if not name:
        return _place_of_tag(from_, image.raw, tag, ctx)
    default = None if name in ctx.dockerfile.build_args else _default_of(name, ctx)
    if default is None:
        return Refusal("a build argument holds the image's name")
    return ImagePlace(*default, "args")


def _default_of(name: str, ctx: RepairContext) -> tuple[str, Span] | None:
    """Return the default of a build argument that is declared once, and where it is written."""
    declared = [
        argument
        for instruction in ctx.dockerfile.global_args
        for argument in instruction.arguments
        if argument.name == name
    ]
    default = declared[0].default if len(declared) == 1 else None
    if default is None:
        return None
    written = ctx.tree.source.slice(default.span)
    bare = written.strip("\"'")
    if re.fullmatch(r"[\w./:@-]+", bare) is None or bare != default.known:
        return None
    start = default.span.start + written.index(bare)
    return bare, Span(start, start + len(bare))


def _place_of_tag(
    from_: From, raw: str, tag: str | None, ctx: RepairContext
) -> ImagePlace | Refusal:
    """Return where the tag of an image stands in whose name there are variables."""
    image = from_.image
    if tag is not None and image is not None and raw.endswith(f":{tag}"):
        return ImagePlace(raw, image.span, "base")
    found = re.fullmatch(r"([\w./-]+:[\w.-]*)\$(?:(\w+)|\{(\w+)\})([\w.-]*)", raw)
    name = found and (found[2] or found[3])
    if tag is None or found is None or not name or name in ctx.dockerfile.build_args:
        return Refusal("a build argument holds a part of the image's name")
    default = _default_of(name, ctx)
    before, after = found[1], found[4]
    if default is None or not f"{before}{default[0]}{after}".endswith(f":{tag}"):
        return Refusal("a build argument holds a part of the image's name")
    for other in ctx.dockerfile.stages:
        base = other.from_.image
        if base is None or base.raw == raw:
            continue
        if any(each.name == name for each in base.references(other.from_.escape)):
            return Refusal(f"the build argument `{name}` decides about other base images too")
    return ImagePlace(f"{before}{default[0]}{after}", default[1], "args", before, after)


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
