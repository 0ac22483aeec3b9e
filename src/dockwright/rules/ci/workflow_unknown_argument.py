"""DW932: a workflow gives an argument that the Dockerfile does not take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.ci.builds import WorkflowBuild
from dockwright.model.dockerfile import PREDEFINED_ARGS
from dockwright.model.instructions import Arg
from dockwright.rules._arguments import declaration_of
from dockwright.rules.base import Family, rule
from dockwright.rules.ci._shared import image_of, place_of
from dockwright.rules.diagnostic import Severity
from dockwright.text.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW932",
    "workflow-unknown-argument",
    on=WorkflowBuild,
    family=Family.STYLE,
    severity=Severity.WARNING,
)
def workflow_unknown_argument(build: WorkflowBuild, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """A build argument that no ARG of the Dockerfile takes.

    ## What it does

    Compares the build arguments of a workflow with the ARG instructions of the Dockerfile.

    ## Why it matters

    BuildKit passes over it with a warning that nobody reads in a log: the image is built with
    the default.

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
              build-args: VERSOIN=1.4.0
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
              build-args: VERSION=1.4.0
    ```

    ## When it stays silent

    For the arguments that BuildKit knows itself (`BUILDKIT_…`, `SOURCE_DATE_EPOCH`, proxies);
    where the base image is the project's own with ONBUILD; where the Dockerfile is not known.

    ## Fix safety

    Unsafe, and only where one name is near: another argument may be meant.

    ## With other rules

    DW704 is about Compose, DW923 about Bake.

    ## References

    - Dockerfile reference, ARG
    """
    if build.is_told_elsewhere:
        return
    image = image_of(build, ctx) if build.arguments else None
    if image is None or any(stage.runs_triggers for stage in image.dockerfile.stages):
        return
    given = {each.name for each in build.arguments}
    names = [
        argument.name
        for instruction in image.dockerfile.instructions
        if isinstance(instruction, Arg)
        for argument in instruction.arguments
        if argument.name not in given
    ]
    for each in build.arguments:
        if "$" in each.name or each.name in PREDEFINED_ARGS or declaration_of(image, each.name):
            continue
        if each.name.startswith(("BUILDKIT_", "SOURCE_DATE_EPOCH", "TARGET", "BUILD")):
            continue
        near = nearest(each.name, names)
        place = image.dockerfile.stages[-1].span if image.dockerfile.stages else None
        label = next(
            (arg.span for arg in (declaration_of(image, near or ""),) if arg is not None), place
        )
        words = "the argument that is near" if near else "no ARG of this name is here"
        related = () if label is None else (ctx.label_in(image.path, label, words),)
        yield ctx.report(
            place_of(each.text, build) if each.text.raw.startswith("${{") else each.name_span,
            f"no ARG of the Dockerfile takes the build argument `{each.name}`",
            help=f"Did you mean `{near}`?" if near else "Declare it with ARG, or leave it out",
            related=related,
        )
