"""DW934: two builds write one cache."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.ci.values import text_of
from dockwright.model.ci.workflow import Workflow
from dockwright.rules._caches import cache_fields
from dockwright.rules.base import Family, rule
from dockwright.rules.ci._shared import image_of
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.ci.builds import WorkflowBuild
    from dockwright.model.ci.values import Text
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW934",
    "cache-scope-shared",
    on=Workflow,
    family=Family.STYLE,
    severity=Severity.WARNING,
)
def cache_scope_shared(workflow: Workflow, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """Two builds write the same cache, and each throws away what the other wrote.

    ## What it does

    Compares the caches that the builds of a workflow write: `type=gha` by scope, `registry` by
    reference, `local` by directory.

    ## Why it matters

    A cache holds one build's layers: the second write replaces the first, so that one of the
    images is never cached.

    ## Example

    With this `api/Dockerfile`:

    ```dockerfile api/Dockerfile
    FROM python:3.13-slim
    ARG INDEX_TOKEN
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    With this `worker/Dockerfile`:

    ```dockerfile worker/Dockerfile
    FROM python:3.13-slim
    ARG INDEX_TOKEN
    USER 10001
    CMD ["python", "-m", "http.server"]
    ```

    ```yaml bad
    on: push
    jobs:
      images:
        runs-on: ubuntu-24.04
        steps:
          - uses: actions/checkout@v4
          - uses: docker/build-push-action@v6
            with:
              context: ./api
              cache-from: type=gha
              cache-to: type=gha,mode=max
          - uses: docker/build-push-action@v6
            with:
              context: ./worker
              cache-from: type=gha
              cache-to: type=gha,mode=max
    ```

    ## Instead

    ```yaml good
    on: push
    jobs:
      images:
        runs-on: ubuntu-24.04
        steps:
          - uses: actions/checkout@v4
          - uses: docker/build-push-action@v6
            with:
              context: ./api
              cache-from: type=gha,scope=api
              cache-to: type=gha,mode=max,scope=api
          - uses: docker/build-push-action@v6
            with:
              context: ./worker
              cache-from: type=gha,scope=worker
              cache-to: type=gha,mode=max,scope=worker
    ```

    ## When it stays silent

    For builds of the same Dockerfile, context and target; where an expression decides the
    scope; where a job builds a stage and then another that has all of its stages; for steps that
    conditions on the matrix divide.

    ## Fix safety

    None here: the names of scopes are the user's choice.

    ## With other rules

    DW924 is about Bake.

    ## References

    - docs.docker.com, "GitHub Actions cache", scope
    """
    written: dict[tuple[str, ...], tuple[WorkflowBuild, Text]] = {}
    for build in workflow.builds:
        for cache in build.cache_to:
            if cache.known is None:
                continue
            fields = cache_fields(cache.known)
            kind = fields["type"]
            place = {
                "gha": fields.get("scope", "buildkit"),
                "registry": fields.get("ref", ""),
                "local": fields.get("dest", ""),
            }.get(kind)
            if not place:
                continue
            other = written.setdefault((kind, place), (build, cache))
            field = {"gha": "scope", "registry": "ref"}.get(kind, "dest")
            help_ = f"Give each a cache of its own: `{field}=` in `cache-from` and `cache-to`"
            if other[1].span == cache.span and build.job.combination:
                part = _differing(other[0], build)
                if part is not None:
                    yield ctx.report(
                        cache.span,
                        f"{_runs(other[0], build)} build different images, and write the same "
                        f"cache ({kind}: {place})",
                        help=help_,
                        related=(ctx.label(part.span, "this differs between them"),),
                    )
                continue
            if _what(other[0]) == _what(build) or _holds(build, other[0], ctx):
                continue
            if _exclude_each_other(build, other[0]):
                continue
            yield ctx.report(
                cache.span,
                f"this build and another write the same cache ({kind}: {place})",
                help=help_,
                related=(ctx.label(other[1].span, "the other build writes it here"),),
            )


def _exclude_each_other(one: WorkflowBuild, other: WorkflowBuild) -> bool:
    """Tell whether each has a condition on the job's matrix: no run of it may build both."""
    conditions = [
        text_of(build.step.node.get("if")) for build in (one, other) if build.step is not None
    ]
    return (
        one.job.name == other.job.name
        and len(conditions) == len([each for each in conditions if each and "matrix." in each.raw])
        and len({each.raw for each in conditions if each is not None}) == len((one, other))
    )


def _holds(build: WorkflowBuild, other: WorkflowBuild, ctx: DocumentContext) -> bool:
    """Tell whether a job's later build has all stages of an earlier one, with the same arguments.

    The cache that it writes is then of use to both.
    """
    if not build.is_again or build.job.name != other.job.name:
        return False
    if not all(
        cache_fields(each.known or "").get("mode") == "max"
        for each in (*build.cache_to, *other.cache_to)
    ):
        return False
    images = image_of(build, ctx), image_of(other, ctx)
    if images[0] is None or images[1] is None or images[0].path != images[1].path:
        return False
    given = [{(each.name, each.value) for each in one.arguments} for one in (build, other)]
    stages = [
        {stage.index for stage in image.dockerfile.stages if stage.is_reachable}
        for image in images
        if image is not None
    ]
    return given[0] == given[1] and stages[1] <= stages[0]


def _runs(one: WorkflowBuild, other: WorkflowBuild) -> str:
    """Return what has a step run more than once."""
    if one.call == other.call:
        return "the runs of the job's matrix"
    return "the calls of the workflow"


def _differing(one: WorkflowBuild, other: WorkflowBuild) -> Text | None:
    """Return what two runs of a matrix build differently; None for the same image."""
    pairs = [(one.context, other.context), (one.file, other.file), (one.target, other.target)]
    pairs += zip(one.platforms, other.platforms, strict=False)
    for first, second in pairs:
        if first is not None and second is not None and first.known != second.known:
            return second
    return None


def _what(build: WorkflowBuild) -> tuple[str, ...]:
    """Return what tells one build's image from another's."""
    return tuple(
        "" if each is None else each.raw for each in (build.context, build.file, build.target)
    )
