"""DW947: CI builds for a platform that a package has no wheel for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.ci.builds import WorkflowBuild
from dockwright.rules._platforms import labels_of, without_wheel
from dockwright.rules.base import Family, rule
from dockwright.rules.ci._shared import image_of, place_of, uses_of
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW947",
    "workflow-platform-without-wheel",
    on=WorkflowBuild,
    family=Family.STYLE,
    severity=Severity.ERROR,
    facts=("contents.bare-packages",),
)
def workflow_platform_without_wheel(
    build: WorkflowBuild, ctx: DocumentContext
) -> Iterator[Diagnostic]:
    """A workflow builds for a platform for which a package has no wheel.

    ## What it does

    Takes each of the platforms that the build asks for.
    Looks in the Dockerfile for Python packages that have no wheel for that processor: those that
    it names, that its files of requirements list and that the lock pins which it installs.

    ## Why it matters

    The build for that platform falls back to the source archive and compiles, which fails without
    a compiler; where there is no source archive, nothing can be installed.
    The build for one's own machine says nothing of it.

    ## Example

    With this `Dockerfile`:

    ```dockerfile Dockerfile
    FROM python:3.12-slim
    RUN pip install --no-cache-dir decord==0.6.0
    USER 10001
    CMD ["python", "-V"]
    ```

    ```yaml bad
    on: push
    jobs:
      image:
        runs-on: ubuntu-24.04
        steps:
          - uses: actions/checkout@v4
          - uses: docker/build-push-action@v6
            with:
              context: .
              cache-from: type=gha
              cache-to: type=gha,mode=max
              platforms: linux/amd64,linux/arm64
    ```

    ## Instead

    ```yaml good
    on: push
    jobs:
      image:
        runs-on: ubuntu-24.04
        steps:
          - uses: actions/checkout@v4
          - uses: docker/build-push-action@v6
            with:
              context: .
              cache-from: type=gha
              cache-to: type=gha,mode=max
              platforms: linux/amd64
    ```

    ## When it stays silent

    Where a platform, the Dockerfile or the base image is not known; for stages that name a platform
    themselves, such as `$BUILDPLATFORM`; where an index of one's own may have wheels; where the
    stage has a compiler, or may have one; for installs that a condition decides about.

    ## Fix safety

    None: which platforms are wanted is the author's choice.

    ## With other rules

    DW533 and DW911 are about a platform that the Dockerfile names.

    ## References

    - Python Packaging User Guide, "Platform compatibility tags"
    """
    if build.is_told_elsewhere:
        return
    known = {each.known: each for each in build.platforms if each.known}
    image = image_of(build, ctx) if known else None
    if image is None:
        return
    for foreign in without_wheel(known, image, ctx.kb):
        yield ctx.report(
            place_of(known[foreign.platform], build),
            foreign.told,
            help=foreign.remedy,
            related=(*labels_of(foreign, ctx), *uses_of(known[foreign.platform], build, ctx)),
        )
