"""DW939: the image does not fit the disk of the machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.ci.builds import WorkflowBuild
from dockwright.model.project import size_in_words
from dockwright.rules.base import Family, rule
from dockwright.rules.ci._shared import frees_disk, image_of, is_hosted, unpacked_bytes
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW939",
    "runner-disk-too-small",
    on=WorkflowBuild,
    family=Family.STYLE,
    severity=Severity.WARNING,
    facts=("ci.runner-disk", "ci.disk-actions", "ci.hosted-runners"),
)
def runner_disk_too_small(build: WorkflowBuild, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """The image takes more than the hosted machine's disk has free.

    ## What it does

    Adds up what the base image and the packages take that the knowledge base knows, and
    compares it with what a standard hosted machine promises to have free.

    ## Why it matters

    The build ends after many minutes with "no space left on device". The image stands on the
    disk twice while it is built: in layers, and unpacked or exported.

    ## Example

    With this `Dockerfile`:

    ```dockerfile Dockerfile
    FROM nvcr.io/nvidia/pytorch:25.06-py3
    RUN pip install --no-cache-dir vllm==0.9.1
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
              cache-from: type=registry,ref=registry.example/app:cache
              cache-to: type=registry,ref=registry.example/app:cache,mode=max
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

    On machines of one's own and larger ones, and with an engine elsewhere; where a step before
    frees the disk; where the base image's size is not known.

    ## Fix safety

    None: how the disk is freed is the user's choice.

    ## With other rules

    DW940 is about the cache's size.

    ## References

    - GitHub Docs, "GitHub-hosted runners reference"
    """
    if build.kind == "service" or not is_hosted(build.job, ctx.kb):
        return
    if frees_disk(build.job, build.step, ctx.kb):
        return
    image = image_of(build, ctx)
    found = None if image is None else unpacked_bytes(image, ctx.kb)
    if image is None or found is None:
        return
    size, run = found
    disk = ctx.kb.integer("ci.runner-disk")
    if size <= disk:
        return
    place = image.dockerfile.stages[-1].span if run is None else run.span
    yield ctx.report(
        build.span,
        f"the image takes at least {size_in_words(size)}, and the machine promises "
        f"{size_in_words(disk)} of free disk",
        help="Free the disk in a step before, or use a larger machine",
        related=(ctx.label_in(image.path, place, "this weighs most"),),
    )
