"""DW930: a workflow builds a Dockerfile that is not there."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from dockwright.model.ci.builds import WorkflowBuild
from dockwright.model.ci.gitlab import PipelineJob, without_builds
from dockwright.model.ci.values import lines_of
from dockwright.model.submodules import is_in_submodule
from dockwright.model.unknown import Unknown
from dockwright.rules.base import Family, rule
from dockwright.rules.ci._shared import dockerfile_of, paths_of, place_of, uses_of
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.ci.values import Text
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW930",
    "workflow-missing-dockerfile",
    on=WorkflowBuild,
    family=Family.STYLE,
    severity=Severity.ERROR,
)
def workflow_missing_dockerfile(build: WorkflowBuild, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """The Dockerfile, or the context, of a build is not in the repository.

    ## What it does

    Looks up the Dockerfile and the context of each build of a workflow: of
    `docker/build-push-action`, `depot/build-push-action`, `redhat-actions/buildah-build` and their
    like, of the commands `docker build`, `docker buildx build`, `podman build` and `buildah build`,
    and of kaniko's executor.

    ## Why it matters

    The job fails where it was to build: "failed to read dockerfile: open Dockerfile: no such
    file or directory".

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
              file: docker/Dockerfile
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
              file: Dockerfile
    ```

    ## When it stays silent

    Where an expression or a variable decides the path, but for inputs of a workflow that others of
    the repository call: what they give is looked up, and told where they give it.
    For addresses, and for submodules of Git; where another repository, or another directory, is
    checked out; where an earlier step names the file or its folder, which may make it, or another
    job of the pipeline leaves artifacts.

    ## Fix safety

    None: which file is meant is not known.

    ## With other rules

    DW931 is about the stage.

    ## References

    - docs.docker.com, "Build and push Docker images" with GitHub Actions
    """
    if build.is_told_elsewhere:
        return
    found = paths_of(build, ctx.project)
    path = dockerfile_of(build, ctx.project)
    if found is None or path is None:
        return
    context = found[0]
    if isinstance(build.directory, Unknown) or isinstance(
        ctx.project.listing(build.directory), Unknown
    ):
        return
    if is_in_submodule(path, ctx.project):
        return
    if build.context is not None and isinstance(ctx.project.listing(context), Unknown):
        if not _may_be_made(build, posixpath.basename(context)):
            shown = _shown(build.context, context, build)
            yield ctx.report(
                place_of(build.context, build),
                f"the build context `{shown}` is no directory of the repository",
                help="Name a directory, relative to the repository's root",
                related=uses_of(build.context, build, ctx),
            )
        return
    data = ctx.project.read(path)
    if not isinstance(data, Unknown) or not data.reason.endswith("does not exist"):
        return
    folder = posixpath.relpath(posixpath.dirname(path), build.directory)
    names = () if folder.strip("./") == "" else (folder,)
    if _may_be_made(build, posixpath.basename(path), *names):
        return
    place = build.span if build.file is None else place_of(build.file, build)
    shown = posixpath.relpath(path, build.job.workflow.directory)
    if build.file is not None:
        shown = _shown(build.file, path, build)
    yield ctx.report(
        place,
        f"the repository has no `{shown}` to build",
        help="Name the Dockerfile, relative to the repository's root",
        related=() if build.file is None else uses_of(build.file, build, ctx),
    )


def _shown(text: Text, path: str, build: WorkflowBuild) -> str:
    """Return a path as it is written; with its variables put in where there are any."""
    return posixpath.relpath(path, build.job.workflow.directory) if "$" in text.raw else text.raw


def _may_be_made(build: WorkflowBuild, *names: str) -> bool:
    """Tell whether an earlier step names the file or its folder, or fetches what may bring it."""
    if isinstance(build.job, PipelineJob):
        return any(build.job.may_make(name) for name in names)
    for step in build.job.steps:
        if build.step is not None and step.node is build.step.node:
            break
        run = step.node.get("run")
        text = "" if run is None else step.job.workflow.source.slice(run.span)
        if any(each in without_builds(text) for each in names):
            return True
        if step.action.startswith("actions/download-artifact"):
            return True
        kept = step.given("path") if step.action.startswith("actions/cache") else None
        if kept is not None and any(
            not each.raw.startswith(("~", "/"))
            for each in lines_of(kept, step.job.workflow.source, step.environment)
        ):
            return True
    return False
