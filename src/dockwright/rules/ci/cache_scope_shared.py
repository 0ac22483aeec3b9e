"""DW934: two builds write one cache."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dockwright.model.ci.conditions import exclude_each_other
from dockwright.model.ci.workflow import Workflow
from dockwright.rules._caches import cache_fields
from dockwright.rules.base import Family, rule
from dockwright.rules.ci._shared import image_of
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.ci.builds import WorkflowBuild
    from dockwright.model.ci.values import Text
    from dockwright.model.ci.workflow import Job
    from dockwright.rules.diagnostic import Diagnostic, Label
    from dockwright.rules.document import DocumentContext

_HELP = {
    "gha": "Give each a cache of its own: `scope=` in `cache-from` and `cache-to`",
    "registry": "Give each a cache of its own: another `ref=` in `cache-from` and `cache-to`",
    "local": "Give each a cache of its own: other directories in `cache-from` and `cache-to`",
}


class _Written(NamedTuple):
    """A build, and a cache that it writes."""

    build: WorkflowBuild
    cache: Text


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
    scope; where a stage is built and then another that has all of its stages, in the same job or
    in one that waits for it; where the conditions (`if:`) of two builds exclude each other.

    ## Fix safety

    None here: the names of scopes are the user's choice.

    ## With other rules

    DW924 is about Bake.

    ## References

    - docs.docker.com, "GitHub Actions cache", scope
    """
    written: dict[tuple[str, str], list[_Written]] = {}
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
            own = _Written(build, cache)
            others = written.setdefault((kind, place), [])
            clashes = (_clash(other, own, ctx) for other in others)
            clash = next((each for each in clashes if each is not None), None)
            others.append(own)
            if clash is not None:
                words, label = clash
                yield ctx.report(
                    cache.span,
                    f"{words} write the same cache ({kind}: {place})",
                    help=_HELP[kind],
                    related=(label,),
                )


def _clash(other: _Written, own: _Written, ctx: DocumentContext) -> tuple[str, Label] | None:
    """Return which builds throw away each other's cache, and what to point at; None for none."""
    build = own.build
    if other.cache.span == own.cache.span and build.job.combination:
        part = _differing(other.build, build)
        if part is None:
            return None
        words = f"{_runs(other.build, build)} build different images, and"
        return words, ctx.label(part.span, "this differs between them")
    if _what(other.build) == _what(build) or _holds(build, other.build, ctx):
        return None
    if exclude_each_other(other.build.ways, build.ways):
        return None
    return "this build and another", ctx.label(other.cache.span, "the other build writes it here")


def _holds(build: WorkflowBuild, other: WorkflowBuild, ctx: DocumentContext) -> bool:
    """Tell whether a job's later build has all stages of an earlier one, with the same arguments.

    The cache that it writes is then of use to both.
    """
    if not _is_after(build.job, other.job):
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


def _is_after(job: Job, other: Job) -> bool:
    """Tell whether a job is another, or one that waits for it: it never writes first then."""
    pending, seen = [job.name], {job.name}
    jobs = {each.name: each for each in job.workflow.jobs}
    while pending:
        name = pending.pop()
        if name == other.name:
            return True
        needed = set() if name not in jobs else set(jobs[name].needs) - seen
        pending += needed
        seen |= needed
    return False


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
