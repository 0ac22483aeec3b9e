"""DW732: an image moves under its tag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockwright.model.compose.project import Service
from dockwright.model.compose.starting import built_names
from dockwright.model.image_ref import parse_image_ref
from dockwright.rules.base import Family, rule
from dockwright.rules.diagnostic import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dockwright.model.image_ref import ImageRef
    from dockwright.rules.diagnostic import Diagnostic
    from dockwright.rules.document import DocumentContext


@rule(
    "DW732",
    "floating-image-tag",
    on=Service,
    family=Family.COMPOSE,
    severity=Severity.WARNING,
    facts=("compose.floating-tags", "compose.official-images"),
)
def floating_image_tag(service: Service, ctx: DocumentContext) -> Iterator[Diagnostic]:
    """A service runs an image without a version: what runs tomorrow is not what runs today.

    ## What it does

    Looks at the tag of `image` of services that are not built here.

    ## Why it matters

    `docker compose pull`, and every new machine, takes whatever the tag names that day: a
    release with other defaults, or one that cannot read the data of the last.

    ## Example

    ```yaml bad
    services:
      web:
        image: nginx:latest
    ```

    ## Instead

    ```yaml good
    services:
      web:
        image: nginx:1.27.3
    ```

    ## When it stays silent

    For images with a digest; where a variable without a default decides the tag; for images that
    are built on the machine: by the file itself, or under this name by a script, Makefile
    or instruction of the repository (`docker build -t NAME`) and pushed by none, with
    `pull_policy: never` or `build`, and for names without a namespace that are no official
    image's.

    ## Fix safety

    None: which version is meant is not known.

    ## With other rules

    DW112 is about FROM.

    ## References

    - docs.docker.com, "Building best practices", Pin base image versions
    """
    item = service.get("image")
    if item is None or not isinstance(item.value, str) or service.build is not None:
        return
    ref = parse_image_ref(item.value)
    if ref is None or ref.digest or item.value in service.project.built_images:
        return
    if ref.tag and ref.tag not in ctx.kb.name_set("compose.floating-tags"):
        return
    if _is_built_here(ref, service, ctx):
        return
    words = f"the tag `{ref.tag}`" if ref.tag else "no tag, which means `latest`"
    yield ctx.report(
        item,
        f"the image of service `{service.name}` has {words}, and moves with every release",
        help="Name a version, such as the one that runs now",
    )


def _is_built_here(ref: ImageRef, service: Service, ctx: DocumentContext) -> bool:
    """Tell whether an image is built on the machine, so that no registry's tag moves it."""
    if service.text("pull_policy") in {"never", "build"}:
        return True
    # As it is written: the host of Docker Hub asks for Docker Hub.
    is_bare = ref.raw.partition("@")[0].partition(":")[0] == ref.name and "/" not in ref.name
    if is_bare and ref.name not in ctx.kb.name_set("compose.official-images"):
        return True
    return ref.name in built_names(service.project.directory, ctx.project)
