"""DW111: the base image is not published for the platform that is built."""

from __future__ import annotations

from dockwright.model.image_ref import ImageRef
from dockwright.model.instructions import From
from dockwright.model.stage import Stage
from dockwright.model.unknown import Unknown
from dockwright.rules._buildkit import Phase, is_reached
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.diagnostic import Confidence, Severity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW111",
    "base-image-platform-mismatch",
    on=From,
    family=Family.CORRECTNESS,
    severity=Severity.WARNING,
    aliases=("InvalidBaseImagePlatform",),
    triggers=("from",),
)
def base_image_platform_mismatch(instruction: From, ctx: Context) -> Iterator[Diagnostic]:
    """The base image is not published for the platform that is built.

    ## What it does

    Compares the platform of `FROM --platform`, or else the one that the build is for, with those
    that the image is published for.

    ## Why it matters

    The build fails when it pulls the image, or the image runs under emulation, many times slower.

    ## Example

    ```dockerfile bad
    FROM --platform=linux/s390x nvidia/cuda:12.4.1-runtime-ubuntu22.04 AS zarch_s390x
    USER 10001
    CMD ["nvidia-smi"]
    ```

    ## Instead

    ```dockerfile good
    FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04
    USER 10001
    CMD ["nvidia-smi"]
    ```

    ## When it stays silent

    Where no platform is given, and for images whose platforms the knowledge base does not know.

    ## Fix safety

    Refused: either the platform or the image has to change.

    ## With other rules

    DW907 reports platforms that are written as constants.

    ## References

    - Docker documentation, Build checks, "InvalidBaseImagePlatform"
    """
    stage = instruction.stage
    if stage is None or isinstance(stage.base, (Stage, Unknown)) or not stage.is_reachable:
        return
    flag = instruction.platform
    wanted = ctx.platform if flag is None else flag.known
    if not wanted or not is_reached(ctx, Phase.BASES, instruction):
        return
    from dockwright.model.platform import Platform, parse_platform

    facts = stage.image_facts
    platform = parse_platform(wanted)
    if isinstance(facts, Unknown) or isinstance(platform, str) or not facts.platforms:
        return
    published = [parse_platform(name) for name in facts.platforms]
    if any(
        isinstance(found, Platform) and found[:2] == platform[:2] for found in published
    ) or not isinstance(stage.base, ImageRef):
        return
    yield ctx.report(
        instruction if flag is None else flag,
        f"{stage.base.name} is published for {', '.join(facts.platforms)}, not for {platform.name}",
        help="Build for a platform that the image has, or take an image that has this one",
        confidence=Confidence.MEDIUM,
    )
