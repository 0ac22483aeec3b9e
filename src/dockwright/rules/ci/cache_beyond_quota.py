"""DW940: the cache holds more than the service keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.ci.builds import WorkflowBuild
from dockwright.model.project import size_in_words
from dockwright.rules._caches import cache_fields
from dockwright.rules.base import Family, rule
from dockwright.rules.ci._shared import compressed_bytes, image_of
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW940",
    "cache-beyond-quota",
    on=WorkflowBuild,
    family=Family.STYLE,
    severity=Severity.WARNING,
    facts=("ci.cache-quota",),
)
def cache_beyond_quota(build: WorkflowBuild, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """The layers that are cached exceed what the cache service keeps for a repository.

    ## What it does

    Adds up what the layers of the base image and of the packages that the knowledge base knows
    take as the cache keeps them, compressed, for builds that write a cache of `type=gha`.

    ## Why it matters

    Above its quota the service evicts what was used longest ago: each run throws away the cache
    of the last, and the time to upload it is lost besides.

    ## Example

    With this `Dockerfile`:

    ```dockerfile Dockerfile
    FROM rocm/pytorch:rocm6.3.4_ubuntu24.04_py3.12_pytorch_release_2.4.0
    RUN pip install --no-cache-dir torchmetrics==1.6.1
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
          - uses: jlumbroso/free-disk-space@v1.3.1
          - uses: docker/build-push-action@v6
            with:
              context: .
              cache-from: type=gha
              cache-to: type=gha,mode=max
    ```

    ## Instead

    ```yaml good
    on: push
    jobs:
      image:
        runs-on: ubuntu-24.04
        steps:
          - uses: actions/checkout@v4
          - uses: jlumbroso/free-disk-space@v1.3.1
          - uses: docker/build-push-action@v6
            with:
              context: .
              cache-from: type=registry,ref=registry.example/app:cache
              cache-to: type=registry,ref=registry.example/app:cache,mode=max
    ```

    ## When it stays silent

    For caches in a registry; where sizes are not known; without `mode=max`, as what is taken
    from the base image is not cached then.

    ## Fix safety

    None: where the cache is kept is the user's choice.

    ## With other rules

    DW939 is about the disk.

    ## References

    - GitHub Docs, "Dependency caching reference", Usage limits
    """
    caches = [
        each
        for each in build.cache_to
        if each.known is not None and cache_fields(each.known).get("type") == "gha"
    ]
    image = image_of(build, ctx) if caches else None
    found = None if image is None else compressed_bytes(image, ctx.kb)
    if image is None or found is None:
        return
    size, run = found
    quota = ctx.kb.integer("ci.cache-quota")
    if size <= quota:
        return
    place = image.dockerfile.stages[-1].span if run is None else run.span
    yield ctx.report(
        caches[0].span,
        f"the layers come to at least {size_in_words(size)} compressed, and the service keeps "
        f"{size_in_words(quota)} for a repository",
        help="Keep the cache in a registry: `type=registry,ref=…,mode=max`",
        related=(ctx.label_in(image.path, place, "this weighs most"),),
    )
