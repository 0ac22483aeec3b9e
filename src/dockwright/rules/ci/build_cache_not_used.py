"""DW933: a build on a fresh machine takes no cache from anywhere."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from dockwright.model.ci.builds import WorkflowBuild
from dockwright.model.ci.conditions import are_for_tags
from dockwright.model.ci.gitlab import PipelineJob
from dockwright.rules._caches import installs_of
from dockwright.rules.base import Family, rule
from dockwright.rules.ci._shared import image_of, is_hosted
from dockwright.rules.ci._spared import changing_arguments, fetches_what_moves, spared_installs
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.instructions import Run
    from dockwright.model.stage import Stage
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext

_BUILDX_ACTION = "docker/setup-buildx-action"


@rule(
    "DW933",
    "build-cache-not-used",
    on=WorkflowBuild,
    family=Family.STYLE,
    severity=Severity.WARNING,
    facts=("ci.hosted-runners", "ci.steady-names", "branch.moving", "source-folder.suffixes"),
)
def build_cache_not_used(build: WorkflowBuild, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """A build on a fresh machine has no cache, and installs everything anew each time.

    ## What it does

    Finds builds of `docker/build-push-action`, and of `docker/bake-action` with the caches of its
    targets, on standard hosted machines that neither read nor write a cache, of Dockerfiles that
    install or compile; in GitLab's pipelines those of an engine that the job has as a service
    (`docker:dind`), and of kaniko.

    ## Why it matters

    A hosted machine is fresh for each job: without `cache-from` and `cache-to` each push pays
    for every layer again, minutes where seconds would do.

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
    ```

    ## When it stays silent

    On machines of one's own; with `no-cache: true`, which means it; where a comment in the step
    speaks of a cache; where the Dockerfile installs nothing, or mostly behind a copy of the whole
    context, or is not known; in jobs of GitLab that a tag gives to a runner of shells, and in those
    that run only where the Dockerfile itself has changed.
    For a second build of a Dockerfile in one job: the engine has the layers of the first.
    Where a cache would spare no install: the source is copied before each, or an ARG comes before
    it whose value each run makes anew.
    Where a RUN fetches the head of a branch or the latest release, which a cache would hold back,
    and in workflows that run on a schedule and for tags alone, which are there to build afresh.

    ## Fix safety

    None here: which service keeps the cache is the user's choice.

    ## With other rules

    DW934, DW935 and DW940 are about caches that are there.

    ## References

    - docs.docker.com, "Cache management with GitHub Actions"
    - docs.github.com, "Dependency caching reference", Restrictions for accessing a cache
    """
    if build.cache_from or build.cache_to or build.no_cache or build.is_again:
        return
    job = build.job
    if job.workflow.runs_on_schedule_alone:
        return
    if isinstance(job, PipelineJob):
        if build.kind != "kaniko" and not (job.has_own_engine and build.is_by_docker):
            return
        words = "the build has no cache, and its engine starts anew with each job"
        advice = "Add `--cache-from` and `--cache-to` with a `type=registry` cache"
        if build.kind == "kaniko":
            words = "the build has no cache, and kaniko keeps nothing from one job to the next"
            advice = "Add `--cache=true`"
    elif _is_by_action(build) and is_hosted(job, ctx.kb):
        if _is_left_out(build):
            return
        words = "the build has no cache, and runs on a machine that is fresh each time"
        advice = _advice(build)
    else:
        return
    image = image_of(build, ctx)
    if image is None or fetches_what_moves(image, ctx.kb):
        return
    spared = list(spared_installs(image, changing_arguments(build, ctx.kb), ctx.kb))
    every = [run for stage in image.dockerfile.stages if stage.is_reachable for run in _of(stage)]
    if not spared or 2 * len(spared) < len(every):
        return
    if isinstance(job, PipelineJob) and job.runs_for_changes_of(posixpath.basename(image.path)):
        return
    yield ctx.report(
        build.span,
        words,
        help=advice,
        related=(ctx.label_in(image.path, spared[-1][0].span, "this is done anew each time"),),
    )


def _of(stage: Stage) -> list[Run]:
    return [run for run, _ in installs_of(stage)]


def _is_by_action(build: WorkflowBuild) -> bool:
    """Tell whether an action of Docker's builds it: a command has no key to the service's cache."""
    if build.kind == "bake":
        return build.step is not None and build.step.uses is not None
    return build.kind == "action"


def _is_left_out(build: WorkflowBuild) -> bool:
    """Tell whether a comment in the step speaks of a cache, which is then left out on purpose."""
    if build.step is None:
        return False
    text = build.job.workflow.source.text
    begin = text.rfind("\n", 0, build.step.span.start) + 1
    margin = build.step.span.start - begin
    for line in text[build.step.span.start :].split("\n")[1:]:
        words = line.strip()
        if words and len(line) - len(line.lstrip()) < margin:
            return False
        if words.startswith("#") and re.search(r"cache[-_]?(from|to)\b", words):
            return True
    return False


def _advice(build: WorkflowBuild) -> str:
    """Return which cache to use: one that the runs that follow can read."""
    job = build.job
    is_for_tags = job.workflow.runs_for_tags_alone or are_for_tags(build.ways)
    kind = "type=registry,ref=…" if is_for_tags else "type=gha"
    advice = f"Add `cache-from: {kind}` and `cache-to: {kind},mode=max`"
    if build.is_told_elsewhere:
        advice = f'Give its targets `cache-from = ["{kind}"]` and a `cache-to` with `mode=max`'
    if not any(step.action == _BUILDX_ACTION for step in job.steps):
        advice += f", and a step before it that uses `{_BUILDX_ACTION}`, whose engine can keep one"
    if is_for_tags:
        advice += (
            "; of a `type=gha` cache, a run for a tag reads the default branch's, and no tag's"
        )
    return advice
