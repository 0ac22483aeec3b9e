"""DW115: a base image's tag does not exist."""

from __future__ import annotations

from dockwright.model.stage import Stage
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.correctness._base_images import base_of
from dockwright.rules.diagnostic import Severity
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW115",
    "missing-base-tag",
    on=Stage,
    family=Family.CORRECTNESS,
    severity=Severity.ERROR,
    facts=("base-image.missing-tags",),
    triggers=("nvidia",),
)
def missing_base_tag(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    """A base image's tag is known not to exist.

    ## What it does

    Knows how the tags of some repositories are made, and reports those that cannot exist:
    `nvidia/cuda` without tag or with `latest`, with a version of two parts, or with the wrong name
    for cuDNN (`cudnn8` up to CUDA 12.3, `cudnn` from 12.4 on), and NGC's images without a tag.

    ## Why it matters

    The build ends at FROM: `manifest unknown`.

    ## Example

    ```dockerfile bad
    FROM nvidia/cuda:12.6-runtime-ubuntu24.04
    USER 10001
    CMD ["/app"]
    ```

    ## Instead

    ```dockerfile good
    FROM nvidia/cuda:12.6.3-runtime-ubuntu24.04
    USER 10001
    CMD ["/app"]
    ```

    ## When it stays silent

    For images with a digest, hidden tags, stages that the build does not need, copies in other
    registries, and tags that might exist: only the registry knows those.

    ## Fix safety

    Unsafe: `cudnn` and `cudnn8` are exchanged where the tags of that release have the other,
    and the build, which fails today, then finds an image.
    Refused where a version has to be chosen.

    ## With other rules

    DW113 tells of CUDA releases whose tags may be deleted; DW112 of tags that move.

    ## References

    - NVIDIA CUDA container images, README
    - NGC catalogue
    """
    image = base_of(stage)
    if image is None or image.is_pinned:
        return
    tag = image.tag or "latest"
    rows = ctx.kb.mapping("base-image.missing-tags").get(ctx.kb.repository(image.name), ())
    for pattern, why, use in rows:
        if re.fullmatch(pattern, tag):
            yield ctx.report(
                stage.from_.image or stage,
                f"there is no image `{image.name}:{tag}`: {why}",
                help=f"Use {use if '`' in use or ' ' in use else f'`{use}`'}",
            )
            return
