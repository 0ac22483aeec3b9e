"""DW715: Compose builds for a platform that a package has no wheel for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.compose.project import Service
from dockwright.rules._platforms import labels_of, without_wheel
from dockwright.rules.base import Family, rule
from dockwright.rules.compose._shared import image_of
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW715",
    "platform-without-wheel",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.ERROR,
    facts=("contents.bare-packages",),
)
def platform_without_wheel(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """A service is built for a platform for which a package has no wheel.

    ## What it does

    Takes each of the platforms that `platform` and `build.platforms` name.
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
    services:
      web:
        build:
          context: .
          platforms: [linux/amd64, linux/arm64]
    ```

    ## Instead

    ```yaml good
    services:
      web:
        build:
          context: .
          platforms: [linux/amd64]
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
    items = (*service.texts("build", "platforms"), service.get("platform"))
    known = {each.text: each for each in reversed(items) if each is not None and each.text}
    image = image_of(service, ctx) if known else None
    if image is None:
        return
    for foreign in without_wheel(known, image, ctx.kb):
        yield ctx.report(
            known[foreign.platform],
            foreign.told,
            help=foreign.remedy,
            related=labels_of(foreign, ctx),
        )
