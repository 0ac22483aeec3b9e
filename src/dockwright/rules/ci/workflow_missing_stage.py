"""DW931: a workflow asks for a stage that the Dockerfile lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.ci.builds import WorkflowBuild
from dockwright.rules.base import Family, rule
from dockwright.rules.ci._shared import image_of, place_of, uses_of
from dockwright.rules.diagnostic import Severity
from dockwright.text.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic, Label
    from dockwright.rules.document import DocumentContext


@rule(
    "DW931",
    "workflow-missing-stage",
    on=WorkflowBuild,
    family=Family.STYLE,
    severity=Severity.ERROR,
)
def workflow_missing_stage(build: WorkflowBuild, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """The target of a build is no stage of its Dockerfile.

    ## What it does

    Compares the target of each build of a workflow with the stages of its Dockerfile.

    ## Why it matters

    The build fails: "target stage "prod" could not be found".

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
              cache-to: type=gha,mode=max
              target: biuld
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
              target: build
    ```

    ## When it stays silent

    Where the target, or which Dockerfile is built, is not known; for the number of a stage.

    ## Fix safety

    Unsafe, and only where one name is near: another stage may be meant.

    ## With other rules

    DW703 is about Compose, DW922 about Bake.

    ## References

    - docs.docker.com, "Multi-stage builds", --target
    """
    if build.is_told_elsewhere:
        return
    image = image_of(build, ctx)
    if image is None or build.target is None or not image.dockerfile.missing_target:
        return
    stages = image.dockerfile.stages
    names = [stage.name for stage in stages if stage.name]
    asked = build.target.known or build.target.raw
    near = nearest(asked.lower(), names)
    listed = f"Its stages are {', '.join(f'`{name}`' for name in names)}" if names else ""
    related: tuple[Label, ...] = ()
    if stages:
        related = (ctx.label_in(image.path, stages[-1].span, "the last stage"),)
    yield ctx.report(
        place_of(build.target, build),
        f"the Dockerfile has no stage `{asked}`",
        help=f"Did you mean `{near}`?" if near else listed or "Its stages have no names",
        related=(*related, *uses_of(build.target, build, ctx)),
    )
