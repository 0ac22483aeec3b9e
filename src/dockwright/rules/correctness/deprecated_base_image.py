"""DW114: a base image was given up by its publisher."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.stage import Stage
from dockwright.rules.base import Context, Family, rule
from dockwright.rules.correctness._base_images import base_of, retirement
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic


@rule(
    "DW114",
    "deprecated-base-image",
    on=Stage,
    family=Family.CORRECTNESS,
    severity=Severity.WARNING,
    facts=("base-image.retired-repositories",),
)
def deprecated_base_image(stage: Stage, ctx: Context) -> Iterator[Diagnostic]:
    """A base image comes from a repository that its publisher has given up.

    ## What it does

    Knows the repositories that moved, froze or were withdrawn: the Jupyter images on Docker Hub,
    `openjdk`, `centos`, `continuumio/miniconda3`, Mambaforge, `k8s.gcr.io` and others, and what
    took their place.
    A stage that only builds is an info.

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
    yield ctx.report(
        stage.from_.image or stage,
        f"`{image.name}` is deprecated: {why}",
        help="Use an image that is maintained"
        if short is None
        else f"Use `{short.removeprefix('docker.io/')}`"
        if "/" in short or " " not in short
        else f"Use {short}",
        severity=None if stage.ships else Severity.INFO,
    )
