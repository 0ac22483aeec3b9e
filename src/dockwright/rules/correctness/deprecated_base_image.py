"""DW114: a base image was given up by its publisher."""

from __future__ import annotations

from dockwright.model.stage import Stage
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.correctness._base_images import base_of, retirement
from dockwright.rules.diagnostic import Severity
from dockwright.text import regex as re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.kb import KnowledgeBase
    from dockwright.model.image_ref import ImageRef
    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW114",
    "deprecated-base-image",
    on=Stage,
    family=Family.CORRECTNESS,
    severity=Severity.WARNING,
    facts=(
        "base-image.retired-repositories",
        "base-image.successor-advice",
        "base-image.successor-without-old-tags",
    ),
)
def deprecated_base_image(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    """A base image comes from a repository that its publisher has given up.

    ## What it does

    Knows the repositories that moved, froze or were withdrawn: the Jupyter images on Docker Hub,
    `openjdk`, `centos`, `continuumio/miniconda3`, Mambaforge, `k8s.gcr.io` and others, and what
    took their place.
    A stage that only builds is an info, and so is an image that is built anew still though its
    authors advise against it, or one for which the comment above gives a reason.

    ## Why it matters

    Nothing in such an image is repaired any more, and new versions appear elsewhere only.

    ## Example

    ```dockerfile bad
    FROM openjdk:17-slim
    USER 10001
    CMD ["java", "-version"]
    ```

    ## Instead

    ```dockerfile good
    FROM eclipse-temurin:21-jre
    USER 10001
    CMD ["java", "-version"]
    ```

    ## When it stays silent

    Where a build argument hides the image; for stages that the build does not need; for copies of
    such images in other registries.

    ## Fix safety

    Unsafe: the successor has other paths, users and versions.
    Written where a tag of it is known to take the image's place: the same tag, the same
    release of CentOS 8 or of Java, or none.
    Refused else, and where the file names what only the old image has.

    ## With other rules

    DW113 reports releases that ended while their repository goes on, and DW115 tags that are gone.

    ## References

    - the repositories' own notices
    """
    image = base_of(stage)
    if image is None:
        return
    kb = ctx.kb
    told = retirement(kb, image)
    if told is None:
        return
    why, successor = told
    rows = kb.mapping("base-image.missing-tags").get(kb.repository(image.name), ())
    if any(row[0] == (image.tag or "latest") for row in rows):
        return
    short = None if successor is None else successor.removeprefix("docker.io/library/")
    advice = _by_prefix(kb, image, "base-image.successor-advice")
    if advice:
        remedy = advice
    elif short is None:
        remedy = "Use an image that is maintained"
    elif "/" in short or " " not in short:
        remedy = f"Use `{short.removeprefix('docker.io/')}`"
        if image.tag not in {None, "latest"}:
            remedy += _by_prefix(kb, image, "base-image.successor-without-old-tags")
    else:
        remedy = f"Use {short}"
    yield ctx.report(
        stage.from_.image or stage,
        f"`{image.name}` is deprecated: {why}",
        help=remedy,
        severity=Severity.INFO
        if advice or not stage.ships or _is_on_purpose(stage, image, ctx)
        else None,
    )


def _is_on_purpose(stage: Stage, image: ImageRef, ctx: Context) -> bool:
    """Tell whether a comment right above the image's name gives the reason for the old one."""
    source = ctx.dockerfile.source
    says = re.compile(
        r"\b(?:because|as|since|only|still|on purpose|deliberately)\b.*"
        r"\b(?:old|older|legacy|deprecated|frozen|moved|docker ?hub)\b"
        r"|\b(?:old|older|legacy|deprecated|frozen|docker ?hub)\b.*"
        r"\b(?:because|as|since|only|still|on purpose|deliberately)\b",
        re.IGNORECASE,
    )
    lines = {source.lines.line_of(stage.from_.span.start)}
    for instruction in ctx.dockerfile.global_args:
        if image.name in instruction.node.line:
            lines.add(source.lines.line_of(instruction.span.start))
    return any(
        says.search(comment.text) and source.lines.line_of(comment.span.start) + 1 in lines
        for comment in ctx.dockerfile.tree.comments
    )


def _by_prefix(kb: KnowledgeBase, image: ImageRef, fact: str) -> str:
    """Return what a fact says of the repositories that an image's begins as, or ``""``."""
    full = kb.repository(image.name)
    return next(
        (text for prefix, text in kb.mapping(fact).items() if full.startswith(prefix)),
        "",
    )
