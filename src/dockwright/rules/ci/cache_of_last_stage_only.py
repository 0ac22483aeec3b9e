"""DW935: the cache keeps the last stage alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.ci.builds import WorkflowBuild
from dockwright.rules._caches import cache_fields, lost_work, what_is_lost
from dockwright.rules.base import Family, rule
from dockwright.rules.ci._shared import image_of
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.ci.values import Text
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW935",
    "cache-of-last-stage-only",
    on=WorkflowBuild,
    family=Family.STYLE,
    severity=Severity.WARNING,
    facts=("ci.exported-caches",),
)
def cache_of_last_stage_only(build: WorkflowBuild, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """The cache keeps the layers of the last stage, and the work is in the others.

    ## What it does

    Finds caches that are written without `mode=max` for Dockerfiles whose installs stand in
    stages that are copied from, where a file that comes after the install can change; in commands
    also the build argument `BUILDKIT_INLINE_CACHE=1`.

    ## Why it matters

    By default (`mode=min`) only the layers of the image that ships are kept. As soon as one file
    of another stage changes, all of that stage is built again, what it installs included, and that
    is where the minutes go.

    ## Example

    With this `Dockerfile`:

    ```dockerfile Dockerfile
    FROM python:3.13-slim AS build
    COPY requirements.txt .
    RUN pip install --no-cache-dir --prefix=/opt/app -r requirements.txt
    COPY app.py /opt/app/
    FROM python:3.13-slim
    ARG VERSION
    COPY --from=build /opt/app /opt/app
    USER 10001
    CMD ["python", "-m", "http.server"]
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
              cache-to: type=registry,ref=registry.example/app:cache
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
              cache-to: type=registry,ref=registry.example/app:cache,mode=max
    ```

    ## When it stays silent

    For Dockerfiles of one stage, and those whose other stages install nothing.
    Where no file of the context comes after the install in the stages that do not ship, or all of
    the context comes before it: the mode would spare nothing.
    For a second build of a Dockerfile in one job, and where the Dockerfile is not known.

    ## Fix safety

    Safe: what is built is the same, and the cache is larger. None for an inline cache, which has no
    such mode.

    ## With other rules

    DW933 is about builds without a cache, DW940 about caches that are too large.

    ## References

    - docs.docker.com, "Cache storage backends", Cache mode
    """
    if build.is_told_elsewhere:
        return
    caches = [*build.cache_to, *_inline_caches(build)]
    image = image_of(build, ctx) if caches and not build.is_again else None
    lost = None if image is None else lost_work(image)
    if image is None or lost is None:
        return
    for cache in caches:
        told = what_is_lost(cache_fields(cache.known or "type="), ctx.kb)
        if told is None:
            continue
        yield ctx.report(
            cache.span,
            told.message,
            help=told.remedy,
            related=(
                ctx.label_in(image.path, lost.run.span, "this is not kept"),
                ctx.label_in(image.path, lost.change.span, "a change here has it done anew"),
            ),
        )


def _inline_caches(build: WorkflowBuild) -> Iterator[Text]:
    """Yield the build argument that has BuildKit write an inline cache."""
    for each in build.arguments:
        if each.name == "BUILDKIT_INLINE_CACHE" and each.value == "1":
            yield each.text._replace(value="type=inline")
