"""DW935: the cache keeps the last stage alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.ci.builds import WorkflowBuild
from dockwright.rules.base import Family, rule
from dockwright.rules.ci._shared import cache_fields, image_of, installs_of
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    stages that are copied from.

    ## Why it matters

    By default (`mode=min`) only the layers of the image that ships are kept. What the other
    stages install is done anew in every run, and that is where the minutes go.

    ## Example

    With this `Dockerfile`:

    ```dockerfile Dockerfile
    FROM python:3.13-slim AS build
    COPY requirements.txt .
    RUN pip install --no-cache-dir --prefix=/opt/app -r requirements.txt
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

    For Dockerfiles of one stage, and those whose other stages install nothing; where the
    Dockerfile is not known.

    ## Fix safety

    Safe: what is built is the same, and the cache is larger. None for an inline cache, which has no
    such mode.

    ## With other rules

    DW933 is about builds without a cache, DW940 about caches that are too large.

    ## References

    - docs.docker.com, "Cache storage backends", Cache mode
    """
    image = image_of(build, ctx) if build.cache_to else None
    if image is None or image.stage is None:
        return
    lineage = image.stage.lineage
    others = [
        stage for stage in image.dockerfile.stages if stage.is_reachable and stage not in lineage
    ]
    work = [run for stage in others for run, _ in installs_of(stage)]
    if not work:
        return
    for cache in build.cache_to:
        fields = cache_fields(cache.known or "type=")
        kind = fields["type"]
        if kind == "inline":
            words = "an inline cache keeps the last stage alone"
        elif kind in ctx.kb.name_set("ci.exported-caches") and fields.get("mode") != "max":
            words = "the cache keeps the last stage alone: it has no `mode=max`"
        else:
            continue
        stage = work[-1].stage
        place = work[-1].span if stage is None else stage.span
        yield ctx.report(
            cache.span,
            f"{words}, and what other stages install is done anew each time",
            help="Add `mode=max`" if kind != "inline" else "Use `type=registry` with `mode=max`",
            related=(ctx.label_in(image.path, place, "this stage is not kept"),),
        )
